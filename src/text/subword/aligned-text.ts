import { insidePair } from "../characters.js";

/**
 * A text on its way from the original to what a model reads, with the way back: unit `i` came from `starts[i]` to
 * `ends[i]` of the original. A text that is still the original, or differs from it unit by unit, needs no arrays:
 * unit `i` came from `origin + i`.
 *
 * The units of a character that stands for several, or for a part of one, share the whole character: token
 * offsets never cut a character of the original in two. All offsets are UTF-16 units.
 */
export class AlignedText {
  constructor(
    readonly text: string,
    /** Where the original begins that this text is a part of. */
    readonly origin = 0,
    readonly starts?: Uint32Array,
    readonly ends?: Uint32Array,
  ) {}

  /** Where the unit at `index` begins in the original; inside a character, where that character begins. */
  startAt(index: number): number {
    if (this.starts !== undefined) return this.starts[index] as number;
    return this.origin + (insidePair(this.text, index) ? index - 1 : index);
  }

  /** Where what stands before `index` ends in the original. */
  endBefore(index: number): number {
    if (this.ends !== undefined) return this.ends[index - 1] as number;
    return this.origin + (insidePair(this.text, index) ? index + 1 : index);
  }

  /** The part from `start` to `end`. */
  slice(start: number, end: number): AlignedText {
    if (start === 0 && end === this.text.length) return this;
    const text = this.text.slice(start, end);
    if (this.starts === undefined) return new AlignedText(text, this.origin + start);
    const origin = start < end ? (this.starts[start] as number) : this.origin;
    return new AlignedText(text, origin, this.starts.subarray(start, end), this.ends?.subarray(start, end));
  }

  /** The same places under another text of the same length. */
  withText(text: string): AlignedText {
    return new AlignedText(text, this.origin, this.starts, this.ends);
  }
}

/**
 * Writes a new text from an aligned one, character by character, in the terms of the `tokenizers` library, whose
 * offsets it reproduces (https://github.com/huggingface/tokenizers, normalizer.rs): each character that is put has
 * a change, 0 where it replaces the next character of the source, 1 where it is new, -n where it replaces the next
 * and n more are dropped. A new character shares the place of the last one that was read.
 *
 * @example
 * ```ts
 * const rewriter = new Rewriter(new AlignedText("ﬁt"));
 * rewriter.put("f", 0);
 * rewriter.put("i", 1);
 * rewriter.put("t", 0);
 * rewriter.finish(); // "fit", from 0, 0, 1 to 1, 1, 2
 * ```
 */
export class Rewriter {
  readonly #source: AlignedText;
  #text = "";
  #length = 0;
  #starts: Uint32Array;
  #ends: Uint32Array;
  /** Units of the source that were read. */
  #read = 0;

  constructor(source: AlignedText) {
    this.#source = source;
    this.#starts = new Uint32Array(source.text.length + 16);
    this.#ends = new Uint32Array(source.text.length + 16);
  }

  /** Units written so far. */
  get length(): number {
    return this.#length;
  }

  /** Writes a character. */
  put(character: string, change: number): void {
    const source = this.#source;
    const at = change > 0 ? this.#read - 1 : this.#read;
    const start = at < 0 ? source.origin : source.startAt(at);
    const end = at < 0 ? source.origin : source.endBefore(at + 1);
    if (change <= 0) this.drop(1 - change);
    this.#reserve(character.length);
    for (let i = 0; i < character.length; i++) {
      this.#starts[this.#length] = start;
      this.#ends[this.#length++] = end;
    }
    this.#text += character;
  }

  /** Reads up to `end` of the source and writes what is there. */
  copy(end: number): void {
    const { text, origin, starts, ends } = this.#source;
    const from = this.#read;
    if (end <= from) return;
    const at = this.#length;
    this.#reserve(end - from);
    if (starts !== undefined && ends !== undefined) {
      this.#starts.set(starts.subarray(from, end), at);
      this.#ends.set(ends.subarray(from, end), at);
    } else
      for (let i = from; i < end; i++) {
        const second = insidePair(text, i) ? 1 : 0;
        this.#starts[at + i - from] = origin + i - second;
        this.#ends[at + i - from] = origin + i + (insidePair(text, i + 1) ? 2 : 1);
      }
    this.#length += end - from;
    this.#text += text.slice(from, end);
    this.#read = end;
  }

  /** Reads some characters and writes nothing. */
  drop(characters: number): void {
    const { text } = this.#source;
    for (let i = 0; i < characters; i++) this.#read += insidePair(text, this.#read + 1) ? 2 : 1;
  }

  /** Reads up to `at` and writes nothing. */
  skip(at: number): void {
    if (at > this.#read) this.#read = at;
  }

  finish(): AlignedText {
    const starts = this.#starts.subarray(0, this.#length);
    return new AlignedText(this.#text, this.#source.origin, starts, this.#ends.subarray(0, this.#length));
  }

  #reserve(units: number): void {
    if (this.#length + units <= this.#starts.length) return;
    const capacity = 2 * (this.#length + units);
    const starts = new Uint32Array(capacity);
    const ends = new Uint32Array(capacity);
    starts.set(this.#starts);
    ends.set(this.#ends);
    this.#starts = starts;
    this.#ends = ends;
  }
}
