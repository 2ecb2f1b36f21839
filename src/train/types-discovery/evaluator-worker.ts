import { workerData } from "node:worker_threads";
import { partEvaluator } from "../../types/discovery/evaluator.js";
import type { Problem } from "../../types/discovery/problem.js";
import { answerTasks } from "./answer-tasks.js";

/** A thread that evaluates systems of types; its data are the problem. */
answerTasks(partEvaluator(workerData as Problem));
