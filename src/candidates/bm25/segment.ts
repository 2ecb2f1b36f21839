import { utf8 } from "../../kb/bytes.js";
import { SortedTable } from "../../kb/sorted-table.js";
import { type Bm25Parameters, Formula } from "./formula.js";
import { PostingEncoder, type Postings, WINDOW } from "./posting-list.js";

/** The documents of a segment, ascending by row. Inside a segment a document is known by its place here. */
export interface Documents {
  /** Their rows. */
  rows: Uint32Array;
  /** Terms of each. */
  lengths: Uint32Array;
}

/** Documents and, of each term, the list of those that have it: what a search reads, and what is in a file. Never changed. */
export interface Segment extends Documents {
  /** Terms of all documents together. */
  totalLength: number;
  /** Terms in UTF-8, each with its list as `PostingEncoder` writes it. */
  terms: SortedTable;
}

/** The UTF-8 bytes of a term, one character each: texts compare by UTF-16 units, which is another order. */
const byteString = (term: string): string => String.fromCharCode(...utf8(term));

/** The terms in the order of their bytes, in which a table takes them without sorting them itself. */
export function inByteOrder(terms: Iterable<string>): string[] {
  const keys = new Map<string, string>();
  for (const term of terms) keys.set(byteString(term), term);
  return [...keys.keys()].sort().map((key) => keys.get(key) as string);
}

/**
 * Makes a segment of lists of postings. Bounds are kept under the formula of these documents.
 *
 * @param lists by terms in the order of their bytes; read one at a time, empty ones are left out
 */
export function makeSegment(
  documents: Documents,
  parameters: Bm25Parameters,
  lists: Iterable<readonly [term: string, Postings]>,
): Segment {
  const { rows, lengths } = documents;
  const totalLength = totalOf(lengths);
  const formula = new Formula(parameters, rows.length, totalLength);
  const encoder = new PostingEncoder(windowsOf(documents), (document, count) =>
    formula.saturation(count, lengths[document] as number),
  );
  const table = SortedTable.builder();
  for (const [term, postings] of lists)
    if (postings.length > 0) table.add(utf8(term), encoder.encode(postings));
  return { rows, lengths, totalLength, terms: table.build() };
}

/** Terms of all documents together. */
export const totalOf = (lengths: Uint32Array): number => lengths.reduce((sum, length) => sum + length, 0);

/** Windows of a segment's documents. */
export const windowsOf = ({ rows }: Documents): number => Math.ceil(rows.length / WINDOW);

/** The place of a row among the documents; -1 where it is not there. */
export function documentOf({ rows }: Documents, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return rows[low] === row ? low : -1;
}
