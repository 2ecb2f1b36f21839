import { type AlignedText, Rewriter } from "./aligned-text.js";
import { fromBase64 } from "./base64.js";
import { isAscii } from "./code-points.js";
import type { Fields } from "./fields.js";
import { forEachGrapheme } from "./graphemes.js";

/** Longer graphemes are not looked up as a whole, as in the `tokenizers` library; in bytes of UTF-8. */
const MAX_BYTES = 5;
const MAX_KNOWN = 1 << 16;

const plain = /^[\x20-\x7e]*$/;
const PRINTABLE = Array.from({ length: 0x5f }, (_, i) => String.fromCharCode(0x20 + i));

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The rules that SentencePiece compiles into its models for replacing characters: a double-array trie in the layout
 * of darts-clone (https://github.com/s-yata/darts-clone; Aoe 1989) over UTF-8 bytes, whose values are positions in a
 * list of texts that end in 0.
 */
export class Charsmap {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;
  readonly #known = new Map<string, string | undefined>();

  /** Whether any printable ASCII character has a rule; most lists have none. */
  readonly #changesAscii: boolean;

  constructor(units: Uint32Array, texts: Uint8Array) {
    this.#units = units;
    this.#texts = texts;
    this.#changesAscii = PRINTABLE.some((character) => this.lookUp(character) !== undefined);
  }

  /** Reads the compiled form: the trie's size in bytes, the trie, the texts; `undefined` where it is damaged. */
  static parse(bytes: Uint8Array): Charsmap | undefined {
    if (bytes.length < 4) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = view.getUint32(0, true);
    if (size % 4 !== 0 || size === 0 || size > bytes.length - 4) return undefined;
    const units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    return new Charsmap(units, bytes.slice(4 + size));
  }

  /**
   * What stands for `part`: the text of the shortest rule that `part` begins with, `undefined` where there is none.
   * (SentencePiece itself takes the longest; models were trained with either, and the `tokenizers` library does
   * this.)
   */
  lookUp(part: string): string | undefined {
    if (this.#known.has(part)) return this.#known.get(part);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    const found = this.#find(encoder.encode(part));
    this.#known.set(part, found);
    return found;
  }

  #find(bytes: Uint8Array): string | undefined {
    const units = this.#units;
    let node = offsetOf(units[0] as number);
    for (const byte of bytes) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = units[node];
      // The label of a unit is its low byte, and the highest bit marks a value.
      if (unit === undefined || (unit & 0x800000ff) !== byte) return undefined;
      node ^= offsetOf(unit);
      if (((unit >>> 8) & 1) === 1) return this.#textAt((units[node] ?? 0) & 0x7fffffff);
    }
    return undefined;
  }

  #textAt(start: number): string {
    const end = this.#texts.indexOf(0, start);
    return decoder.decode(this.#texts.subarray(start, end === -1 ? this.#texts.length : end));
  }

  /** Replaces what has a rule: whole graphemes where they are short, else their characters. */
  normalise(source: AlignedText): AlignedText {
    const { text } = source;
    if (plain.test(text) && !this.#changesAscii) return source;
    const rewriter = new Rewriter(source);
    let at = 0;
    let changed = false;
    const put = (part: string): boolean => {
      const found = this.lookUp(part);
      if (found === undefined) return false;
      rewriter.copy(at);
      replace(rewriter, part, found);
      changed = true;
      return true;
    };
    forEachGrapheme(text, (grapheme) => {
      const short = isAscii(grapheme) || encoder.encode(grapheme).length <= MAX_BYTES;
      if (short && put(grapheme)) at += grapheme.length;
      else
        for (const character of grapheme) {
          put(character);
          at += character.length;
        }
    });
    if (!changed) return source;
    rewriter.copy(text.length);
    const normalised = rewriter.finish();
    // What was dropped before the first character belongs to it, so that the text still begins where it began.
    const [first = ""] = normalised.text;
    normalised.starts?.fill(source.startAt(0), 0, first.length);
    return normalised;
  }
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);

/**
 * Writes `found` for `part`. Where it is longer, its last characters count as new; where it is shorter, what is left
 * over belongs to the last character written, of this or, if nothing was written, of an earlier grapheme.
 */
function replace(rewriter: Rewriter, part: string, found: string): void {
  const old = [...part].length;
  const characters = [...found];
  if (characters.length === 0) rewriter.drop(old);
  characters.forEach((character, i) => {
    const last = i === characters.length - 1;
    const left = last ? Math.max(0, old - characters.length) : 0;
    rewriter.put(character, i >= old ? 1 : left === 0 ? 0 : -left);
  });
}

/**
 * The normaliser whose compiled rules a field holds, in Base64. An absent field has no rules.
 *
 * @throws {NamesakeError} RECORD_INVALID where they cannot be read
 */
export function readCharsmap(fields: Fields, name: string): (source: AlignedText) => AlignedText {
  if (fields.get(name) === undefined) return (source) => source;
  const bytes = fromBase64(fields.text(name));
  const charsmap = bytes === undefined ? undefined : Charsmap.parse(bytes);
  if (charsmap === undefined) throw fields.wrong(name, "a compiled list of replacements in Base64");
  return (source) => charsmap.normalise(source);
}
