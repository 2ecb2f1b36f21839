import { text, utf8 } from "../../kb/bytes.js";
import type { BestHits } from "../../vectors/best-hits.js";
import type { Bm25Parameters, Formula } from "./formula.js";
import { decodePostings, type Postings, readHead } from "./posting-list.js";
import { type Documents, documentOf, inByteOrder, makeSegment, type Segment } from "./segment.js";

/** The place of a document that a merged segment does not have. */
const GONE = 0xffffffff;

/**
 * What was changed since a segment was made: documents that were added, by term, and marks on those of the segment that were replaced
 * or removed. Counts are those of the documents as they are now, so that a search scores as if the segment had been made anew.
 */
export class Edits {
  /** Of each row that was added: its terms, and how many they are together. */
  private readonly added = new Map<number, { counts: ReadonlyMap<string, number>; length: number }>();
  /** Of each term, the rows among them that have it, and how often. */
  private readonly rowsOf = new Map<string, Map<number, number>>();
  private readonly removed: Uint8Array;
  private removals = 0;
  /** Of terms that were asked for, how many documents of the segment are left that have them. */
  private readonly left = new Map<string, number>();
  /** Terms of all documents together. */
  totalLength: number;

  constructor(private readonly segment: Segment) {
    this.removed = new Uint8Array(segment.rows.length);
    this.totalLength = segment.totalLength;
  }

  /** Documents there are now. */
  get texts(): number {
    return this.segment.rows.length - this.removals + this.added.size;
  }

  /** Documents that were added, replaced or removed; one that was replaced counts twice. */
  get size(): number {
    return this.removals + this.added.size;
  }

  /** Whether a document of the segment is one still. */
  keeps(document: number): boolean {
    return this.removed[document] === 0;
  }

  set(row: number, counts: ReadonlyMap<string, number>): void {
    this.remove(row);
    let length = 0;
    for (const [term, count] of counts) {
      const rows = this.rowsOf.get(term) ?? new Map<number, number>();
      this.rowsOf.set(term, rows.set(row, count));
      length += count;
    }
    this.added.set(row, { counts, length });
    this.totalLength += length;
  }

  /** @returns whether the row was there */
  remove(row: number): boolean {
    return this.removeAdded(row) || this.removeOfSegment(row);
  }

  private removeAdded(row: number): boolean {
    const document = this.added.get(row);
    if (document === undefined) return false;
    for (const term of document.counts.keys()) {
      const rows = this.rowsOf.get(term);
      rows?.delete(row);
      if (rows?.size === 0) this.rowsOf.delete(term);
    }
    this.totalLength -= document.length;
    return this.added.delete(row);
  }

  private removeOfSegment(row: number): boolean {
    const document = documentOf(this.segment, row);
    if (document < 0 || !this.keeps(document)) return false;
    this.removed[document] = 1;
    this.removals++;
    this.left.clear();
    this.totalLength -= this.segment.lengths[document] as number;
    return true;
  }

  /**
   * In how many documents a term is now.
   *
   * @param list of the segment
   */
  having(term: string, list: Uint8Array | undefined): number {
    return (list === undefined ? 0 : this.leftOf(term, list)) + (this.rowsOf.get(term)?.size ?? 0);
  }

  private leftOf(term: string, list: Uint8Array): number {
    if (this.removals === 0) return readHead(list).length;
    let left = this.left.get(term);
    if (left === undefined) {
      left = decodePostings(list).documents.reduce(
        (sum, document) => sum + (this.keeps(document) ? 1 : 0),
        0,
      );
      this.left.set(term, left);
    }
    return left;
  }

  /** Offers all added documents that have one of the terms. */
  search(
    terms: ReadonlyMap<string, number>,
    formula: Formula,
    best: BestHits,
    accepts: (row: number) => boolean,
  ): void {
    const sums = new Map<number, number>();
    for (const [term, weight] of terms)
      for (const [row, count] of this.rowsOf.get(term) ?? []) {
        const { length } = this.added.get(row) as { length: number };
        sums.set(row, (sums.get(row) ?? 0) + formula.share(weight, count, length));
      }
    for (const [row, score] of sums) if (accepts(row)) best.offer(row, score);
  }

  /** The documents as they are now, as a segment of their own: the same, byte for byte, as if made of their texts. */
  merged(parameters: Bm25Parameters): Segment {
    const { segment, added } = this;
    const kept = segment.rows.filter((_, document) => this.keeps(document));
    const rows = Uint32Array.from([...kept, ...added.keys()]).sort();
    const documents: Documents = { rows, lengths: new Uint32Array(rows.length) };
    const moved = segment.rows.map((row, document) =>
      this.keeps(document) ? documentOf(documents, row) : GONE,
    );
    for (const [document, to] of moved.entries())
      if (to !== GONE) documents.lengths[to] = segment.lengths[document] as number;
    for (const [row, { length }] of added) documents.lengths[documentOf(documents, row)] = length;
    return makeSegment(documents, parameters, this.mergedLists(documents, moved));
  }

  private *mergedLists(documents: Documents, moved: Uint32Array): Generator<[string, Postings]> {
    const { terms } = this.segment;
    const names = new Set(this.rowsOf.keys());
    for (let i = 0; i < terms.size; i++) names.add(text(terms.key(i)));
    for (const name of inByteOrder(names)) {
      const list = terms.get(utf8(name));
      const more = [...(this.rowsOf.get(name) ?? [])]
        .map(([row, count]) => [documentOf(documents, row), count] as const)
        .sort(([a], [b]) => a - b);
      yield [name, mergePostings(list === undefined ? NONE : decodePostings(list), moved, more)];
    }
  }
}

const NONE: Postings = { documents: new Uint32Array(0), counts: new Uint32Array(0), length: 0 };

/** The postings of documents that have moved, but those that are gone, together with others; both in ascending order. */
function mergePostings(
  { documents, counts, length }: Postings,
  moved: Uint32Array,
  more: readonly (readonly [document: number, count: number])[],
): Postings {
  const room = length + more.length;
  const merged = { documents: new Uint32Array(room), counts: new Uint32Array(room), length: 0 };
  const push = (document: number, count: number): void => {
    merged.documents[merged.length] = document;
    merged.counts[merged.length++] = count;
  };
  let next = 0;
  for (let i = 0; i < length; i++) {
    const document = moved[documents[i] as number] as number;
    if (document === GONE) continue;
    for (; next < more.length && (more[next]?.[0] as number) < document; next++) push(...more[next]!);
    push(document, counts[i] as number);
  }
  for (; next < more.length; next++) push(...more[next]!);
  return merged;
}
