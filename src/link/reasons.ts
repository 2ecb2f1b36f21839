import { EVIDENCE_NAMES, type Evidence, type EvidenceName } from "./link.js";

/** What a term says of the one that was chosen, beside the next: where it speaks for it, and where against. */
const WORDS: Readonly<Record<EvidenceName, readonly [forIt: string, against: string]>> = {
  prior: [
    "the name means it more often, or it is better known",
    "the name means it less often, or it is less known",
  ],
  name: ["its name is more like what is written", "its name is less like what is written"],
  context: ["the words around it fit it better", "the words around it fit it less"],
  types: ["things of its kind are likelier here", "things of its kind are less likely here"],
  coherence: ["what else the text names fits it better", "what else the text names fits it less"],
  rerank: ["who was asked about both prefers it", "who was asked about both prefers the other"],
  constraint: ["its kind may stand here", "its kind may not stand here"],
  fixed: ["the text is known to speak of it", "the text is known to speak of the other"],
};

/** Least difference, in log-odds, that is worth a word: odds of five to four. */
const LEAST = 0.2;

/** Why one was chosen and not another: in words, with the difference in log-odds. */
export interface Reason {
  term: EvidenceName;
  difference: number;
  words: string;
}

/**
 * Says in words what tells the chosen candidate from another, a line a term, what counts most first.
 *
 * @example
 * ```ts
 * reasons({ prior: -2, context: 3 }, { prior: -1 });
 * // [{ term: "context", difference: 3, words: "the words around it fit it better" }, { term: "prior", difference: -1, … }]
 * ```
 */
export function reasons(chosen: Evidence, other: Evidence): Reason[] {
  return EVIDENCE_NAMES.map((term) => ({ term, difference: (chosen[term] ?? 0) - (other[term] ?? 0) }))
    .filter(({ difference }) => Math.abs(difference) >= LEAST)
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
    .map(({ term, difference }) => ({ term, difference, words: WORDS[term][difference > 0 ? 0 : 1] }));
}
