import { valueAt } from "./schema.js";
import type { SearchSpace } from "./search-space.js";
import { shown } from "./settings.js";
import type { TrialRecord } from "./trial-log.js";

const GAP = "  ";

/**
 * The trials of a search as aligned columns, the best first: the score, the share of the budget that it was reached with, what was
 * searched, and why a trial failed.
 */
export function trialTable(space: SearchSpace, records: readonly TrialRecord[]): string {
  // Later records of a trial have more of the budget.
  const last = [...new Map(records.map((record) => [record.trial, record])).values()].sort(byRank);
  const rows = last.map(({ trial, share, config, score, thresholds = {}, failed }) => [
    String(trial),
    score === undefined ? "failed" : score.toFixed(4),
    `${Number((100 * share).toPrecision(2))} %`,
    ...[...space.ranges.keys()].map((key) => cell(valueAt(config, key))),
    ...space.thresholds.map((key) => cell(thresholds[key] ?? "")),
    failed === undefined ? "" : shown(failed),
  ]);
  const head = ["trial", "score", "budget", ...space.ranges.keys(), ...space.thresholds, ""];
  const widths = head.map((name, i) =>
    Math.max(...[name, ...rows.map((row) => row[i] ?? "")].map(({ length }) => length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => (i === cells.length - 1 ? text : text.padStart(widths[i] ?? 0)))
      .join(GAP)
      .trimEnd();
  return `${[head, ...rows].map(line).join("\n")}\n`;
}

/** Scores of more budget before those of less, then by score; failures last. */
const byRank = (a: TrialRecord, b: TrialRecord): number =>
  Number(a.score === undefined) - Number(b.score === undefined) ||
  b.share - a.share ||
  (b.score ?? 0) - (a.score ?? 0) ||
  a.trial - b.trial;

/** Words without quotes; everything else on one line too. */
const cell = (value: unknown): string =>
  typeof value === "string" && /^[\w.,/-]*$/.test(value) ? value : shown(value);
