import type { Conflict } from "./choose.js";

/** Records that became one. */
export interface Merge {
  /** Id that stays. */
  kept: string;
  name: string;
  /** Sources of the records, the preferred first, one for each. */
  sources: readonly string[];
  /** The other records: their ids, and what they have in common with those before them. */
  absorbed: readonly { readonly id: string; readonly because: string }[];
  /** Where they differ, and what was decided. */
  conflicts: readonly Conflict[];
}

/** The first line of `merges.tsv`. */
export const MERGE_HEAD = "kept\tabsorbed\tname\tbecause\tsources\tconflicts\n";

/** A conflict in words: "types.ner is PER, not LOC". */
export const conflictText = ({ fact, kept, dropped }: Conflict): string =>
  `${fact} is ${kept}, not ${dropped.join(" or ")}`;

const cell = (text: string): string => text.replace(/\s+/g, " ");

/** The lines of `merges.tsv` for what became one: one for each record that was absorbed; the conflicts stand on the first. */
export function mergeLines({ kept, name, sources, absorbed, conflicts }: Merge): string {
  return absorbed
    .map(({ id, because }, i) => {
      const differing = i === 0 ? conflicts.map(conflictText).join("; ") : "";
      const row = [kept, id, name, because, `${sources[0]} + ${sources[i + 1]}`, differing];
      return `${row.map(cell).join("\t")}\n`;
    })
    .join("");
}
