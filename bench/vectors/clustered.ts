import { random, randomFractions } from "../../dist/random.js";

/** A power of two. */
export const DIMENSIONS = 256;
const CENTRES = 4000;
/** Length of the noise around a centre of length 1. */
const SPREAD = 0.8;
/** Length of the noise between a vector and a query for it. */
const DISTANCE = 0.7;
const SEED = 1;
/** Normal numbers that are drawn once; noise is put together of them. */
const DRAWS = 65536;

/**
 * Vectors that lie as those of texts do, each made from its number alone, so that any number of them needs no memory:
 *
 * - There are centres, as there are topics; a few have many vectors and many have few: the share of centre c of n grows as
 *   1/√(c/n).
 * - A vector is its centre and noise. Noise, like the centres themselves, is not equally large in all directions: along the i-th it
 *   is in proportion to 1/√i, as the directions of a text encoder's vectors are of unequal weight.
 * - All are rotated, by random signs and a Hadamard transform, so that those directions are no axes; then scaled to length 1.
 * - A query is a vector and noise that is nearly as long, as a mention's vector is near that of its entity.
 */
export class ClusteredVectors {
  private readonly weights = lengthOne(
    Float32Array.from({ length: DIMENSIONS }, (_, i) => 1 / Math.sqrt(i + 1)),
  );
  private readonly normals: Float32Array;
  private readonly signs: Float32Array;
  private readonly centres: Float32Array[];

  constructor() {
    const fraction = randomFractions(SEED);
    // Box and Muller 1958.
    const normal = () => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
    this.normals = Float32Array.from({ length: DRAWS }, normal);
    this.signs = Float32Array.from({ length: DIMENSIONS }, () => (fraction() < 0.5 ? -1 : 1));
    const next = random(SEED + 1);
    this.centres = Array.from({ length: CENTRES }, () =>
      lengthOne(this.withNoise(new Float32Array(DIMENSIONS), 1, next)),
    );
  }

  /** The vector of a row. */
  vector(row: number): Float32Array {
    return this.rotated(this.unrotated(row));
  }

  /** A query for one of the first `size` rows. */
  query(number: number, size: number): Float32Array {
    const next = random(Math.imul(number + 1, 0x85ebca6b) ^ SEED);
    const vector = lengthOne(this.unrotated(next() % size));
    return this.rotated(this.withNoise(vector, DISTANCE, next));
  }

  private unrotated(row: number): Float32Array {
    const next = random(Math.imul(row + 1, 0x9e3779b1) ^ SEED);
    const centre = this.centres[Math.floor(CENTRES * (next() / 2 ** 32) ** 2)] as Float32Array;
    return this.withNoise(centre, SPREAD, next);
  }

  private withNoise(vector: Float32Array, length: number, next: () => number): Float32Array {
    const { normals, weights } = this;
    const noisy = vector.slice();
    for (let i = 0; i < DIMENSIONS; i += 2) {
      const draw = next();
      noisy[i]! += length * weights[i]! * normals[draw % DRAWS]!;
      noisy[i + 1]! += length * weights[i + 1]! * normals[draw >>> 16]!;
    }
    return noisy;
  }

  private rotated(vector: Float32Array): Float32Array {
    const rotated = vector.map((value, i) => value * this.signs[i]!);
    for (let half = 1; half < DIMENSIONS; half *= 2)
      for (let from = 0; from < DIMENSIONS; from += 2 * half)
        for (let i = from; i < from + half; i++) {
          const [a, b] = [rotated[i]!, rotated[i + half]!];
          rotated[i] = a + b;
          rotated[i + half] = a - b;
        }
    return lengthOne(rotated);
  }
}

function lengthOne(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}
