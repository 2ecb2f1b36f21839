import { dividedEvaluator, type EvaluationPart, type Evaluator } from "../../types/discovery/evaluator.js";
import type { Problem } from "../../types/discovery/problem.js";
import { TaskThread } from "./task-thread.js";

/** An evaluator that holds threads until it is closed. */
export interface ThreadedEvaluator extends Evaluator {
  close(): Promise<void>;
}

/**
 * Evaluates systems on threads, each of which has a copy of the problem. Their number changes how long it takes, and nothing else.
 *
 * @param threads at least one
 */
export function threadedEvaluator(problem: Problem, threads: number): ThreadedEvaluator {
  const workers = Array.from(
    { length: threads },
    () =>
      new TaskThread<EvaluationPart, Float64Array[]>(
        "evaluator-worker.js",
        problem,
        "The evaluation of types",
      ),
  );
  const evaluator = dividedEvaluator(
    problem.types.length,
    workers.map((worker) => (part: EvaluationPart) => worker.ask(part)),
  );
  return {
    ...evaluator,
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
