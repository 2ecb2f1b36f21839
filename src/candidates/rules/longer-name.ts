import type { Rule } from "./rule.js";

/** Longer names that are taken of one mention. */
const MOST = 8;

/**
 * The longer names of the text that hold the mention's words one after the other: "Clinton" is "Bill Clinton" where the text names
 * him so.
 */
export const longerName: Rule = ({ key, words }, text) => {
  // The rarest word of the mention would be the cheapest; the longest mostly is.
  const [word = ""] = [...words].sort((a, b) => b.length - a.length);
  return text
    .holding(word)
    .filter((longer) => longer.words.length > words.length && ` ${longer.key} `.includes(` ${key} `))
    .slice(0, MOST)
    .map((longer) => longer.key);
};
