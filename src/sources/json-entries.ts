import { NamesakeError } from "../errors.js";

/** Longest entry that is read, in UTF-16 units. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

const START = /[^\s]/;

/**
 * The entries of a JSON object of any size, one after the other; only one is held at a time.
 *
 * @param name names the text in messages, e.g. "qid2title.json"
 * @throws {NamesakeError} RECORD_INVALID where the text is not one JSON object
 * @example
 * ```ts
 * for await (const [key, value] of jsonEntries(openText("qid2title.json"), "qid2title.json")) console.log(key, value);
 * ```
 */
export async function* jsonEntries(
  text: AsyncIterable<string>,
  name: string,
): AsyncGenerator<[key: string, value: unknown], void, undefined> {
  let held = "";
  let before = 0; // characters that are no longer held
  let opened = false;
  let closed = false;
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let start = 0; // of the entry
  let at = 0; // read so far
  const wrong = (where: number, found: string) =>
    new NamesakeError("RECORD_INVALID", {
      where: `${name}, character ${before + where + 1}`,
      field: "record",
      expected: "an entry of a JSON object",
      found,
    });
  const entry = (end: number): [string, unknown] | undefined => {
    const part = held.slice(start, end);
    if (part.trim() === "") return undefined;
    try {
      const [pair] = Object.entries(JSON.parse(`{${part}}`) as Record<string, unknown>);
      if (pair !== undefined) return pair;
    } catch {}
    throw wrong(start, `"${part.slice(0, 40)}"`);
  };
  for await (const piece of text) {
    held = held.slice(start) + piece;
    before += start;
    at -= start;
    start = 0;
    if (held.length > MOST_CHARACTERS) throw wrong(0, `one of more than ${MOST_CHARACTERS} characters`);
    for (; at < held.length; at++) {
      const character = held.charCodeAt(at);
      if (quoted) {
        if (escaped) escaped = false;
        else if (character === 0x5c) escaped = true;
        else if (character === 0x22) quoted = false;
        continue;
      }
      if (!opened || closed) {
        if (!START.test(held[at] as string)) continue;
        if (closed || character !== 0x7b) throw wrong(at, `"${held.slice(at, at + 40)}"`);
        opened = true;
        start = at + 1;
        continue;
      }
      if (character === 0x22) quoted = true;
      else if (character === 0x7b || character === 0x5b) depth++;
      else if (depth > 0 && (character === 0x7d || character === 0x5d)) depth--;
      else if (depth === 0 && (character === 0x2c || character === 0x7d)) {
        const pair = entry(at);
        if (pair !== undefined) yield pair;
        else if (character === 0x2c) throw wrong(at, "nothing before a comma");
        start = at + 1;
        closed = character === 0x7d;
      }
    }
  }
  if (!closed) throw wrong(at, "the end of the text");
}
