import type { Rule } from "./rule.js";

/**
 * Names of the text with the same last word whose first names begin with the mention's initials: "J. Smith" and "J Smith" are "John
 * Smith", "J. F. Kennedy" is "John Fitzgerald Kennedy".
 */
export const initials: Rule = ({ words }, text) => {
  const last = words.at(-1) ?? "";
  const first = words.slice(0, -1);
  if (first.length === 0 || last.length < 2 || !first.some((word) => word.length === 1)) return [];
  return text
    .holding(last)
    .filter(
      (other) =>
        other.words.at(-1) === last &&
        other.words.length > first.length &&
        first.every((word, i) => (other.words[i] as string).startsWith(word)) &&
        first.some((word, i) => word !== other.words[i]),
    )
    .map((other) => other.key);
};
