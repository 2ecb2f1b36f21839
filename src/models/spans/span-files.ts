import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { SpanSettings } from "./settings.js";

/** The files of a model of spans, in its folder. */
export const SPAN_FILES = {
  /** {@link SpanSettings}. */
  settings: "spans.json",
  tokeniser: "tokenizer.json",
  /** What scores spans. */
  scores: "spans.onnx",
  /** What makes vectors of states, where the model makes vectors. */
  vectors: "vectors.onnx",
  /** The parameters by name, from which another training can begin; not needed for use. */
  parameters: "model.safetensors",
} as const;

/** Whether a folder holds a model of spans. */
export const isSpanFolder = (folder: string): boolean => existsSync(join(folder, SPAN_FILES.settings));

/**
 * The settings of a model of spans.
 *
 * @param folder that `namesake train spans` wrote
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readSpanSettings(folder: string): Promise<SpanSettings> {
  const path = join(folder, SPAN_FILES.settings);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  });
  let found: Partial<SpanSettings>;
  try {
    found = (JSON.parse(text) ?? {}) as Partial<SpanSettings>;
  } catch {
    throw invalid(path, "the file", "JSON", JSON.stringify(text.slice(0, 40)));
  }
  const check = (field: keyof SpanSettings, holds: boolean, expected: string) => {
    if (!holds) throw invalid(path, field, expected, JSON.stringify(found[field]) ?? "nothing");
  };
  check("format", found.format === "namesake-spans", '"namesake-spans"');
  check("version", found.version === 1, "1, the one that this Namesake reads");
  for (const field of ["id", "trunk", "special", "head", "contextTokens"] as const)
    check(field, found[field] !== undefined, "a setting of the model");
  const { threshold = Number.NaN } = found;
  check("threshold", threshold >= 0 && threshold <= 1, "a number from 0 to 1");
  return found as SpanSettings;
}

const invalid = (where: string, field: string, expected: string, found: string): NamesakeError =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found });
