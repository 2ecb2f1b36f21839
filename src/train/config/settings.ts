import { NamesakeError } from "../../errors.js";
import { nearest } from "../../nn/weights/nearest.js";
import { Leaf } from "./leaf.js";
import type { ConfigSchema, SchemaTree } from "./schema.js";
import { YamlText } from "./yaml-text.js";

/** A value that somebody gave for a leaf, not yet checked against it, and where they did. */
export interface Setting {
  value: unknown;
  where: string;
}

/** A text of YAML and its name in messages. */
export interface NamedText {
  name: string;
  text: string;
}

/**
 * Collects what a file and overrides say, by dotted keys. Overrides count more than the file, later ones more than earlier.
 *
 * @param overrides as "optimiser.rate=0.001"; the value is YAML, so lists are "sizes=[512, 256]"
 * @throws {NamesakeError} CONFIG_UNREADABLE where it is no YAML, CONFIG_UNKNOWN for keys that the schema does not have,
 * CONFIG_INVALID where a group of settings is something else, OPTION_INVALID where an override has no "="
 */
export function readSettings(
  schema: ConfigSchema,
  file: NamedText | undefined,
  overrides: readonly string[],
): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  if (file !== undefined) {
    const yaml = new YamlText(file.text, (line) => `${file.name}, line ${line}`);
    collect(schema, yaml, yaml.root, schema.tree, "", settings);
  }
  for (const override of overrides) {
    const at = override.indexOf("=");
    if (at < 1)
      throw new NamesakeError("OPTION_INVALID", {
        option: "An override",
        expected: 'KEY=VALUE, such as "seed=1"',
        found: override,
      });
    const key = override.slice(0, at).trim();
    const where = `The override "${override}"`;
    const part = partAt(schema.tree, key);
    if (part === undefined) throw unknown(schema, key, where);
    const yaml = new YamlText(override.slice(at + 1), () => where);
    collect(schema, yaml, yaml.root, part, key, settings);
  }
  return settings;
}

/** Goes down a node and the part of the schema that it fills in. */
function collect(
  schema: ConfigSchema,
  yaml: YamlText,
  node: YamlText["root"],
  part: Leaf<unknown> | SchemaTree,
  path: string,
  settings: Map<string, Setting>,
  where = yaml.where(node),
): void {
  if (part instanceof Leaf) {
    settings.set(path, { value: yaml.plain(node), where });
    return;
  }
  const pairs = yaml.pairs(node);
  if (pairs === undefined) {
    const details = { where, expected: "settings by their keys", found: shown(yaml.plain(node)) };
    throw new NamesakeError("CONFIG_INVALID", { ...details, key: path === "" ? "The configuration" : path });
  }
  for (const pair of pairs) {
    const key = path === "" ? pair.key : `${path}.${pair.key}`;
    if (!Object.hasOwn(part, pair.key)) throw unknown(schema, key, pair.where);
    collect(
      schema,
      yaml,
      pair.value,
      part[pair.key] as Leaf<unknown> | SchemaTree,
      key,
      settings,
      pair.where,
    );
  }
}

function partAt(tree: SchemaTree, key: string): Leaf<unknown> | SchemaTree | undefined {
  let part: Leaf<unknown> | SchemaTree = tree;
  for (const name of key.split(".")) {
    if (part instanceof Leaf || !Object.hasOwn(part, name)) return undefined;
    part = part[name] as Leaf<unknown> | SchemaTree;
  }
  return part;
}

const unknown = (schema: ConfigSchema, key: string, where: string): NamesakeError =>
  new NamesakeError("CONFIG_UNKNOWN", { where, key, near: nearestKey(schema, key) });

/** The key that somebody may have meant, in quotes; else one that ends as theirs does; else nothing. */
export function nearestKey({ leaves }: ConfigSchema, key: string): string {
  const last = key.slice(key.lastIndexOf(".") + 1);
  const [near] = [...nearest(key, leaves.keys(), 1), ...nearest(last, leaves.keys(), 1)];
  return near === undefined ? "" : `"${near}"`;
}

/** What arrived, in one short line. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  const written = typeof value === "number" ? String(value) : JSON.stringify(value);
  return written.length <= 80 ? written : `${written.slice(0, 79)}…`;
}

/**
 * The value of a setting as its leaf wants it.
 *
 * @throws {NamesakeError} CONFIG_INVALID
 */
export function checked(leaf: Leaf<unknown>, key: string, { value, where }: Setting): unknown {
  if (leaf.accepts(value)) return value;
  const quoted = leaf.kind === "text" && (typeof value === "number" || typeof value === "boolean");
  throw new NamesakeError("CONFIG_INVALID", {
    where,
    key,
    expected: leaf.expected,
    found: quoted ? `${shown(value)}, which is text only in quotes` : shown(value),
  });
}
