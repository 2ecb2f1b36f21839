import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { KnownNames } from "./known-names.js";

/** Relations of an entity that are followed, the first. */
const MOST = 16;

/**
 * How many of the things that a text names are related to an entity. Each name stands for what it is known to mean, else for
 * what it was most often seen to mean; one record a name is read.
 */
export class DocumentLinks {
  private readonly counts = new Map<number, number>();

  /** @param keys the normalised names of the text, each once */
  constructor(kb: KnowledgeBase, keys: Iterable<string>, known?: KnownNames) {
    const seen = new Set<number>();
    for (const key of keys) {
      const [index = kb.lookup(key).postings[0]?.index ?? null] = known?.meaningsOf(key) ?? [];
      if (index === null || seen.has(index)) continue;
      seen.add(index);
      const objects = (kb.at(index)?.relations ?? []).slice(0, MOST).map(({ object }) => object);
      for (const object of new Set(objects)) {
        const other = kb.index(object);
        if (other !== undefined) this.counts.set(other, (this.counts.get(other) ?? 0) + 1);
      }
    }
  }

  /** The number of named things that are related to the entity with this index. */
  to(index: number): number {
    return this.counts.get(index) ?? 0;
  }
}
