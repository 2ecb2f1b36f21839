import { workerData } from "node:worker_threads";
import { answerTasks } from "./answer-tasks.js";
import {
  type ClassifierSettings,
  type ClassifierTraining,
  type TypeBlock,
  typeAucs,
} from "./context-classifier.js";
import type { Contexts } from "./contexts.js";

/** What a thread that measures learnability is given to begin with. */
export interface LearnabilityData {
  readonly contexts: Contexts;
  readonly classifiers: readonly ClassifierSettings[];
  readonly training: ClassifierTraining;
}

/** The AUCs of one block's types, one array for each classifier. */
const { contexts, classifiers, training } = workerData as LearnabilityData;
answerTasks(async (block: TypeBlock): Promise<Float64Array[]> => {
  const aucs: Float64Array[] = [];
  for (const settings of classifiers) aucs.push(await typeAucs(contexts, block, settings, training));
  return aucs;
});
