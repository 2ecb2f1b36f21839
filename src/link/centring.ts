/**
 * Means of the encoder's vectors over many contexts and over many entities. Vectors of a sentence encoder share one large
 * direction that says nothing; taking the means away leaves what tells texts apart (Mu & Viswanath, "All-but-the-Top",
 * ICLR 2018).
 */
export interface Means {
  /** Id of the encoder that they belong to. */
  encoder: string;
  /** [dimensions] */
  context: readonly number[];
  /** [dimensions] */
  entity: readonly number[];
}

/** `vector` less `mean`, at length 1; without a mean just `vector`. */
export function centred(vector: Float32Array, mean: readonly number[] | undefined): Float32Array {
  if (mean === undefined) return vector;
  const result = vector.map((value, i) => value - (mean[i] ?? 0));
  const length = Math.sqrt(result.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? result : result.map((value) => value / length);
}

/** The mean of vectors, to five digits. */
export function meanOf(vectors: readonly Float32Array[]): number[] {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  return Array.from(sum, (value) => Math.round((1e5 * value) / vectors.length) / 1e5);
}
