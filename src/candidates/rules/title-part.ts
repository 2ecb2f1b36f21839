import { normaliseAlias } from "../../text/normalise.js";
import type { Rule } from "./rule.js";

const PARENTHESIS = /^(.+?)\s*\([^()]*\)\s*$/u;

/** A title without what tells it apart: "Mercury" for "Mercury (planet)". */
export const titlePart: Rule = ({ surface }) => {
  const plain = PARENTHESIS.exec(surface)?.[1];
  return plain === undefined ? [] : [normaliseAlias(plain)];
};
