import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { type LoadedModel, loadModel } from "../../nn/load-model.js";
import type { SessionOptions } from "../../nn/session.js";
import { countClasses, requireTypes } from "./classified-types.js";
import { openReader } from "./open-reader.js";
import type { ClassifiedTypes, TypeSettings } from "./settings.js";
import { TypeClassifier } from "./type-classifier.js";
import { readTypeSettings, TYPE_FILES } from "./type-files.js";

export type TypeClassifierOptions = Pick<SessionOptions, "runtime" | "threads"> & {
  /** The type system that its answers are to be those of, such as `AssignedTypes`; absent = it is not checked. */
  types?: ClassifiedTypes;
};

/**
 * Opens a type classifier that `namesake train types` made.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID and MODEL_INVALID where a file of it is missing or damaged;
 * VOCABULARY_MISMATCH; TYPES_MISMATCH where it was trained for another type system; and what `Session.open` throws
 * @example
 * ```ts
 * const classifier = await loadTypeClassifier("runs/types", { types });
 * const [[kind]] = await classifier.classify("Jordan borders Iraq.", [{ start: 0, end: 6 }]);
 * await classifier.close();
 * ```
 */
export async function loadTypeClassifier(
  folder: string,
  { types, ...session }: TypeClassifierOptions = {},
): Promise<TypeClassifier> {
  const settings = await readTypeSettings(folder);
  const where = `The type classifier in ${folder}`;
  if (types !== undefined) requireTypes(settings, types, where);
  const path = join(folder, TYPE_FILES.model);
  const reader = await openReader(folder, settings.network);
  const loaded = await loadModel(path, session);
  try {
    checkFits(path, loaded, settings);
  } catch (error) {
    await loaded.session.close();
    throw error;
  }
  return new TypeClassifier(settings, reader, loaded.session, where);
}

function checkFits(path: string, { header }: LoadedModel, { id, axes }: TypeSettings): void {
  const refuse = (why: string) => new NamesakeError("MODEL_INVALID", { path, why });
  const own = header.metadata.get("types");
  if (own !== id)
    throw refuse(`it belongs to the classifier ${own ?? "of no name"}, and its folder to ${id}`);
  const [scores, classes] = [header.outputs.find(({ name }) => name === "scores"), countClasses(axes)];
  if (scores?.dims.at(-1) !== classes)
    throw refuse(`it has scores of ${scores?.dims.at(-1) ?? "no"} classes, where its axes have ${classes}`);
}
