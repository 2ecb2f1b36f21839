import { normaliseAlias } from "../../text/normalise.js";
import { PLACE_ABBREVIATIONS } from "./place-abbreviations.js";
import type { Rule } from "./rule.js";

const FOLLOWING = /^\s*,\s*(\p{Lu}[\p{L}\p{M}.]*(?: \p{Lu}[\p{L}\p{M}.]*){0,2})/u;

/**
 * A place with what it lies in, which follows it: "Springfield, Illinois" for the "Springfield" of "Springfield, Ill.". A mention that
 * holds both is read with the full name of the second, and as the first alone; one that is an abbreviation by itself
 * as what it stands for.
 */
export const place: Rule = ({ surface, key, after }) => {
  const [own, ...parts] = surface.split(/\s*,\s*/);
  if (own !== undefined && parts.length > 0) {
    const whole = fullName(normaliseAlias(parts.join(" ")));
    return [...whole.map((name) => `${normaliseAlias(own)} ${name}`), normaliseAlias(own)];
  }
  const abbreviated = key.length > 2 ? PLACE_ABBREVIATIONS.get(key) : undefined;
  if (abbreviated !== undefined) return [abbreviated];
  const following = FOLLOWING.exec(after)?.[1];
  if (following === undefined) return [];
  const words = normaliseAlias(following).split(" ");
  return words.flatMap((_, i) =>
    fullName(words.slice(0, words.length - i).join(" ")).map((name) => `${key} ${name}`),
  );
};

/** What a part of a place's name is short for, and itself. */
function fullName(name: string): string[] {
  const full = PLACE_ABBREVIATIONS.get(name.replaceAll(" ", ""));
  return full === undefined ? [name] : [full, name];
}
