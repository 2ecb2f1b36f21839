import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ASSIGNED_FILE } from "../../link/types/open-types.js";
import type { LinkerParts } from "../../linker-parts.js";
import { readCrossEncoderSettings, readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { readSpanSettings } from "../../models/spans/span-files.js";
import { readTypeSettings } from "../../models/types/type-files.js";

/** What reads the settings of the parts that are folders of models. */
const SETTINGS = {
  encoder: readEncoderSettings,
  crossEncoder: readCrossEncoderSettings,
  finder: readSpanSettings,
  types: readTypes,
} as const;

/**
 * Names what a linker is made of, with its models by their settings, which have their ids. So a model that was trained anew is
 * another one, and one that was moved is not.
 *
 * @returns 64 hexadecimal digits
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function modelsOf(parts: LinkerParts): Promise<string> {
  const named: Record<string, unknown> = {
    ...parts,
    ...(parts.finder === "aliases" && { finder: undefined }),
  };
  for (const [part, read] of Object.entries(SETTINGS)) {
    const folder = named[part];
    if (typeof folder === "string") named[part] = await read(folder);
  }
  return hashOf(JSON.stringify(named));
}

const hashOf = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** The classifier by its settings, and what it says entities are. */
async function readTypes(folder: string): Promise<unknown> {
  const assigned = join(folder, ASSIGNED_FILE);
  return [await readTypeSettings(folder), existsSync(assigned) ? hashOf(readFileSync(assigned)) : null];
}
