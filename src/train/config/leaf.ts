/** What a leaf holds; only numbers can be searched between two ends. */
export type LeafKind = "number" | "integer" | "flag" | "text" | "choice" | "list";

/** One setting of a configuration: its default, what it may be, and what it is for. */
export class Leaf<T> {
  /** @throws {TypeError} where the default is not one of the values that the leaf accepts: a mistake of the schema */
  constructor(
    readonly kind: LeafKind,
    readonly standard: T,
    /** What it accepts, in words that go on after "should be". */
    readonly expected: string,
    /** One line of help; may be empty. */
    readonly about: string,
    readonly accepts: (value: unknown) => value is T,
  ) {
    if (!accepts(standard))
      throw new TypeError(`The default ${JSON.stringify(standard)} should be ${expected}.`);
    if (/[\r\n]/.test(about)) throw new TypeError(`The help "${about}" should be one line.`);
  }
}

export interface LeafOptions {
  /** One line of help, which is written beside the value. */
  about?: string;
}

export interface NumberOptions extends LeafOptions {
  /** The number is greater. */
  above?: number;
  /** The number is less. */
  below?: number;
  /** The least number. */
  atLeast?: number;
  /** The greatest number. */
  atMost?: number;
}

export interface ListOptions {
  /** The shortest list, default 0. */
  fewest?: number;
}

/** A finite number. */
export const number = (standard: number, options: NumberOptions = {}): Leaf<number> =>
  new Leaf("number", standard, `a number${bounds(options)}`, options.about ?? "", isNumber(options));

/** A whole number that is exact, so below 2^53. */
export const integer = (standard: number, options: NumberOptions = {}): Leaf<number> =>
  new Leaf("integer", standard, `a whole number${bounds(options)}`, options.about ?? "", isInteger(options));

/** True or false. */
export const flag = (standard: boolean, { about = "" }: LeafOptions = {}): Leaf<boolean> =>
  new Leaf("flag", standard, "true or false", about, (value) => typeof value === "boolean");

/** Any text, such as a path; the empty one where there is none. */
export const text = (standard: string, { about = "" }: LeafOptions = {}): Leaf<string> =>
  new Leaf("text", standard, "text", about, isText);

/** One of some words. */
export function choice<const V extends string>(
  standard: NoInfer<V>,
  values: readonly V[],
  { about = "" }: LeafOptions = {},
): Leaf<V> {
  const known: readonly unknown[] = values;
  return new Leaf<V>("choice", standard, `one of ${values.join(", ")}`, about, (value): value is V =>
    known.includes(value),
  );
}

/** A list of numbers, each within the bounds. */
export const numbers = (
  standard: readonly number[],
  options: NumberOptions & ListOptions = {},
): Leaf<readonly number[]> => list(standard, `numbers${bounds(options)}`, options, isNumber(options));

/** A list of whole numbers, each within the bounds. */
export const integers = (
  standard: readonly number[],
  options: NumberOptions & ListOptions = {},
): Leaf<readonly number[]> => list(standard, `whole numbers${bounds(options)}`, options, isInteger(options));

/** A list of texts. */
export const texts = (
  standard: readonly string[],
  options: LeafOptions & ListOptions = {},
): Leaf<readonly string[]> => list(standard, "texts", options, isText);

function list<T>(
  standard: readonly T[],
  items: string,
  { about = "", fewest = 0 }: LeafOptions & ListOptions,
  isItem: (value: unknown) => value is T,
): Leaf<readonly T[]> {
  const expected = fewest === 0 ? `a list of ${items}` : `a list of at least ${fewest} ${items}`;
  return new Leaf<readonly T[]>(
    "list",
    standard,
    expected,
    about,
    (value): value is readonly T[] => Array.isArray(value) && value.length >= fewest && value.every(isItem),
  );
}

function bounds({ above, below, atLeast, atMost }: NumberOptions): string {
  const parts = [
    ...(above === undefined ? [] : [`> ${above}`]),
    ...(atLeast === undefined ? [] : [`>= ${atLeast}`]),
    ...(below === undefined ? [] : [`< ${below}`]),
    ...(atMost === undefined ? [] : [`<= ${atMost}`]),
  ];
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}

const isNumber =
  ({ above = -Infinity, below = Infinity, atLeast = -Infinity, atMost = Infinity }: NumberOptions) =>
  (value: unknown): value is number =>
    typeof value === "number" &&
    Number.isFinite(value) &&
    value > above &&
    value < below &&
    value >= atLeast &&
    value <= atMost;

const isInteger = (options: NumberOptions) => {
  const within = isNumber(options);
  return (value: unknown): value is number => Number.isSafeInteger(value) && within(value);
};

const isText = (value: unknown): value is string => typeof value === "string";
