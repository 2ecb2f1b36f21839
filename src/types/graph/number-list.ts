/** Whole numbers below 2^32 whose count is not known beforehand, 4 to 8 bytes each. */
export class NumberList {
  private numbers = new Uint32Array(1024);
  private used = 0;

  get length(): number {
    return this.used;
  }

  push(number: number): void {
    if (this.used === this.numbers.length) {
      const larger = new Uint32Array(2 * this.used);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.used++] = number;
  }

  /** Puts another number in the place of one. */
  set(index: number, number: number): void {
    this.numbers[index] = number;
  }

  /** The numbers so far: a view, which further numbers may leave behind. */
  view(): Uint32Array {
    return this.numbers.subarray(0, this.used);
  }
}
