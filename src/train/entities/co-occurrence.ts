import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { Span } from "../../text/sentences.js";
import { PairCounts } from "./pair-counts.js";
import type { SparseMatrix } from "./sparse-matrix.js";

/** A text whose mentions are linked; a line break ends a paragraph. */
export interface LinkedPage {
  text: string;
  /** Numbers of the entities in the KB, in the order of the text. */
  mentions: readonly (Span & { row: number })[];
  /** The entity that the text is about; absent = it does not say. */
  about?: number;
}

/** Links of a paragraph beyond which others are too far away to be together. */
const REACH = 32;
/** What a page's own entity with a link of the page counts; neighbouring links count 1. */
const ABOUT = 0.5;
/** What a relation of the KB counts. */
const RELATION = 1;

/** Counts which entities are together: linked in one paragraph, page and link, object of a relation. */
export class CoOccurrence {
  private readonly pairs = new PairCounts();

  constructor(private readonly kb: KnowledgeBase) {}

  /** All links of a paragraph with each other: 1 for neighbours, 1/√d at a distance of d links. */
  addPage({ text, mentions, about }: LinkedPage): void {
    let paragraph: number[] = [];
    let end = -1;
    for (const { start, row } of mentions) {
      if (start > end) {
        paragraph = [];
        const lineBreak = text.indexOf("\n", start);
        end = lineBreak < 0 ? text.length : lineBreak;
      }
      const nearest = paragraph.slice(-REACH).reverse();
      for (const [i, other] of nearest.entries()) this.pairs.add(row, other, 1 / Math.sqrt(i + 1));
      paragraph.push(row);
      if (about !== undefined) this.pairs.add(about, row, ABOUT);
    }
  }

  /** The relations of the KB whose objects are entities of it. */
  addRelations(): void {
    for (const [index, { relations = [] }] of this.kb.entries())
      for (const { object } of relations) {
        const other = this.kb.index(object);
        if (other !== undefined) this.pairs.add(index, other, RELATION);
      }
  }

  /** See {@link PairCounts.matrix}. */
  matrix(): { entities: Uint32Array; counts: SparseMatrix } {
    return this.pairs.matrix();
  }
}
