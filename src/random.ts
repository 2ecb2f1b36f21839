/**
 * Random numbers that are the same on every run and machine: xoshiro128** (Blackman and Vigna 2021, "Scrambled linear
 * pseudorandom number generators"), period 2^128 - 1.
 *
 * @returns gives the next whole number from 0 to 2^32 - 1
 * @example
 * ```ts
 * const next = random(1);
 * const die = 1 + (next() % 6);
 * ```
 */
export function random(seed: number): () => number {
  // Any state but all zeros will do; close seeds have drawn apart after some steps.
  let [a, b, c, d] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 0xb7e15162 | 0];
  const next = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return scrambled;
  };
  for (let i = 0; i < 32; i++) next();
  return next;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** {@link random} as numbers from 0 to below 1, of 32 bits each. */
export function randomFractions(seed: number): () => number {
  const next = random(seed);
  return () => next() / 2 ** 32;
}
