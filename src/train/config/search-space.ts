import { NamesakeError } from "../../errors.js";
import { utf8 } from "../../kb/bytes.js";
import { murmur128 } from "../../kb/content-hash.js";
import { readYaml } from "./config.js";
import { texts } from "./leaf.js";
import { isRange, parseRange, type Range, RangeProblem, valueWithin } from "./range.js";
import { build, type ConfigSchema, configSchema, type SchemaTree, type ValuesOf, valueAt } from "./schema.js";
import { checked, type NamedText, nearestKey, readSettings, type Setting, shown } from "./settings.js";

/** Configurations to search among. */
export interface SearchSpace<T extends SchemaTree = SchemaTree> {
  schema: ConfigSchema<T>;
  /** What holds where there is no range. */
  base: ValuesOf<T>;
  /** By dotted keys. */
  ranges: ReadonlyMap<string, Range>;
  /** Dotted keys of decision thresholds, which are swept after a training and need none of their own. */
  thresholds: readonly string[];
}

/** The key, beside those of the schema, under which a file names the thresholds. */
const SWEEP = "sweep";

/**
 * Reads a search space: a configuration in which any value may be a range, and which may name thresholds to sweep.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, and what {@link searchSpaceOf} throws
 * @example
 * ```yaml
 * epochs: 3
 * optimiser:
 *   rate: { from: 1e-5, to: 1e-3, scale: log }
 *   warmup: { from: 0, to: 1000, step: 100 }
 *   schedule: { one of: [linear, cosine] }
 * sweep: [decision.threshold]
 * ```
 */
export async function readSearchSpace<T extends SchemaTree>(
  schema: ConfigSchema<T>,
  file: string,
  overrides: readonly string[] = [],
): Promise<SearchSpace<T>> {
  return searchSpaceOf(schema, await readYaml(file), overrides);
}

/**
 * A search space out of a text of YAML and overrides, which may be ranges too.
 *
 * @throws {NamesakeError} what `configOf` throws, CONFIG_INVALID also for ranges that do not fit their leaves and where nothing
 * is left to search
 */
export function searchSpaceOf<T extends SchemaTree>(
  schema: ConfigSchema<T>,
  yaml: NamedText,
  overrides: readonly string[] = [],
): SearchSpace<T> {
  if (Object.hasOwn(schema.tree, SWEEP)) throw new TypeError(`A schema cannot have the key "${SWEEP}".`);
  const sweep = texts([]);
  const settings = readSettings(configSchema({ ...schema.tree, [SWEEP]: sweep }), yaml, overrides);
  const ranges = new Map<string, Range>();
  const base = build(schema, (key, leaf) => {
    const setting = settings.get(key);
    if (setting === undefined) return leaf.standard;
    if (!isRange(setting.value)) return checked(leaf, key, setting);
    const range = parseRange(setting.value, leaf);
    if (range instanceof RangeProblem) throw refused(setting, key, range.expected);
    ranges.set(key, range);
    return leaf.standard;
  });
  const named = settings.get(SWEEP);
  const thresholds = named === undefined ? [] : (checked(sweep, SWEEP, named) as readonly string[]);
  for (const key of thresholds) checkThreshold(schema, key, ranges, named as Setting);
  if (ranges.size + thresholds.length === 0)
    throw refused(
      { where: yaml.name, value: undefined },
      "The search",
      "over a range or a threshold at least",
    );
  return { schema, base, ranges, thresholds: [...new Set(thresholds)] };
}

function checkThreshold(
  schema: ConfigSchema,
  key: string,
  ranges: ReadonlyMap<string, Range>,
  { where }: Setting,
): void {
  const kind = schema.leaves.get(key)?.kind;
  if (kind === undefined)
    throw new NamesakeError("CONFIG_UNKNOWN", { where, key, near: nearestKey(schema, key) });
  if (kind !== "number")
    throw refused({ where, value: key }, SWEEP, "keys of numbers, which decisions are held against");
  if (ranges.has(key)) throw refused({ where, value: key }, SWEEP, "keys that are no ranges as well");
}

const refused = ({ where, value }: Setting, key: string, expected: string): NamesakeError =>
  new NamesakeError("CONFIG_INVALID", { where, key, expected, found: shown(value) });

/** Draws without anything new for each configuration wanted, after which a space counts as exhausted. */
const PATIENCE = 100;

/**
 * Draws configurations that differ from each other; fewer than wanted where the space has no more. Each value depends on the
 * seed, its key and its place in the sequence alone, so a longer sequence begins with the shorter one.
 *
 * @throws {NamesakeError} OPTION_INVALID
 */
export function drawConfigs<T extends SchemaTree>(
  space: SearchSpace<T>,
  seed: number,
  count: number,
): ValuesOf<T>[] {
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    const details = { option: "The number of trials", expected: "1 or more", found: String(count) };
    throw new NamesakeError("OPTION_INVALID", details);
  }
  const drawn = new Map<string, ValuesOf<T>>();
  for (let place = 0; drawn.size < count && place < count * PATIENCE; place++) {
    const config = build(space.schema, (key, leaf) => {
      const range = space.ranges.get(key);
      if (range === undefined) return valueAt(space.base, key);
      return valueWithin(range, uniform(`${seed} ${place} ${key}`), leaf.kind === "integer");
    });
    const id = JSON.stringify(config);
    if (!drawn.has(id)) drawn.set(id, config);
  }
  return [...drawn.values()];
}

/** A number from 0 to below 1 that depends on a text and looks random. */
const uniform = (text: string): number => murmur128(utf8(text))[0] / 2 ** 32;
