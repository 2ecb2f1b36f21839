/**
 * Configurations of trainings, and the search for good ones.
 *
 * To learn how it works, read in this order: `leaf` and `schema` (what a training can be told), `yaml-text` and `settings` (what
 * somebody said, and where), `config` and `config-yaml` (reading and writing it whole); then `range` and `search-space` (what may be
 * tried), `rungs`, `trial-log` and `tune` (trying it), `trial-table`; and `sweep-thresholds`, which needs none of them.
 */
export * from "./config.js";
export * from "./config-yaml.js";
export * from "./leaf.js";
export * from "./rungs.js";
export * from "./schema.js";
export * from "./search-space.js";
export * from "./sweep-thresholds.js";
export type { TrialRecord } from "./trial-log.js";
export * from "./trial-table.js";
export * from "./tune.js";
