import { NamesakeError } from "../../errors.js";

/** Every trial gets the whole budget (Bergstra & Bengio 2012, "Random search for hyper-parameter optimization"). */
export interface RandomSearch {
  method: "random";
}

/**
 * Many trials get little and the better ones of them more (Jamieson & Talwalkar 2016, "Non-stochastic best arm identification
 * and hyperparameter optimization"); one bracket of Hyperband (Li et al. 2018).
 */
export interface SuccessiveHalving {
  method: "halving";
  /** One trial in so many goes on, and gets so many times the budget. Default 3. */
  factor?: number;
  /** The least share of the budget that says something about a trial. Default 1/9. */
  leastShare?: number;
}

export type Strategy = RandomSearch | SuccessiveHalving;

/** A round of a search. */
export interface Rung {
  /** The share of the whole budget that a trial has had at the end of it, up to 1. */
  share: number;
  /** How many trials are in it. */
  places: number;
}

/**
 * The rounds of a search over so many trials; the last has the whole budget.
 *
 * @param trials 1 or more
 * @throws {NamesakeError} OPTION_INVALID
 * @example
 * ```ts
 * rungsOf({ method: "halving" }, 20); // 20 with 1/9 of the budget, 6 with 1/3, 2 with all of it
 * ```
 */
export function rungsOf(strategy: Strategy, trials: number): Rung[] {
  if (strategy.method === "random") return [{ share: 1, places: trials }];
  const { factor = 3, leastShare = 1 / 9 } = strategy;
  demand("The factor of halving", factor > 1 && Number.isFinite(factor), "above 1", factor);
  demand("The least share", leastShare > 0 && leastShare <= 1, "above 0 and up to 1", leastShare);
  const rungs = [{ share: 1, places: 1 }];
  // Quotients that are whole but for their rounding count as whole.
  const most = Math.min(1 / leastShare, trials) * (1 + 1e-9);
  for (let portion = factor; portion <= most; portion *= factor)
    rungs.unshift({ share: 1 / portion, places: 1 });
  return rungs.map(({ share }, i) => ({ share, places: Math.floor((trials / factor ** i) * (1 + 1e-9)) }));
}

function demand(option: string, holds: boolean, expected: string, found: number): void {
  if (!holds) throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(found) });
}
