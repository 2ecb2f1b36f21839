import type { JudgedSet } from "./judged.js";

/** What a KB knows of the entities that data sets ask for. */
export interface UnknownEntities {
  /** Gold mentions that mean an entity. */
  mentions: number;
  /** Those of them whose entity the KB lacks. */
  unknown: number;
  /** The first few entities that it lacks, as the data sets call them. */
  examples: string[];
}

const EXAMPLES = 3;

/** Counts the gold mentions whose entity the KB lacks. Many of them mean that it is the wrong KB, or that it has other ids. */
export function unknownEntities(sets: readonly JudgedSet[]): UnknownEntities {
  let mentions = 0;
  let unknown = 0;
  const examples = new Set<string>();
  for (const { documents } of sets)
    for (const { gold } of documents)
      for (const { reference, right } of gold) {
        if (reference === null) continue;
        mentions++;
        if (right.length > 0) continue;
        unknown++;
        if (examples.size < EXAMPLES) examples.add(reference);
      }
  return { mentions, unknown, examples: [...examples] };
}
