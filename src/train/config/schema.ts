import { Leaf } from "./leaf.js";

/** Leaves under their names, in groups of any depth. */
export interface SchemaTree {
  readonly [key: string]: Leaf<unknown> | SchemaTree;
}

/** What a kind of training can be told. */
export interface ConfigSchema<T extends SchemaTree = SchemaTree> {
  readonly tree: T;
  /** The leaves by dotted keys such as "optimiser.rate", in the order of the tree. */
  readonly leaves: ReadonlyMap<string, Leaf<unknown>>;
}

/** The values of a tree, in its form. */
export type ValuesOf<T> = {
  readonly [K in keyof T]: T[K] extends Leaf<infer V> ? V : ValuesOf<T[K]>;
};

/** The type of the configurations of a schema. */
export type ConfigOf<S extends ConfigSchema> = ValuesOf<S["tree"]>;

const KEY = /^[A-Za-z][\w-]*$/;

/**
 * Declares what a kind of training can be told: names, defaults, bounds and one line of help each.
 *
 * @throws {TypeError} where a key has other characters than letters, digits, "-" and "_": a mistake of the schema
 * @example
 * ```ts
 * const schema = configSchema({
 *   optimiser: {
 *     rate: number(1e-3, { above: 0, about: "peak learning rate" }),
 *     schedule: choice("linear", ["constant", "linear", "cosine"]),
 *   },
 *   seed: integer(0),
 * });
 * type Config = ConfigOf<typeof schema>; // { optimiser: { rate: number; schedule: "constant" | ... }; seed: number }
 * ```
 */
export function configSchema<const T extends SchemaTree>(tree: T): ConfigSchema<T> {
  return { tree, leaves: new Map(leavesOf(tree, "")) };
}

function* leavesOf(tree: SchemaTree, prefix: string): Generator<[string, Leaf<unknown>]> {
  for (const [key, part] of Object.entries(tree)) {
    if (!KEY.test(key)) throw new TypeError(`"${key}" cannot be the key of a setting.`);
    if (part instanceof Leaf) yield [prefix + key, part];
    else yield* leavesOf(part, `${prefix}${key}.`);
  }
}

/** A configuration out of the values of its leaves, asked for by their dotted keys. */
export function build<T extends SchemaTree>(
  { tree }: ConfigSchema<T>,
  valueFor: (key: string, leaf: Leaf<unknown>) => unknown,
): ValuesOf<T> {
  const grow = (group: SchemaTree, prefix: string): object =>
    Object.fromEntries(
      Object.entries(group).map(([key, part]) => [
        key,
        part instanceof Leaf ? valueFor(prefix + key, part) : grow(part, `${prefix}${key}.`),
      ]),
    );
  return grow(tree, "") as ValuesOf<T>;
}

/** The value of a configuration at a dotted key of its schema. */
export const valueAt = (config: unknown, key: string): unknown =>
  key.split(".").reduce((part, name) => (part as Record<string, unknown>)[name], config);

/** The configuration of defaults. */
export const defaults = <T extends SchemaTree>(schema: ConfigSchema<T>): ValuesOf<T> =>
  build(schema, (_, { standard }) => standard);
