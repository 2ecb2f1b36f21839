import { singulars } from "../../text/singular.js";
import type { Rule } from "./rule.js";

/** Last words of compounds that say nothing of the name before them: "London-based". */
const ENDINGS = new Set(
  `based led backed born owned run held controlled style made trained sponsored brokered mandated bound area
  speaking funded listed registered wide dominated ruled occupied educated inspired related linked`.split(
    /\s+/,
  ),
);
const BEGINNINGS = new Set(
  "anti pro ex non pre post mid trans inter all un sub north south east west northern southern eastern western central former".split(
    " ",
  ),
);

/** Endings of English adjectives of places, with what stands in the place's name instead, longest first. */
const ADJECTIVES: readonly (readonly [ending: string, instead: readonly string[]])[] = [
  ["ians", ["ia", "", "y"]],
  ["ian", ["ia", "", "y"]],
  ["eans", ["e", "ea", ""]],
  ["ean", ["e", "ea", ""]],
  ["ans", ["a", ""]],
  ["an", ["a", ""]],
  ["ese", ["", "e", "a", "o"]],
  ["is", [""]],
  ["i", [""]],
  ["ers", [""]],
  ["er", [""]],
];
/** Shortest beginning of a place's name before such an ending. */
const MIN_STEM = 4;

/** What a word may be the adjective or the demonym of: "suriname" for "surinamese". */
function adjectiveOf(word: string): string[] {
  const [ending = "", instead = []] = ADJECTIVES.find(([ending]) => word.endsWith(ending)) ?? [];
  const stem = word.slice(0, word.length - ending.length);
  return ending === "" || stem.length < MIN_STEM ? [] : instead.map((end) => stem + end);
}

/**
 * The name inside a compound or an inflected form: "London" for "London-based", "American" for "anti-American", "Bull" for "the Bulls'",
 * "Dodgers" for "Dodger", "Suriname" for "Surinamese".
 */
export const affix: Rule = ({ words }) => {
  const first = words[0] ?? "";
  const last = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const inside = [
    ...(before.length > 0 && ENDINGS.has(last) ? [before] : []),
    ...(words.length > 1 && BEGINNINGS.has(first) ? [words.slice(1)] : []),
    ...adjectiveOf(last).map((one) => [...before, one]),
    ...singulars(last).map((one) => [...before, one]),
    ...(last.length > 2 && !last.endsWith("s") ? [[...before, `${last}s`]] : []),
  ];
  return inside.map((one) => one.join(" "));
};
