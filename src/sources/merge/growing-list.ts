/** A growing list of numbers, 0 where none was set: 32-bit integers in 4 bytes each, others in 8 (up to twice that while it grows). */
export class GrowingList {
  private values: Int32Array | Float64Array;
  length = 0;

  constructor(private readonly kind: Int32ArrayConstructor | Float64ArrayConstructor) {
    this.values = new kind(1024);
  }

  push(value: number): void {
    this.set(this.length, value);
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) {
      const larger = new this.kind(Math.max(index + 1, this.values.length * 2));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[index] = value;
    this.length = Math.max(this.length, index + 1);
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }
}
