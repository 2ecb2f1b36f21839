/** Longest key that is read: names and their numbers are far shorter, and a damaged trie may have endless ones. */
const MOST_BYTES = 1 << 20;

/** Bytes of a key while it is put together. */
export class KeyBytes {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @returns false if the key would be too long */
  push(byte: number): boolean {
    if (this.#length === MOST_BYTES) return false;
    if (this.#length === this.#bytes.length) {
      const wider = new Uint8Array(2 * this.#length);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    this.#bytes[this.#length++] = byte;
    return true;
  }

  /** Takes back all but the first `length` bytes. */
  cut(length: number): void {
    this.#length = length;
  }

  at(i: number): number {
    return this.#bytes[i] as number;
  }

  /** A copy. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
