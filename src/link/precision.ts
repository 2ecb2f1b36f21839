import { NamesakeError } from "../errors.js";
import type { Weights } from "./weights.js";

/**
 * The least confidence at which so large a share of the entities answered is right, by what was measured on texts held back in training.
 *
 * @throws {NamesakeError} OPTION_INVALID where nothing was measured, or the precision was never reached
 */
export function thresholdFor(precision: number, { thresholds = [] }: Weights): number {
  const found = thresholds.find(([reached]) => reached >= precision - 1e-9);
  if (found !== undefined) return found[1];
  const highest = thresholds.at(-1)?.[0];
  throw new NamesakeError("OPTION_INVALID", {
    option: "precision",
    expected:
      highest === undefined
        ? "a ranker, whose precision was measured (open or news, over a knowledge base with vectors of its entities, and no budget prior), or a threshold instead"
        : `at most ${highest}, the highest that was measured for this model`,
    found: String(precision),
  });
}
