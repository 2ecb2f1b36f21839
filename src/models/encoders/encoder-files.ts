import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { EncoderSettings } from "./settings.js";

/** The files of an encoder, in its folder. */
export const ENCODER_FILES = {
  /** {@link EncoderSettings}. */
  settings: "encoder.json",
  tokeniser: "tokenizer.json",
  /** Both towers, where they share a trunk. */
  shared: "encoder.onnx",
  mention: "mention.onnx",
  entity: "entity.onnx",
  /** The parameters by name, from which another training can begin; not needed for use. */
  parameters: "model.safetensors",
} as const;

/**
 * The settings of an encoder.
 *
 * @param folder that `namesake train biencoder` or an import wrote
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readEncoderSettings(folder: string): Promise<EncoderSettings> {
  const path = join(folder, ENCODER_FILES.settings);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(path, "the file", "JSON", JSON.stringify(text.slice(0, 40)));
  }
  const found = (value ?? {}) as Partial<EncoderSettings>;
  if (found.format !== "namesake-encoder")
    throw invalid(path, "format", '"namesake-encoder"', JSON.stringify(found.format) ?? "nothing");
  if (found.version !== 1)
    throw invalid(
      path,
      "version",
      "1, the one that this Namesake reads",
      JSON.stringify(found.version) ?? "nothing",
    );
  for (const field of ["id", "trunk", "vectors", "inputs", "special", "scale"] as const)
    if (found[field] === undefined) throw invalid(path, field, "a setting of the encoder", "nothing");
  return found as EncoderSettings;
}

const invalid = (where: string, field: string, expected: string, found: string): NamesakeError =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found });
