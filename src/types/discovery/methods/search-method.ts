import type { Evaluator, System } from "../evaluator.js";
import type { Problem } from "../problem.js";

/** A system and its value. */
export interface Valued {
  readonly system: System;
  readonly value: number;
}

/** What a method has at hand in one generation. */
export interface Surroundings {
  readonly problem: Problem;
  readonly evaluator: Evaluator;
  /** From 1. */
  readonly generation: number;
  /** Random whole numbers from 0 to 2^32 - 1, others in each generation. */
  readonly next: () => number;
}

/** What a generation came to. */
export interface Generation<Own> {
  readonly own: Own;
  /** The best system of this generation. */
  readonly best: Valued;
  /** The mean value of the systems of this generation that are allowed, for the curve. */
  readonly mean: number;
  /** Systems whose value was asked for. */
  readonly evaluations: number;
  /** Nothing would change in further generations. */
  readonly done: boolean;
}

/**
 * A way of looking for the best system. It keeps nothing: what it needs in the next generation is in `Own`, as JSON values, so that
 * a search can be stopped behind any generation and gone on with.
 */
export interface SearchMethod<Own = unknown> {
  readonly name: string;
  /** All that decides what it finds, beside problem and seed. */
  readonly options: Readonly<Record<string, number>>;
  /** Generations after which it ends. */
  readonly generations: number;
  start(problem: Problem): Own;
  step(own: Own, surroundings: Surroundings): Promise<Generation<Own>>;
}

/** Types that a system of the first generation has on average, as in DeepType. */
export const FIRST_TYPES = 50;

/** True with a probability. */
export const chance = (next: () => number, probability: number): boolean => next() < probability * 2 ** 32;

/** The first of the highest. */
export function highest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

/** The mean of the values that are finite. */
export function meanOf(values: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i])) {
      sum += values[i] as number;
      count++;
    }
  return count === 0 ? 0 : sum / count;
}
