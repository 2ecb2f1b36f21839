import type { Span } from "../dataset.js";

/**
 * Finds the spans of a list that overlap a given one. Building sorts, O(n log n); a look-up reads back from the last span that
 * starts early enough until none before it reaches so far: O(log n + what it reads), 16 bytes a span beside the list.
 */
export class OverlapIndex {
  readonly #spans: readonly Span[];
  /** Positions by start. */
  readonly #order: readonly number[];
  /** The furthest end of the spans up to each one in that order. */
  readonly #reach: readonly number[];

  constructor(spans: readonly Span[]) {
    this.#spans = spans;
    this.#order = spans.map((_, i) => i).sort((a, b) => this.#span(a).start - this.#span(b).start);
    let reach = 0;
    this.#reach = this.#order.map((position) => {
      reach = Math.max(reach, this.#span(position).end);
      return reach;
    });
  }

  /** Positions of the spans that share at least one unit of text with `span`; in no particular order. */
  overlapping({ start, end }: Span): number[] {
    const found: number[] = [];
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#span(this.#order[middle] as number).start < end) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0 && (this.#reach[i] as number) > start; i--) {
      const position = this.#order[i] as number;
      if (this.#span(position).end > start) found.push(position);
    }
    return found;
  }

  #span(position: number): Span {
    return this.#spans[position] as Span;
  }
}
