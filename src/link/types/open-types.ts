import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { loadTypeClassifier, type TypeClassifierOptions } from "../../models/types/load-type-classifier.js";
import type { ClassifiedTypes } from "../../models/types/settings.js";
import type { AssignedTypes } from "../../types/assigned-types.js";
import { readAssignedTypes } from "../../types/assigned-types-file.js";
import { NER_CLASSES } from "../../types/ner-classes.js";
import { assignedEntityTypes } from "./assigned-entity-types.js";
import { classifiedTypes } from "./judges.js";
import type { EntityTypes, TypeJudge } from "./type-judge.js";

/** The file in a folder of types that has the classes of the entities of one KB; beside it are those of a classifier. */
export const ASSIGNED_FILE = "assigned.types";

/** The 18 classes as one axis. */
const NER: ClassifiedTypes = {
  system: "ner",
  axes: [{ name: "ner", classes: ["other", ...Object.keys(NER_CLASSES)] }],
};

/** A type system of which nothing is known of any entity but what its record says. */
const unassigned = ({ system, axes }: ClassifiedTypes): AssignedTypes => ({
  system,
  axes: axes.map(({ name, classes }) => ({ name, classes, classOf: new Uint16Array(0) })),
});

/** Without the number of rows: an entity that was added since has none then, instead of the class "other". */
const readTypes = ({ manifest }: KnowledgeBase, path: string): AssignedTypes =>
  readAssignedTypes(path, { kb: manifest });

const assignedIn = (kb: KnowledgeBase, folder: string): AssignedTypes | undefined => {
  const path = join(folder, ASSIGNED_FILE);
  return existsSync(path) ? readTypes(kb, path) : undefined;
};

/**
 * The types of a KB's entities: those of a folder of types, or, where none are there, the 18 classes that records name.
 *
 * @throws {NamesakeError} what `readAssignedTypes` throws
 */
export const openEntityTypes = (kb: KnowledgeBase, folder?: string): EntityTypes =>
  assignedEntityTypes((folder === undefined ? undefined : assignedIn(kb, folder)) ?? unassigned(NER));

/**
 * The types of a KB's entities out of a file of assigned types.
 *
 * @throws {NamesakeError} what `readAssignedTypes` throws
 */
export const readEntityTypes = (kb: KnowledgeBase, path: string): EntityTypes =>
  assignedEntityTypes(readTypes(kb, path));

/**
 * Types by the classifier in a folder that `namesake train types` wrote. Entities have the classes that "assigned.types" in the folder
 * gives them, and without it those that their records name.
 *
 * @throws {NamesakeError} TYPES_MISMATCH where the file is of another type system than the classifier; ASSIGNED_TYPES_FOREIGN where it
 * is of another KB; and what loading both throws
 */
export async function openTypeJudge(
  kb: KnowledgeBase,
  folder: string,
  options: Omit<TypeClassifierOptions, "types"> = {},
): Promise<TypeJudge> {
  const assigned = assignedIn(kb, folder);
  const classifier = await loadTypeClassifier(folder, { ...options, ...(assigned && { types: assigned }) });
  return classifiedTypes(assigned ?? unassigned(classifier.settings), classifier);
}
