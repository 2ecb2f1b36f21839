import type { Formula } from "./formula.js";
import {
  BOUND_STEPS,
  type Directory,
  decodePostings,
  type Postings,
  readHead,
  readRun,
  WINDOW,
  WINDOW_BITS,
} from "./posting-list.js";
import { type Segment, windowsOf } from "./segment.js";

/** A term of a query that a segment has. */
export interface QueryTerm {
  /** Its list. */
  bytes: Uint8Array;
  /** Its idf times its weight in the query, in units of a score. */
  weight: number;
}

/** The scores of one window's documents, by their place in it, and which of them are not zero. */
export class Scores {
  readonly sums = new Float64Array(WINDOW);
  readonly touched = new Uint16Array(WINDOW);
  length = 0;

  /** Leaves out the documents that cannot reach a threshold even with `more`. */
  keep(threshold: number, more: number): void {
    const { sums, touched } = this;
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      const place = touched[i] as number;
      if ((sums[place] as number) + more >= threshold) touched[kept++] = place;
      else sums[place] = 0;
    }
    this.length = kept;
  }

  clear(): void {
    for (let i = 0; i < this.length; i++) this.sums[this.touched[i] as number] = 0;
    this.length = 0;
  }
}

/** Adds the shares of one term of a query to the scores of a window's documents. */
export interface Scorer {
  /** The most that it adds to a document of each window; 0 where it has none there. */
  readonly bounds: Float64Array;
  /** @param only the documents that have a score already, since no other can come among the best */
  add(window: number, scores: Scores, only: boolean): void;
}

/** Of a list without a directory: its shares are computed at once, so that its bounds are exact. */
class ShortList implements Scorer {
  readonly bounds: Float64Array;
  private readonly documents: Uint32Array;
  private readonly shares: Float64Array;
  /** Where the documents of each window begin; one more for where the last end. */
  private readonly starts: Uint32Array;

  constructor(segment: Segment, { bytes, weight }: QueryTerm, formula: Formula) {
    const { lengths } = segment;
    const windows = windowsOf(segment);
    const { documents, counts } = decodePostings(bytes);
    this.documents = documents;
    this.shares = new Float64Array(documents.length);
    this.bounds = new Float64Array(windows);
    this.starts = new Uint32Array(windows + 1);
    for (let i = 0; i < documents.length; i++) {
      const document = documents[i] as number;
      const window = document >>> WINDOW_BITS;
      const share = formula.share(weight, counts[i] as number, lengths[document] as number);
      this.shares[i] = share;
      this.bounds[window] = Math.max(this.bounds[window] as number, share);
      this.starts[window + 1] = i + 1;
    }
    for (let window = 0; window < windows; window++)
      this.starts[window + 1] = Math.max(this.starts[window + 1] as number, this.starts[window] as number);
  }

  add(window: number, scores: Scores, only: boolean): void {
    const { sums, touched } = scores;
    const end = this.starts[window + 1] as number;
    for (let i = this.starts[window] as number; i < end; i++) {
      const place = (this.documents[i] as number) & (WINDOW - 1);
      if (sums[place] === 0) {
        if (only) continue;
        touched[scores.length++] = place;
      }
      sums[place] = (sums[place] as number) + (this.shares[i] as number);
    }
  }
}

/** The postings of one window, as they are read. */
const run: Postings = { documents: new Uint32Array(WINDOW), counts: new Uint32Array(WINDOW), length: 0 };

/** Of a list with a directory, by which its bounds are known before it is read; it is read a window at a time. */
class LongList implements Scorer {
  readonly bounds: Float64Array;
  /** The place of each window in the directory. */
  private readonly places: Uint32Array;

  /** @param drift what saturations may have risen by since the directory was made */
  constructor(
    private readonly segment: Segment,
    private readonly term: QueryTerm,
    private readonly formula: Formula,
    private readonly directory: Directory,
    drift: number,
  ) {
    const windows = windowsOf(segment);
    this.bounds = new Float64Array(windows);
    this.places = new Uint32Array(windows);
    for (const [i, window] of directory.windows.entries()) {
      const saturation = Math.min(1, (drift * (directory.bounds[i] as number)) / BOUND_STEPS);
      // One more than a share that is rounded up can be.
      this.bounds[window] = Math.ceil(term.weight * saturation) + 1;
      this.places[window] = i;
    }
  }

  add(window: number, scores: Scores, only: boolean): void {
    const { sums, touched } = scores;
    const { weight, bytes } = this.term;
    const { lengths } = this.segment;
    const { starts } = this.directory;
    const place = this.places[window] as number;
    run.length = 0;
    readRun(bytes, starts[place] as number, starts[place + 1] as number, window << WINDOW_BITS, run);
    const { documents, counts, length } = run;
    for (let i = 0; i < length; i++) {
      const document = documents[i] as number;
      const slot = document & (WINDOW - 1);
      if (sums[slot] === 0) {
        if (only) continue;
        touched[scores.length++] = slot;
      }
      const share = this.formula.share(weight, counts[i] as number, lengths[document] as number);
      sums[slot] = (sums[slot] as number) + share;
    }
  }
}

/**
 * What adds the shares of a term, as its list is stored.
 *
 * @param formula of all documents, which may be others than this segment's
 * @param drift the mean length of all documents by that of the segment's
 */
export function scorerOf(segment: Segment, term: QueryTerm, formula: Formula, drift: number): Scorer {
  const { directory } = readHead(term.bytes);
  if (directory === undefined) return new ShortList(segment, term, formula);
  // Where documents grew longer on average, those that are here count as shorter: a saturation rises by this factor at most.
  return new LongList(segment, term, formula, directory, Math.max(1, drift));
}
