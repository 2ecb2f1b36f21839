import { NamesakeError } from "../../errors.js";
import { utf8 } from "../../kb/bytes.js";
import { BestHits } from "../../vectors/best-hits.js";
import type { Hit, SearchOptions } from "../../vectors/vector-index.js";
import { type Bm25Document, checkRow, Inverter } from "./build.js";
import { Edits } from "./edits.js";
import { type Bm25Parameters, Formula, UNITS } from "./formula.js";
import type { QueryTerm } from "./scorers.js";
import { searchSegment } from "./search.js";
import type { Segment } from "./segment.js";
import { countTerms, type Words } from "./terms.js";

/**
 * b is lower than the 0.5 to 0.8 that Robertson and Zaragoza give for documents: of many entities nothing but a name is known, and a
 * longer text is not wordier but says more. With the usual 0.75 bare names crowd out the entities that a context speaks of.
 */
export const DEFAULT_PARAMETERS: Bm25Parameters = { k1: 1.2, b: 0.4 };

/**
 * Texts that are found by the words they share with a query, ranked by BM25 (see `Formula` for the variant). Documents may be added,
 * replaced and removed at any time; a search always ranks as an index does that is made anew of the documents as they are.
 *
 * @example
 * ```ts
 * const index = buildBm25([
 *   { row: 0, text: "Mercury, planet nearest to the Sun" },
 *   { row: 1, text: [{ text: "Mercury", weight: 2 }, { text: "chemical element, a liquid metal" }] },
 * ]);
 * index.search("the metal mercury", 1); // [{ row: 1, score: 0.41… }]
 * index.set({ row: 2, text: "Freddie Mercury, singer" }); // counts in the next search
 * await saveBm25(index, "names.bm25");
 * ```
 */
export class Bm25Index {
  private edits: Edits;

  /** For {@link buildBm25} and `openBm25`. */
  constructor(
    private segment: Segment,
    readonly parameters: Bm25Parameters,
    /**
     * Names what is indexed, such as the content hash of a KB, for whoever opens the file later: change it together with the documents.
     * "" where nothing was said.
     */
    public origin: string,
  ) {
    this.edits = new Edits(segment);
  }

  /** Documents in it. */
  get size(): number {
    return this.edits.texts;
  }

  /** Changes since it was made or last compacted; each makes searches a little slower. */
  get editCount(): number {
    return this.edits.size;
  }

  /**
   * The documents of the highest scores, of those that share a term with the query.
   *
   * @param query each term counts by its weights, all its occurrences together: twice as much where it stands twice
   * @param k at most how many
   * @returns greatest score first, ties by row
   * @throws {NamesakeError} OPTION_INVALID where k is not a whole number from 0 or a weight not a number above 0
   */
  search(query: Words, k: number, { allowed = () => true }: SearchOptions = {}): Hit[] {
    check("k", k, Number.isInteger(k) && k >= 0, "a whole number from 0");
    const { segment, edits } = this;
    const formula = new Formula(this.parameters, edits.texts, edits.totalLength);
    const weights = new Map<string, number>();
    const lists: QueryTerm[] = [];
    for (const [term, count] of countTerms(query)) {
      const bytes = segment.terms.get(utf8(term));
      const having = edits.having(term, bytes);
      if (having === 0) continue;
      const weight = count * formula.idf(having) * UNITS;
      weights.set(term, weight);
      if (bytes !== undefined) lists.push({ bytes, weight });
    }
    const best = new BestHits(k);
    edits.search(weights, formula, best, allowed);
    const accepts = (document: number): boolean =>
      edits.keeps(document) && allowed(segment.rows[document] as number);
    const drift = edits.totalLength / edits.texts / (segment.totalLength / segment.rows.length);
    searchSegment(segment, lists, formula, drift, best, accepts);
    return best.sorted().map(({ row, score }) => ({ row, score: score / UNITS }));
  }

  /**
   * Adds a document, or replaces the one of its row.
   *
   * @throws {NamesakeError} OPTION_INVALID where the row or a weight is not a whole number
   */
  set({ row, text }: Bm25Document): void {
    checkRow(row);
    this.edits.set(row, countTerms(text, { whole: true }));
  }

  /** @returns whether the row was there */
  remove(row: number): boolean {
    return this.edits.remove(row);
  }

  /** Takes the edits into the index itself, about as slowly as reading it all, and gives what a file is made of. */
  compact(): Segment {
    if (this.edits.size > 0) {
      this.segment = this.edits.merged(this.parameters);
      this.edits = new Edits(this.segment);
    }
    return this.segment;
  }
}

function check(option: string, value: number, holds: boolean, expected: string): void {
  if (!holds) throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(value) });
}

export interface Bm25Options extends Partial<Bm25Parameters> {
  /** See {@link Bm25Index.origin}; default "". */
  origin?: string;
}

/**
 * Makes an index of texts. Of several of one row the last counts.
 *
 * @throws {NamesakeError} OPTION_INVALID where k1 or b is out of its range, or a row or a weight is not a whole number
 */
export function buildBm25(documents: Iterable<Bm25Document>, options: Bm25Options = {}): Bm25Index {
  const { k1 = DEFAULT_PARAMETERS.k1, b = DEFAULT_PARAMETERS.b, origin = "" } = options;
  check("k1", k1, k1 >= 0 && k1 < Number.POSITIVE_INFINITY, "a number from 0");
  check("b", b, b >= 0 && b <= 1, "a number from 0 to 1");
  const parameters = { k1, b };
  const inverter = new Inverter();
  for (const document of documents) inverter.add(document);
  return new Bm25Index(inverter.finish(parameters), parameters, origin);
}
