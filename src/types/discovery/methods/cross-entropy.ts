import { chance, FIRST_TYPES, type Generation, highest, meanOf, type SearchMethod } from "./search-method.js";

export interface CrossEntropyOptions {
  /** Systems that are drawn in a generation, default 1000. */
  samples?: number;
  /** Share of them that the next generation is made after, default 0.2. */
  elite?: number;
  /** How far probabilities move to those of the elite, default 0.7; at 1 a type that no elite system has is lost. */
  smoothing?: number;
  /** Default 200. */
  generations?: number;
}

/** Probabilities this close to 0 or 1 are taken for it: smoothing alone would never reach them. */
const DECIDED = 0.005;

/**
 * The cross-entropy method (Rubinstein 1999; https://doi.org/10.1023/A:1010091220143): systems are drawn with a probability for
 * each type, and the probabilities become those of the types in the best of them. It ends when all are 0 or 1.
 */
export function crossEntropy({
  samples = 1000,
  elite = 0.2,
  smoothing = 0.7,
  generations = 200,
}: CrossEntropyOptions = {}): SearchMethod<readonly number[]> {
  const kept = Math.max(1, Math.round(samples * elite));
  return {
    name: "cem",
    options: { samples, elite, smoothing, generations },
    generations,

    start: ({ types }) => Array(types.length).fill(Math.min(0.5, FIRST_TYPES / types.length)),

    async step(probabilities, { evaluator, next }): Promise<Generation<readonly number[]>> {
      const systems = Array.from({ length: samples }, () => drawn(probabilities, next));
      const values = await evaluator.values(systems);
      const order = [...values.keys()].sort(
        (a, b) => compare(values[b] as number, values[a] as number) || a - b,
      );
      const counts = new Uint32Array(probabilities.length);
      for (const place of order.slice(0, kept))
        for (const type of systems[place] as number[]) counts[type] = (counts[type] as number) + 1;
      const own = probabilities.map((before, type) => {
        const share = (counts[type] as number) / kept;
        const now = before + smoothing * (share - before);
        return now < DECIDED && share === 0 ? 0 : now > 1 - DECIDED && share === 1 ? 1 : now;
      });
      const best = highest(values);
      return {
        own,
        best: { system: systems[best] as number[], value: values[best] as number },
        mean: meanOf(values),
        evaluations: samples,
        done: own.every((probability) => probability === 0 || probability === 1),
      };
    },
  };
}

/** A difference would be NaN of two that are minus infinity. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

function drawn(probabilities: readonly number[], next: () => number): number[] {
  const system: number[] = [];
  for (let type = 0; type < probabilities.length; type++) {
    const probability = probabilities[type] as number;
    if (probability === 1 || (probability > 0 && chance(next, probability))) system.push(type);
  }
  return system;
}
