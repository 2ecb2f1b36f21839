import { emptyAnchors } from "./anchor-words.js";

/**
 * What links are not taken as names, after the filters of DeepType (`clean_up_trie_source`, `acceptable_anchor` and the limits of
 * its data, Raiman & Raiman 2018) and of Bootleg (longest alias, least frequency and share). Unlike DeepType's, names keep their case
 * and the full stop of an abbreviation at the end, and only rare links in lower case are left out.
 */

/** The limits of names. */
export interface AnchorLimits {
  /** Links that a name needs to mean an entity. */
  minCount: number;
  /** Share of a name's links that an entity needs, 0 to 1. */
  minShare: number;
}

/** A name that links have, and where they lead. */
export interface CountedAnchor {
  anchor: string;
  /** The title of the page. */
  target: string;
  /** Links with this text to this page. */
  count: number;
  /** Links with this text to any page, whatever its case. */
  all: number;
}

/** Bootleg's longest alias has 6 words; longer titles of works do occur as links. */
const MAX_WORDS = 10;
const MAX_LENGTH = 100;
/** A text in lower case names something where a hundredth of its links, and at least as many, mean it. */
const LOWER_CASE = { count: 2, share: 0.01 };

const BRACKETS = /^[([{（［「『〈《"“„«‹\s]+|[)\]}）］」』〉》"”“»›\s]+$/gu;
const ELISION = /^(?:[lLdDjJtT])['’](?=\p{L}{2})/u;
const POSSESSIVE = /['’]s?$/u;
const OUTER_MARKS = /^[',\-–—!.?:;’*#/|\s]+(?=[^\d\s])|[,\-–—:;*#/|\s]+$/gu;
const NUMBER = /^[\d\p{P}\p{S}\s]+$/u;
const ORDINAL = /^\d+(?:st|nd|rd|th|er|ers|eme|ème|ère|e|º|ª|o|a)$/iu;

/**
 * The name in a link's text: without brackets and quotation marks around it, an elided article, a possessive ending, and marks at its
 * ends. Brackets that belong to the name stay: "Mercury (planet)".
 *
 * @returns "" where nothing is left
 */
export function cleanAnchor(text: string): string {
  let clean = text.trim();
  if (!/^[^([{（［]+[([{（［].*[)\]}）］]$/u.test(clean)) clean = clean.replace(BRACKETS, "");
  clean = clean.replace(OUTER_MARKS, "").replace(ELISION, "").replace(POSSESSIVE, "");
  return clean.trim();
}

/** Reasons to leave a name out, in the order in which they are asked. The name is clean. */
const RULES = {
  empty: ({ anchor }) => anchor === "",
  "a single character": ({ anchor }) => anchor.length === 1 && !/\p{Script=Han}|\p{Lu}/u.test(anchor),
  number: ({ anchor }) => NUMBER.test(anchor) || ORDINAL.test(anchor),
  "too long": ({ anchor }) => anchor.length > MAX_LENGTH || anchor.split(" ").length > MAX_WORDS,
  "names nothing": ({ anchor }, { lang }) => emptyAnchors(lang).has(anchor.toLowerCase()),
  "rare in lower case": ({ anchor, target, count, all }) =>
    isLowerCase(anchor) &&
    anchor.toLowerCase() !== target.toLowerCase() &&
    (count < LOWER_CASE.count || count < LOWER_CASE.share * all),
  "few links": ({ count }, { minCount }) => count < minCount,
  "small share": ({ count, all }, { minShare }) => count < minShare * all,
} as const satisfies Record<
  string,
  (anchor: CountedAnchor, options: AnchorLimits & { lang: string }) => boolean
>;

export type AnchorRule = keyof typeof RULES;
export const ANCHOR_RULES = Object.keys(RULES) as AnchorRule[];

/** Why a name is left out; undefined where it is kept. */
export function whyNoName(
  anchor: CountedAnchor,
  options: AnchorLimits & { lang: string },
): AnchorRule | undefined {
  return ANCHOR_RULES.find((rule) => RULES[rule](anchor, options));
}

/** Whether a text has letters with a case, and none of them is upper case. */
const isLowerCase = (text: string): boolean => text === text.toLowerCase() && text !== text.toUpperCase();
