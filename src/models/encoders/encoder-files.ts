import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { CrossEncoderSettings } from "./cross-settings.js";
import type { EncoderSettings } from "./settings.js";

/** The files of an encoder, in its folder. */
export const ENCODER_FILES = {
  /** {@link EncoderSettings} or {@link CrossEncoderSettings}. */
  settings: "encoder.json",
  tokeniser: "tokenizer.json",
  /** A cross-encoder, or both towers of a bi-encoder where they share a trunk. */
  shared: "encoder.onnx",
  mention: "mention.onnx",
  entity: "entity.onnx",
  /** The parameters by name, from which another training can begin; not needed for use. */
  parameters: "model.safetensors",
} as const;

type Settings = EncoderSettings | CrossEncoderSettings;
type Format = Settings["format"];

/** What settings have to have, by their kind. */
const FIELDS: Readonly<Record<Format, readonly string[]>> = {
  "namesake-encoder": ["id", "trunk", "vectors", "inputs", "special", "scale"],
  "namesake-cross-encoder": ["id", "trunk", "head", "inputs", "special", "scale"],
};

/**
 * The settings of a bi-encoder.
 *
 * @param folder that `namesake train biencoder` or an import wrote
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export const readEncoderSettings = (folder: string): Promise<EncoderSettings> =>
  readSettings(folder, "namesake-encoder");

/**
 * The settings of a cross-encoder.
 *
 * @param folder that `namesake train crossencoder` or an import wrote
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export const readCrossEncoderSettings = (folder: string): Promise<CrossEncoderSettings> =>
  readSettings(folder, "namesake-cross-encoder");

/**
 * The settings of an encoder of one of some kinds.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readSettings<F extends Format>(
  folder: string,
  ...formats: readonly F[]
): Promise<Extract<Settings, { format: F }>> {
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
  const found = (value ?? {}) as Readonly<Record<string, unknown>>;
  const shown = (field: string): string => JSON.stringify(found[field]) ?? "nothing";
  const format = formats.find((one) => one === found["format"]);
  if (format === undefined)
    throw invalid(path, "format", formats.map((one) => `"${one}"`).join(" or "), shown("format"));
  if (found["version"] !== 1)
    throw invalid(path, "version", "1, the one that this Namesake reads", shown("version"));
  for (const field of FIELDS[format])
    if (found[field] === undefined) throw invalid(path, field, "a setting of the encoder", "nothing");
  return value as Extract<Settings, { format: F }>;
}

const invalid = (where: string, field: string, expected: string, found: string): NamesakeError =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found });
