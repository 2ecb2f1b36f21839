import { checkRecord, type EntityRecord } from "../../kb/record.js";
import { jsonlSource } from "../jsonl.js";
import { requiredText } from "../required-text.js";
import type { Source } from "../source.js";

type Pair = readonly [string, number];

const isPair = (value: unknown): value is Pair =>
  Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number";

/** An alias and how strongly it belongs to the entity, as a record's alias; scores are counts of links or of views. */
export const scoredAlias = ([text, score]: Pair) => ({ text, count: Math.max(0, score) });

/** An entity's popularity: Bootleg gives every alias the score of its entity, or less. */
export const popularity = (aliases: readonly { count: number }[]): number =>
  aliases.reduce((most, { count }) => Math.max(most, count), 0);

/**
 * The entity of a line of a raw profile, parsed; see {@link bootlegProfile}.
 *
 * @param where names the line in messages
 * @throws {NamesakeError} RECORD_INVALID
 */
export function profileEntity(value: unknown, where: string): EntityRecord {
  const id = requiredText(value, "entity_id", where);
  const { mentions = [], title, description, types = {}, relations = [] } = value as Record<string, unknown>;
  // A pair that is none is left to the check, which says so.
  const aliases = Array.isArray(mentions)
    ? mentions.map((pair: unknown) => (isPair(pair) ? scoredAlias(pair) : pair))
    : mentions;
  const record = {
    id,
    name: typeof title === "string" && title.trim() !== "" ? title : id,
    ...(typeof description === "string" && description.trim() !== "" ? { description } : {}),
    aliases,
    types,
    relations,
  };
  const { aliases: checked = [] } = checkRecord(record, where);
  const count = popularity(checked.filter((alias) => typeof alias !== "string"));
  return { ...record, ...(count > 0 ? { count } : {}) } as EntityRecord;
}

/**
 * Entities from the raw profile of Bootleg 1.1: JSON lines of `entity_id`, `mentions` (pairs of alias and score), `title`,
 * `description`, `types` (names, by type system) and `relations`. The highest score is the entity's count. An entity without a title
 * is called by its id, as in Bootleg.
 *
 * A line that is not one is reported as "FILE, line N: why" and left out; blank lines are ignored.
 *
 * Orr et al., Bootleg: Chasing the Tail with Self-Supervised Named Entity Disambiguation, CIDR 2021.
 *
 * @param path a file, plain or gzipped, or "-" for standard input
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * for await (const { id, name } of bootlegProfile("raw_profile.jsonl").records(observer)) console.log(id, name);
 * ```
 */
export function bootlegProfile(path: string): Source {
  return jsonlSource(path, profileEntity);
}
