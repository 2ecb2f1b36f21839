import { join } from "node:path";
import { ASSIGNED_FILE } from "../../link/types/open-types.js";
import type { Task } from "../../nn/training/task.js";
import { readTypePreparation, type TypeConfig, typeTask } from "../../train/types/index.js";
import { readAssignedTypes } from "../../types/assigned-types-file.js";
import type { Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";
import { openRunKnowledgeBase } from "./run-kb.js";

/** The task of training a type classifier, for the thread or the process that trains it; the types of entities lie in the folder. */
export async function typeTaskOf(run: Run<TypeConfig>): Promise<Task> {
  const { data, config, folder } = run;
  const kb = await openRunKnowledgeBase(run);
  return typeTask(
    {
      // Entities that were added since have no row: nothing is known of them.
      types: readAssignedTypes(join(folder, ASSIGNED_FILE), { kb: kb.manifest }),
      training: await linkedTexts(kb, data.training, data),
      development: await linkedTexts(kb, data.development, data),
      preparation: await readTypePreparation(folder),
    },
    config,
  ) as Task;
}
