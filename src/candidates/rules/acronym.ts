import { normaliseAlias } from "../../text/normalise.js";
import type { Rule } from "./rule.js";

const LETTERS = /^[\p{Lu}\p{N}](?:\.?[\p{Lu}\p{N}]){1,6}\.?s?$/u;
const IN_PARENTHESES = /^\s*\(\s*([\p{Lu}\p{N}](?:\.?[\p{Lu}\p{N}]){1,6}\.?)\s*\)/u;

/**
 * Names of the text that a mention in capitals abbreviates by the first letters of their words: "WTO" and "W.T.O." are "World Trade
 * Organisation". And the other way: what stands in parentheses after a name, "World Trade Organisation (WTO)", is its name too.
 */
export const acronym: Rule = ({ surface, key, words, after }, text) => {
  const short = IN_PARENTHESES.exec(after)?.[1];
  if (words.length > 1) return short === undefined ? [] : [normaliseAlias(short)];
  return LETTERS.test(surface) ? text.initialled(key).map((name) => name.key) : [];
};
