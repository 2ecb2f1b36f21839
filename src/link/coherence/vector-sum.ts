/** Length of a sum from which all was taken away again: what is left is rounding. */
const NOTHING = 1e-3;

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** A sum of vectors, each times a weight. */
export class VectorSum {
  private readonly values: Float64Array;
  private square: number | undefined;

  constructor(dimensions: number) {
    this.values = new Float64Array(dimensions);
  }

  add(vector: ArrayLike<number>, weight: number): void {
    const { values } = this;
    for (let i = 0; i < values.length; i++)
      values[i] = (values[i] as number) + weight * (vector[i] as number);
    this.square = undefined;
  }

  addSum({ values }: VectorSum, weight: number): void {
    this.add(values, weight);
  }

  /**
   * The cosine of a unit vector with the sum, after the vector itself was taken out of it.
   *
   * @param weight what it is in it with
   * @returns 0 where nothing is left
   */
  cosineWithout(vector: Float32Array, weight: number): number {
    this.square ??= dot(this.values, this.values);
    const product = dot(this.values, vector);
    const length = Math.sqrt(Math.max(0, this.square - 2 * weight * product + weight * weight));
    return length < NOTHING ? 0 : Math.max(-1, Math.min(1, (product - weight) / length));
  }
}
