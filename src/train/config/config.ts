import { createReadStream } from "node:fs";
import { NamesakeError, reason } from "../../errors.js";
import { build, type ConfigSchema, type SchemaTree, type ValuesOf } from "./schema.js";
import { checked, type NamedText, readSettings } from "./settings.js";

/** The largest configuration, in bytes. */
const MOST_BYTES = 128 * 1024;

export interface ConfigSources {
  /** A file of YAML. */
  file?: string;
  /** As "optimiser.rate=0.001"; they count more than the file, later ones more than earlier. */
  overrides?: readonly string[];
}

/**
 * Reads a configuration: the defaults of the schema, over them what the file says, over that the overrides.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, and what {@link configOf} throws
 * @example
 * ```ts
 * const config = await readConfig(schema, { file: "train.yaml", overrides: ["optimiser.rate=3e-4"] });
 * ```
 */
export async function readConfig<T extends SchemaTree>(
  schema: ConfigSchema<T>,
  { file, overrides = [] }: ConfigSources,
): Promise<ValuesOf<T>> {
  return configOf(schema, file === undefined ? undefined : await readYaml(file), overrides);
}

/**
 * A configuration out of a text of YAML 1.2 and overrides.
 *
 * @throws {NamesakeError} CONFIG_UNREADABLE where the text is no YAML, CONFIG_UNKNOWN for a key that the schema does not have,
 * CONFIG_INVALID for a value that its leaf does not accept, OPTION_INVALID for an override without "="
 */
export function configOf<T extends SchemaTree>(
  schema: ConfigSchema<T>,
  yaml: NamedText | undefined,
  overrides: readonly string[] = [],
): ValuesOf<T> {
  const settings = readSettings(schema, yaml, overrides);
  return build(schema, (key, leaf) => {
    const setting = settings.get(key);
    return setting === undefined ? leaf.standard : checked(leaf, key, setting);
  });
}

/**
 * The text of a file of YAML, which is UTF-8 and small.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, CONFIG_UNREADABLE
 */
export async function readYaml(path: string): Promise<NamedText> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of createReadStream(path, { end: MOST_BYTES })) pieces.push(piece as Buffer);
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  const bytes = Buffer.concat(pieces);
  const unreadable = (why: string) => new NamesakeError("CONFIG_UNREADABLE", { where: path, why });
  if (bytes.length > MOST_BYTES) throw unreadable(`it is larger than ${MOST_BYTES / 1024} kB`);
  try {
    return { name: path, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw unreadable("it is not UTF-8");
  }
}
