import { NamesakeError } from "../errors.js";
import { insidePair } from "./characters.js";

/** UTF-16 units between two checkpoints; a look-up reads at most this many. */
const STEP = 64;

/** Bytes of UTF-8 of the character at `index`; a lone surrogate takes the three of U+FFFD, which replaces it. */
function utf8Length(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return insidePair(text, index + 1) ? 4 : 3;
}

/**
 * Converts offsets of one text between UTF-16 units (JavaScript), code points (Python) and UTF-8 bytes (Rust,
 * Go, C). Offsets run from 0 to the text's length, both included. One inside a character, between the halves of
 * a surrogate pair or the bytes of a sequence, stands for the character's start.
 *
 * Text of ASCII alone needs no table; other text takes 8 bytes per 64 units. Look-ups to UTF-16 are O(log n), from it O(1).
 *
 * @example
 * ```ts
 * const map = new OffsetMap("a😀é");
 * map.codePoint(3); // 2
 * map.byte(3); // 5
 * map.fromByte(6); // 3, as byte 6 is inside "é"
 * ```
 */
export class OffsetMap {
  readonly #text: string;
  readonly #codePoints: number;
  readonly #bytes: number;
  /** Code points and bytes before each checkpoint; empty for ASCII. */
  readonly #codePointsBefore: Uint32Array;
  readonly #bytesBefore: Uint32Array;

  constructor(text: string) {
    this.#text = text;
    let ascii = true;
    for (let i = 0; i < text.length && ascii; i++) ascii = text.charCodeAt(i) < 0x80;
    const checkpoints = ascii ? 0 : Math.floor(text.length / STEP) + 1;
    this.#codePointsBefore = new Uint32Array(checkpoints);
    this.#bytesBefore = new Uint32Array(checkpoints);
    let codePoints = text.length;
    let bytes = text.length;
    if (!ascii) {
      codePoints = 0;
      bytes = 0;
      let checkpoint = 0;
      for (let i = 0; i < text.length; ) {
        const size = utf8Length(text, i);
        const next = i + (size === 4 ? 2 : 1);
        // A checkpoint inside a pair stands at the pair's start.
        if (checkpoint * STEP < next) {
          this.#codePointsBefore[checkpoint] = codePoints;
          this.#bytesBefore[checkpoint++] = bytes;
        }
        codePoints++;
        bytes += size;
        i = next;
      }
      if (checkpoint < checkpoints) {
        this.#codePointsBefore[checkpoint] = codePoints;
        this.#bytesBefore[checkpoint] = bytes;
      }
    }
    this.#codePoints = codePoints;
    this.#bytes = bytes;
  }

  /**
   * Code points before a UTF-16 offset.
   * @throws {NamesakeError} TEXT_INVALID where the offset is no whole number from 0 to the text's length
   */
  codePoint(utf16: number): number {
    return this.#fromUtf16(utf16, this.#codePointsBefore, () => 1);
  }

  /**
   * The UTF-16 offset of a code point.
   * @throws {NamesakeError} TEXT_INVALID where the offset is no whole number from 0 to the number of code points
   */
  fromCodePoint(codePoint: number): number {
    check(codePoint, this.#codePoints, "code points");
    return this.#toUtf16(codePoint, this.#codePointsBefore, () => 1);
  }

  /**
   * UTF-8 bytes before a UTF-16 offset.
   * @throws {NamesakeError} TEXT_INVALID where the offset is no whole number from 0 to the text's length
   */
  byte(utf16: number): number {
    return this.#fromUtf16(utf16, this.#bytesBefore, utf8Length);
  }

  /**
   * The UTF-16 offset of the character a UTF-8 byte belongs to.
   * @throws {NamesakeError} TEXT_INVALID where the offset is no whole number from 0 to the number of bytes
   */
  fromByte(byte: number): number {
    check(byte, this.#bytes, "UTF-8 bytes");
    return this.#toUtf16(byte, this.#bytesBefore, utf8Length);
  }

  /** The start of the character at checkpoint `index`. */
  #checkpoint(index: number): number {
    return insidePair(this.#text, index * STEP) ? index * STEP - 1 : index * STEP;
  }

  #fromUtf16(utf16: number, before: Uint32Array, size: (text: string, index: number) => number): number {
    check(utf16, this.#text.length, "UTF-16 units");
    if (before.length === 0) return utf16;
    const target = insidePair(this.#text, utf16) ? utf16 - 1 : utf16;
    const nearest = Math.floor(target / STEP);
    let count = before[nearest] as number;
    for (let i = this.#checkpoint(nearest); i < target; ) {
      count += size(this.#text, i);
      i += insidePair(this.#text, i + 1) ? 2 : 1;
    }
    return count;
  }

  #toUtf16(target: number, before: Uint32Array, size: (text: string, index: number) => number): number {
    if (before.length === 0) return target;
    let low = 0;
    let high = before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((before[middle] as number) <= target) low = middle;
      else high = middle - 1;
    }
    let count = before[low] as number;
    let at = this.#checkpoint(low);
    while (at < this.#text.length) {
      count += size(this.#text, at);
      if (count > target) return at;
      at += insidePair(this.#text, at + 1) ? 2 : 1;
    }
    return at;
  }
}

function check(offset: number, limit: number, unit: string): void {
  if (Number.isInteger(offset) && offset >= 0 && offset <= limit) return;
  throw new NamesakeError("TEXT_INVALID", {
    expected: `a whole offset from 0 to ${limit} ${unit}`,
    found: String(offset),
  });
}
