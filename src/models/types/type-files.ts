import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { hashOfTypes } from "./classified-types.js";
import type { TypeSettings } from "./settings.js";

/** The files of a type classifier, in its folder. */
export const TYPE_FILES = {
  /** {@link TypeSettings}. */
  settings: "types.json",
  /** The network with its answers, as `typeGraph` describes it. */
  model: "encoder.onnx",
  /** Of a network over subwords. */
  tokeniser: "tokenizer.json",
  /** Of a network over words: a tagger's `Vocabulary` without classes. */
  vocabulary: "vocabulary.json",
  /** The parameters by name, from which another training can begin; not needed for use. */
  parameters: "model.safetensors",
} as const;

/** Whether a folder holds a type classifier. */
export const isTypeFolder = (folder: string): boolean => existsSync(join(folder, TYPE_FILES.settings));

/**
 * The settings of a type classifier.
 *
 * @param folder that `namesake train types` wrote
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readTypeSettings(folder: string): Promise<TypeSettings> {
  const path = join(folder, TYPE_FILES.settings);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  });
  let found: Partial<TypeSettings>;
  try {
    found = (JSON.parse(text) ?? {}) as Partial<TypeSettings>;
  } catch {
    throw invalid(path, "the file", "JSON", JSON.stringify(text.slice(0, 40)));
  }
  const check = (field: keyof TypeSettings, holds: boolean, expected: string) => {
    if (!holds) throw invalid(path, field, expected, JSON.stringify(found[field]) ?? "nothing");
  };
  check("format", found.format === "namesake-type-classifier", '"namesake-type-classifier"');
  check("version", found.version === 1, "1, the one that this Namesake reads");
  for (const field of ["id", "system", "network", "hidden", "contextTokens", "mentionTokens"] as const)
    check(field, found[field] !== undefined, "a setting of the classifier");
  const { axes = [] } = found;
  const classed =
    axes.length > 0 && axes.every(({ name, classes }) => name !== undefined && classes?.length > 0);
  check("axes", classed, "axes with the names of their classes");
  check(
    "typesHash",
    found.typesHash === hashOfTypes({ axes }),
    `"${hashOfTypes({ axes })}", that of its axes`,
  );
  return found as TypeSettings;
}

const invalid = (where: string, field: string, expected: string, found: string): NamesakeError =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found });
