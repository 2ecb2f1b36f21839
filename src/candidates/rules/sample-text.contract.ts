import { normaliseAlias } from "../../text/normalise.js";
import type { NamesInText, TextName } from "./rule.js";

/** A name with what follows it. */
export function textName(surface: string, after = ""): TextName {
  const key = normaliseAlias(surface);
  return { surface, key, words: key.split(" "), after };
}

/** A text that holds these names. */
export function textWith(...surfaces: string[]): NamesInText {
  const names = surfaces.map((surface) => textName(surface));
  const letters = ({ words }: TextName): string => words.map((word) => word[0]).join("");
  return {
    holding: (word) => names.filter(({ words }) => words.includes(word)),
    initialled: (initials) => names.filter((name) => letters(name) === initials),
  };
}
