import { NamesakeError } from "../../errors.js";

/** A decision on development data that a threshold would keep or drop. */
export interface ScoredDecision {
  /** Finite; decisions with a score of the threshold or more are kept. */
  score: number;
  /** Whether it is right to keep it. */
  right: boolean;
}

/** The greatest F1, or the greatest recall among the thresholds with at least this precision. */
export type ThresholdGoal = "f1" | { precision: number };

export interface SweptThreshold {
  threshold: number;
  /** Share of the kept decisions that are right. */
  precision: number;
  /** Share of the right answers that are kept. */
  recall: number;
  f1: number;
  /** Number of decisions with a score of the threshold or more. */
  kept: number;
}

/**
 * Finds the best threshold of all. It lies in the middle between the lowest score that is kept and the next below, and on the lowest
 * of all where everything is kept. Where several keep the goal equally well, the highest is taken: the fewest decisions, so the most
 * precise.
 *
 * @param answers how many right answers there are, by which recall is measured; default: the right ones among the decisions
 * @returns undefined where no threshold keeps a right decision and reaches the goal
 * @throws {NamesakeError} OPTION_INVALID for a precision not from 0 to 1 and too few answers, RECORD_INVALID for a score that is not
 * finite
 * @example
 * ```ts
 * sweepThreshold([{ score: 0.9, right: true }, { score: 0.4, right: false }], "f1"); // threshold 0.65, f1 1
 * ```
 */
export function sweepThreshold(
  decisions: readonly ScoredDecision[],
  goal: ThresholdGoal,
  answers?: number,
): SweptThreshold | undefined {
  const rights = decisions.reduce((sum, { right }) => sum + (right ? 1 : 0), 0);
  const total = answers ?? rights;
  check(decisions, goal, rights, total);
  const sorted = [...decisions].sort((a, b) => b.score - a.score);
  let best: SweptThreshold | undefined;
  let right = 0;
  for (const [i, decision] of sorted.entries()) {
    if (decision.right) right++;
    const below = sorted[i + 1]?.score;
    // Decisions of one score are kept or dropped together.
    if (below === decision.score || right === 0) continue;
    const kept = i + 1;
    const [precision, recall, f1] = [right / kept, right / total, (2 * right) / (kept + total)];
    const isBetter =
      goal === "f1" ? f1 > (best?.f1 ?? 0) : precision >= goal.precision && recall > (best?.recall ?? 0);
    if (isBetter) best = { threshold: middle(decision.score, below), precision, recall, f1, kept };
  }
  return best;
}

/** Halfway from `kept` to the score below it, but never so near to the latter that it would be kept too. */
function middle(kept: number, below = kept): number {
  const half = below / 2 + kept / 2;
  return half > below && half <= kept ? half : kept;
}

function check(
  decisions: readonly ScoredDecision[],
  goal: ThresholdGoal,
  rights: number,
  answers: number,
): void {
  const refuse = (option: string, expected: string, found: number) =>
    new NamesakeError("OPTION_INVALID", { option, expected, found: String(found) });
  if (goal !== "f1" && !(goal.precision >= 0 && goal.precision <= 1))
    throw refuse("The precision to reach", "from 0 to 1", goal.precision);
  if (!(Number.isSafeInteger(answers) && answers >= rights))
    throw refuse("The number of answers", `at least the ${rights} right decisions`, answers);
  const at = decisions.findIndex(({ score }) => !Number.isFinite(score));
  if (at < 0) return;
  throw new NamesakeError("RECORD_INVALID", {
    where: `Decision ${at}`,
    field: "score",
    expected: "a finite number",
    found: String(decisions[at]?.score),
  });
}
