import type { AlignedText } from "./aligned-text.js";
import { WHITE_SPACE, WORD } from "./code-points.js";
import type { Fields } from "./fields.js";
import { literal } from "./patterns.js";

/** A token that is found in the text before a model sees it: "[MASK]", a marker of mentions. */
export interface AddedToken {
  id: number;
  content: string;
  /** Left out when decoding for people. */
  special: boolean;
  /** Found in the normalised text rather than in the text as it came. */
  normalized: boolean;
  /** Takes the white space before it, or after it, in. */
  lstrip: boolean;
  rstrip: boolean;
  /** Never found within a word. */
  single_word: boolean;
}

/** @throws {NamesakeError} RECORD_INVALID where a field is wrong */
export function readAddedToken(fields: Fields): AddedToken {
  const special = fields.flag("special", false);
  return {
    id: fields.count("id"),
    content: fields.text("content"),
    special,
    normalized: fields.flag("normalized", !special),
    lstrip: fields.flag("lstrip", false),
    rstrip: fields.flag("rstrip", false),
    single_word: fields.flag("single_word", false),
  };
}

const endsInWord = new RegExp(`[${WORD}]$`, "u");
const beginsWithWord = new RegExp(`^[${WORD}]`, "u");
const whiteSpace = new RegExp(WHITE_SPACE, "u");

/** Finds the longest of some tokens at every place of a text. */
export class AddedTokenFinder {
  readonly #tokens = new Map<string, AddedToken>();
  readonly #pattern: RegExp | undefined;

  /** @param contents what to look for, for each token */
  constructor(tokens: readonly AddedToken[], contents: readonly string[]) {
    tokens.forEach((token, i) => {
      const content = contents[i] as string;
      if (content !== "" && !this.#tokens.has(content)) this.#tokens.set(content, token);
    });
    const longestFirst = [...this.#tokens.keys()].sort((a, b) => b.length - a.length);
    if (longestFirst.length > 0) this.#pattern = new RegExp(longestFirst.map(literal).join("|"), "g");
  }

  /** Calls back with the parts of a text in order: an added token, or what lies between two. */
  split(source: AlignedText, part: (part: AlignedText, token: AddedToken | undefined) => void): void {
    const { text } = source;
    const pattern = this.#pattern;
    let done = 0;
    if (pattern !== undefined) {
      pattern.lastIndex = 0;
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
        const token = this.#tokens.get(match[0]) as AddedToken;
        let start = match.index;
        let end = pattern.lastIndex;
        if (token.single_word && touchesWord(text, start, end)) continue;
        if (token.lstrip) start = Math.max(done, leftOfSpace(text, start));
        if (token.rstrip) end = rightOfSpace(text, end);
        if (done < start) part(source.slice(done, start), undefined);
        part(source.slice(start, end), token);
        done = end;
      }
    }
    if (done < text.length) part(source.slice(done, text.length), undefined);
  }
}

function touchesWord(text: string, start: number, end: number): boolean {
  // A surrogate pair is two units; no more is looked at, so that time does not grow with the text.
  return (
    endsInWord.test(text.slice(Math.max(0, start - 2), start)) ||
    beginsWithWord.test(text.slice(end, end + 2))
  );
}

/** Where the white space before `at` begins. */
function leftOfSpace(text: string, at: number): number {
  let start = at;
  while (start > 0 && whiteSpace.test(text[start - 1] as string)) start--;
  return start;
}

/** Where the white space after `at` ends. */
function rightOfSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && whiteSpace.test(text[end] as string)) end++;
  return end;
}

/** The two finders of a tokeniser: for the text as it came, and for the normalised one. */
export function finders(
  tokens: readonly AddedToken[],
  normalise: (content: string) => string,
): { raw: AddedTokenFinder; normalised: AddedTokenFinder } {
  const raw = tokens.filter((token) => !token.normalized);
  const normalised = tokens.filter((token) => token.normalized);
  return {
    raw: new AddedTokenFinder(
      raw,
      raw.map((token) => token.content),
    ),
    normalised: new AddedTokenFinder(
      normalised,
      normalised.map((token) => normalise(token.content)),
    ),
  };
}
