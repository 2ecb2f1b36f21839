import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { normaliseAlias } from "../text/normalise.js";

/** Names that are kept, some 10 MB. */
const KEPT = 50_000;

const known = new WeakMap<KnowledgeBase, EntityWords>();

/** The words of the names of a KB's entities, normalised; those that were asked for are kept from text to text. */
export class EntityWords {
  private readonly words = new Map<number, readonly string[]>();

  private constructor(
    private readonly kb: KnowledgeBase,
    private readonly edits: number,
  ) {}

  /** Those of a KB as it is now. */
  static of(kb: KnowledgeBase): EntityWords {
    const { edits } = kb.totals();
    let words = known.get(kb);
    if (words?.edits !== edits) {
      words = new EntityWords(kb, edits);
      known.set(kb, words);
    }
    return words;
  }

  /** Of the entity with this index; one empty word where there is none. */
  at(index: number): readonly string[] {
    let words = this.words.get(index);
    if (words === undefined) {
      if (this.words.size >= KEPT) this.words.clear();
      words = normaliseAlias(this.kb.nameAt(index) ?? "").split(" ");
      this.words.set(index, words);
    }
    return words;
  }
}
