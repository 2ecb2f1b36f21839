import type { ByteSource } from "./weights/byte-source.js";

/** The bytes [start, end) of a source. */
export interface Range {
  start: number;
  end: number;
}

/** A field of a message: a number, or where its bytes stand. */
export interface LazyField {
  number: number;
  value: number | Range;
}

/**
 * The fields of a message in Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding/) of which
 * only what stands between the fields' bytes is read, so that a reader can skip what it does not need. Values of four and
 * eight bytes are given as bytes too.
 *
 * @throws {RangeError} where the range ends within a field, or is of no such form
 */
export async function* lazyFields(source: ByteSource, { start, end }: Range): AsyncGenerator<LazyField> {
  const window = new Window(source, end);
  let at = start;
  const varint = async (): Promise<number> => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = await window.byte(at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      if (scale >= 2 ** 63) throw new RangeError("it has a number of more than ten bytes");
    }
  };
  while (at < end) {
    const tag = await varint();
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (type === 0) {
      yield { number, value: await varint() };
      continue;
    }
    const length = type === 2 ? await varint() : FIXED_LENGTHS.get(type);
    if (length === undefined || number === 0)
      throw new RangeError(`there is no field but something else at byte ${at}`);
    if (length > end - at)
      throw new RangeError(`it ends too early: a part of ${length} bytes begins at byte ${at} of ${end}`);
    yield { number, value: { start: at, end: at + length } };
    at += length;
  }
}

/** Bytes of a value by its wire type. */
const FIXED_LENGTHS = new Map([
  [1, 8],
  [5, 4],
]);

/** Reads a source in pieces that are large beside the headers of fields and small beside weights. */
class Window {
  static readonly #LENGTH = 4096;
  #start = 0;
  #bytes = new Uint8Array();

  constructor(
    readonly source: ByteSource,
    readonly end: number,
  ) {}

  async byte(at: number): Promise<number> {
    if (at >= this.end) throw new RangeError("it ends within a number");
    if (at < this.#start || at >= this.#start + this.#bytes.length) {
      this.#bytes = new Uint8Array(Math.min(Window.#LENGTH, this.end - at));
      this.#start = at;
      await this.source.readInto(this.#bytes, at);
    }
    return this.#bytes[at - this.#start] as number;
  }
}
