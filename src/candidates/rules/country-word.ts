import { COUNTRIES } from "./country-words.js";
import type { Rule } from "./rule.js";

/** The country of a demonym, an adjective or a code: "Belgium" for "Belgian", "Belgians" and "BEL". */
export const countryWord: Rule = ({ surface, words }) => {
  const [word = ""] = words;
  if (words.length !== 1) return [];
  const known = COUNTRIES.get(word) ?? (word.endsWith("s") ? COUNTRIES.get(word.slice(0, -1)) : undefined);
  if (known === undefined) return [];
  // In small letters "per" and "can" are no codes.
  return word.length > 3 || known.adjectives.includes(word) || surface === surface.toUpperCase()
    ? [known.name]
    : [];
};
