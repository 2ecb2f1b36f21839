import { WHITE_SPACE } from "./code-points.js";
import type { Fields } from "./fields.js";

/** A literal text as a regular expression. */
export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** Word characters of Oniguruma: not quite those of Unicode, as its Latin-1 table has superscripts and fractions. */
const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\u00b2\u00b3\u00b9\u00bc-\u00be";

/** What an escape means, outside a class and inside one. */
const classes: Readonly<Record<string, readonly [outside: string, inside: string | undefined]>> = {
  s: [WHITE_SPACE, WHITE_SPACE],
  S: ["\\P{White_Space}", "\\P{White_Space}"],
  d: ["\\p{Nd}", "\\p{Nd}"],
  D: ["\\P{Nd}", "\\P{Nd}"],
  w: [`[${WORD}]`, WORD],
  W: [`[^${WORD}]`, undefined],
  h: ["[0-9a-fA-F]", "0-9a-fA-F"],
};

/** Characters that a JavaScript expression with the flag "u" may escape. */
const mayEscape = /[\^$\\.*+?()[\]{}|/bBfnrtv0cxuUpPk1-9]/;

/**
 * An expression of Oniguruma, which tokenizer.json is written for, in JavaScript's notation; `undefined` where it
 * uses what JavaScript has not.
 */
function translate(pattern: string): string | undefined {
  let out = "";
  let inside = false;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    if (character === "\\") {
      const next = pattern[++i] ?? "";
      const known = classes[next];
      if (known !== undefined) {
        const meaning = known[inside ? 1 : 0];
        if (meaning === undefined) return undefined;
        out += meaning;
      } else out += mayEscape.test(next) || (inside && next === "-") ? `\\${next}` : next;
      continue;
    }
    if (character === "[") {
      // A class in a class is an operation of sets.
      if (inside) return undefined;
      inside = true;
    } else if (character === "]") inside = false;
    out += character;
  }
  return out;
}

/**
 * The expression in a field such as `{ "String": "``" }` or `{ "Regex": " {2,}" }`.
 *
 * @throws {NamesakeError} RECORD_INVALID for any other form, and for an expression that JavaScript cannot run
 */
export function readPattern(fields: Fields, name: string): RegExp {
  const pattern = fields.child(name);
  if (pattern.get("String") !== undefined) return new RegExp(literal(pattern.text("String")), "gu");
  const source = translate(pattern.text("Regex"));
  try {
    if (source !== undefined) return new RegExp(source, "gu");
  } catch {
    // Said below.
  }
  throw pattern.wrong("Regex", "a regular expression that JavaScript can run");
}
