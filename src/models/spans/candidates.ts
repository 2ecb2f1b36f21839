import { windowStart } from "../encoders/mention-window.js";
import type { ReadText, SpanWord } from "./span-words.js";
import type { TextWindow } from "./windows.js";

/** A run of words of a text, from that at `from` to before that at `to`, with the log-odds that it is a mention. */
export interface Candidate {
  from: number;
  to: number;
  score: number;
}

/** What is to be known of the scores of a window. */
export interface WindowScores {
  window: TextWindow;
  /** [words, longest]: of the span that begins with a word and has `w + 1` words in column `w`. */
  grid: Float32Array;
  /** The most words of a span. */
  longest: number;
  /** The most tokens of a window of this text. */
  size: number;
}

/**
 * The spans of a window that are likely enough, of those for which no other window is better: in each a span has other words
 * around it, and counts where it stands nearest to the middle.
 *
 * @param least log-odds
 */
export function candidatesIn(
  { ids, words }: ReadText,
  { window, grid, longest, size }: WindowScores,
  least: number,
): Candidate[] {
  const found: Candidate[] = [];
  for (let from = window.words.from; from < window.words.to; from++)
    for (let to = from + 1; to <= Math.min(window.words.to, from + longest); to++) {
      const score = grid[(from - window.words.from) * longest + (to - from - 1)] as number;
      if (score < least) continue;
      const tokens = { from: (words[from] as SpanWord).from, to: (words[to - 1] as SpanWord).to };
      if (windowStart(ids.length, tokens, size) === window.from) found.push({ from, to, score });
    }
  return found;
}

/**
 * Of spans those that do not overlap, the best first: a span is taken if no better one overlaps it. Of equal scores the first in
 * the text is taken first, and of those that begin together the longer.
 *
 * @returns in the order of the text
 */
export function withoutOverlaps<S extends Candidate>(spans: readonly S[]): S[] {
  const best = [...spans].sort((a, b) => b.score - a.score || a.from - b.from || b.to - a.to);
  const taken = new Set<number>();
  const kept = best.filter(({ from, to }) => {
    for (let place = from; place < to; place++) if (taken.has(place)) return false;
    for (let place = from; place < to; place++) taken.add(place);
    return true;
  });
  return kept.sort((a, b) => a.from - b.from);
}
