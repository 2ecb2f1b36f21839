/**
 * Writes protocol buffers, the encoding of https://protobuf.dev/programming-guides/encoding/.
 */

/** Byte strings longer than this are kept by reference, so that weights are copied once, at the very end. */
const INLINE_BYTES = 64;

/** One protocol buffer message in the making. Fields are written in the order of the calls. */
export class Message {
  readonly #chunks: Uint8Array[] = [];
  #pending: number[] = [];
  #length = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** An integer field (int32, int64, enum, bool). Negative numbers take ten bytes, as the format has it. */
  int(field: number, value: number | bigint): this {
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  /** A float field: 4 bytes, little-endian. */
  float(field: number, value: number): this {
    this.#varint(field * 8 + 5);
    const four = new DataView(new ArrayBuffer(4));
    four.setFloat32(0, value, true);
    return this.#fixed(four);
  }

  /** A double field: 8 bytes, little-endian. */
  double(field: number, value: number): this {
    this.#varint(field * 8 + 1);
    const eight = new DataView(new ArrayBuffer(8));
    eight.setFloat64(0, value, true);
    return this.#fixed(eight);
  }

  /** A bytes field. The bytes are not copied before {@link finish}. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    if (value.length <= INLINE_BYTES) for (const byte of value) this.#byte(byte);
    else this.#chunk(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.#length);
    value.#flush();
    for (const chunk of value.#chunks) this.#chunk(chunk);
    return this;
  }

  finish(): Uint8Array {
    this.#flush();
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  #fixed(view: DataView): this {
    for (let i = 0; i < view.byteLength; i++) this.#byte(view.getUint8(i));
    return this;
  }

  #byte(byte: number): void {
    this.#pending.push(byte);
    this.#length++;
  }

  #chunk(chunk: Uint8Array): void {
    this.#flush();
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#chunks.push(Uint8Array.from(this.#pending));
    this.#pending = [];
  }

  /** Seven bits a byte, lowest first; the high bit says that more follow. */
  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }
}
