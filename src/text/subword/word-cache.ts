import type { TokenBuffer } from "./token-buffer.js";

const MAX_WORDS = 1 << 16;
/** Longer pieces do not come again; in UTF-16 units. */
const MAX_LENGTH = 64;

/** Remembers how words were taken apart: text repeats its words. */
export class WordCache {
  /** By word: id, start and end of each token, the offsets from the start of the word. */
  readonly #words = new Map<string, Int32Array>();

  /** Puts the tokens of the piece from `start` to `end` of `text`, with those of `tokenise` where the word is new. */
  tokenise(
    text: string,
    start: number,
    end: number,
    out: TokenBuffer,
    tokenise: (text: string, start: number, end: number, out: TokenBuffer) => void,
  ): void {
    if (end - start > MAX_LENGTH) {
      tokenise(text, start, end, out);
      return;
    }
    const word = text.slice(start, end);
    const known = this.#words.get(word);
    if (known !== undefined) {
      for (let i = 0; i < known.length; i += 3)
        out.push(known[i] as number, start + (known[i + 1] as number), start + (known[i + 2] as number));
      return;
    }
    const before = out.length;
    tokenise(text, start, end, out);
    const tokens = new Int32Array(3 * (out.length - before));
    for (let i = before, at = 0; i < out.length; i++) {
      tokens[at++] = out.ids[i] as number;
      tokens[at++] = (out.starts[i] as number) - start;
      tokens[at++] = (out.ends[i] as number) - start;
    }
    if (this.#words.size >= MAX_WORDS) this.#words.clear();
    this.#words.set(word, tokens);
  }
}
