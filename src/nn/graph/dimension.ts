/**
 * Lengths of axes. A length that only the data decide has a name, "batch"; what is made of such lengths is a
 * polynomial of names with whole coefficients, "2*batch*tokens+1". Polynomials are kept in one canonical form, so that
 * two lengths are provably equal exactly where their texts are.
 */

/** A whole number of at least 1, or a canonical polynomial of names. */
export type Dimension = number | string;

/** Coefficients by product of names: "batch*tokens"; the empty product is the constant. */
export type Terms = ReadonlyMap<string, number>;

const NAME = /^[A-Za-z_]\w*$/;

/** Whether a text may name a length. */
export const isDimensionName = (text: string): boolean => NAME.test(text);

/** The terms of a dimension; undefined where the text is no polynomial. */
export function parseDimension(dimension: Dimension): Terms | undefined {
  if (typeof dimension === "number")
    return Number.isInteger(dimension) ? new Map([["", dimension]]) : undefined;
  const terms = new Map<string, number>();
  const pieces = dimension.replace(/\s/g, "").match(/[+-]?[^+-]+|[+-]/g);
  if (pieces === null) return undefined;
  for (const piece of pieces) {
    let coefficient = piece.startsWith("-") ? -1 : 1;
    const names: string[] = [];
    for (const factor of piece.replace(/^[+-]/, "").split("*"))
      if (/^\d+$/.test(factor)) coefficient *= Number(factor);
      else if (NAME.test(factor)) names.push(factor);
      else return undefined;
    const key = names.sort().join("*");
    terms.set(key, (terms.get(key) ?? 0) + coefficient);
  }
  return terms;
}

function format(terms: Terms): Dimension {
  const keys = [...terms.keys()].filter((key) => key !== "" && terms.get(key) !== 0).sort();
  const constant = (terms.get("") ?? 0) + 0;
  if (keys.length === 0) return constant;
  const words = keys.map((key) => {
    const coefficient = terms.get(key) as number;
    const size = Math.abs(coefficient);
    return `${coefficient < 0 ? "-" : "+"}${size === 1 ? "" : `${size}*`}${key}`;
  });
  if (constant !== 0) words.push(`${constant < 0 ? "" : "+"}${constant}`);
  return words.join("").replace(/^\+/, "");
}

/** The terms of a dimension that is known to be well formed. */
const termsOf = (dimension: Dimension): Terms => parseDimension(dimension) ?? new Map([[`${dimension}`, 1]]);

/** The canonical form: "2*b+2*a" and "a*2+b*2" are both "2*a+2*b". Undefined where there is none. */
export function canonicalDimension(dimension: Dimension): Dimension | undefined {
  const terms = parseDimension(dimension);
  return terms === undefined ? undefined : format(terms);
}

export function addDimensions(...dimensions: readonly Dimension[]): Dimension {
  const sum = new Map<string, number>();
  for (const dimension of dimensions)
    for (const [key, coefficient] of termsOf(dimension)) sum.set(key, (sum.get(key) ?? 0) + coefficient);
  return format(sum);
}

export const subtractDimensions = (a: Dimension, b: Dimension): Dimension =>
  addDimensions(a, multiplyDimensions(b, -1));

export function multiplyDimensions(...dimensions: readonly Dimension[]): Dimension {
  if (dimensions.every((dimension) => typeof dimension === "number"))
    // A product of 0 and a negative number is -0, which is written and compared as 0.
    return dimensions.reduce((product, dimension) => product * dimension, 1) + 0;
  let product: Terms = new Map([["", 1]]);
  for (const dimension of dimensions) {
    const next = new Map<string, number>();
    for (const [left, a] of product)
      for (const [right, b] of termsOf(dimension)) {
        const key = [...left.split("*"), ...right.split("*")].filter((name) => name !== "").sort();
        next.set(key.join("*"), (next.get(key.join("*")) ?? 0) + a * b);
      }
    product = next;
  }
  return format(product);
}

/** A part of a whole; undefined where the parts cannot be known to be equal. */
export function divideDimension(dimension: Dimension, parts: number): Dimension | undefined {
  const quotient = new Map([...termsOf(dimension)].map(([key, coefficient]) => [key, coefficient / parts]));
  return [...quotient.values()].every(Number.isInteger) ? format(quotient) : undefined;
}

/** The number that a dimension is, once the lengths of its names are known; undefined where one is not. */
export function evaluateDimension(
  dimension: Dimension,
  lengths: ReadonlyMap<string, number>,
): number | undefined {
  let sum = 0;
  for (const [key, coefficient] of termsOf(dimension)) {
    let product = coefficient;
    for (const name of key.split("*")) product *= name === "" ? 1 : (lengths.get(name) ?? Number.NaN);
    sum += product;
  }
  return Number.isNaN(sum) ? undefined : sum;
}
