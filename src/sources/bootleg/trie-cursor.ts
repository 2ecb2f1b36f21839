import { NamesakeError } from "../../errors.js";

/** The blocks of a `.marisa` file are filled up to a multiple of so many bytes. */
const ALIGNMENT = 8;

/** Reads the parts of a `.marisa` file one after the other; all numbers are little-endian. */
export class TrieCursor {
  #at = 0;
  readonly #view: DataView;

  /** @param path names the file in messages */
  constructor(
    private readonly bytes: Uint8Array,
    readonly path: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  /** An error that says where in the file it is. */
  damaged(why: string, at = this.#at): NamesakeError {
    return new NamesakeError("TRIE_DAMAGED", { path: this.path, at, why });
  }

  /** @param what names them in the message */
  take(count: number, what: string): Uint8Array {
    const left = this.bytes.length - this.#at;
    if (count > left) throw this.damaged(`${what} should have ${count} bytes, but only ${left} are left`);
    this.#at += count;
    return this.bytes.subarray(this.#at - count, this.#at);
  }

  uint32(what: string): number {
    const at = this.#at;
    this.take(4, what);
    return this.#view.getUint32(at, true);
  }

  /** Of eight bytes, as far as a double holds it exactly. */
  uint64(what: string): number {
    const at = this.#at;
    this.take(8, what);
    const value = Number(this.#view.getBigUint64(at, true));
    if (!Number.isSafeInteger(value)) throw this.damaged(`${what} is ${value}, which no file has`, at);
    return value;
  }

  /** A block: the number of its bytes, the bytes, and what fills it up. */
  block(what: string): Uint8Array {
    const size = this.uint64(`the size of ${what}`);
    const block = this.take(size, what);
    this.take((ALIGNMENT - (size % ALIGNMENT)) % ALIGNMENT, `the end of ${what}`);
    return block;
  }
}
