/** The bytes ended in the middle of something. */
export class CutOff extends Error {
  constructor() {
    super("the data ends too early");
  }
}

// A byte order mark is a character like any other here.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads the arguments of a pickle's opcodes one after the other. */
export class PickleCursor {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public position: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves on by `length` bytes and returns where they begin. */
  #pass(length: number): number {
    const start = this.position;
    if (length > this.bytes.length - start) throw new CutOff();
    this.position = start + length;
    return start;
  }

  uint8(): number {
    return this.#view.getUint8(this.#pass(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#pass(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#pass(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#pass(4), true);
  }

  /** Eight bytes; beyond 2 ** 53 it is not exact, but then there are not so many bytes either. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#pass(8), true));
  }

  /** Big-endian, the only number of the format that is. */
  float64(): number {
    return this.#view.getFloat64(this.#pass(8), false);
  }

  take(length: number): Uint8Array {
    const start = this.#pass(length);
    return this.bytes.subarray(start, start + length);
  }

  text(length: number): string {
    return utf8.decode(this.take(length));
  }

  /** Text to the end of the line, without it. */
  line(): string {
    const end = this.bytes.indexOf(10, this.position);
    if (end < 0) throw new CutOff();
    const line = this.text(end - this.position);
    this.position = end + 1;
    return line;
  }

  /** A whole number in two's complement, little-endian. */
  long(length: number): number | bigint {
    let value = 0n;
    for (const byte of this.take(length).slice().reverse()) value = (value << 8n) | BigInt(byte);
    value = BigInt.asIntN(8 * length, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
}
