import type { Leaf } from "./leaf.js";

/** Numbers between two ends, both included. */
export interface Span {
  from: number;
  to: number;
  /** "log": each factor is as likely as any other, for values that are compared by their size such as rates. */
  scale: "linear" | "log";
  /** Only from, from + step, from + 2 * step, ... */
  step?: number;
}

/** A few values, each as likely as the others. */
export interface Alternatives {
  oneOf: readonly unknown[];
}

/** What a search may put in place of one value. */
export type Range = Span | Alternatives;

const SPAN_KEYS = ["from", "to", "scale", "step"];

/** Says what a range should have been; the caller knows where it stands. */
export class RangeProblem {
  constructor(readonly expected: string) {}
}

/** Whether a value is written as a range, be it a right one: no leaf holds a mapping. */
export const isRange = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads `{ from: 1e-5, to: 1e-3, scale: log }`, `{ from: 2, to: 8, step: 2 }` or `{ one of: [relu, gelu] }`. */
export function parseRange(
  written: Readonly<Record<string, unknown>>,
  leaf: Leaf<unknown>,
): Range | RangeProblem {
  if (Object.hasOwn(written, "one of")) {
    const values = written["one of"];
    const fits = Array.isArray(values) && values.length > 0 && values.every((value) => leaf.accepts(value));
    if (fits && Object.keys(written).length === 1) return { oneOf: values };
    return new RangeProblem(`${leaf.expected}, or { one of: [...] } with values that each are`);
  }
  const numeric = leaf.kind === "number" || leaf.kind === "integer";
  if (!numeric) return new RangeProblem(`${leaf.expected}, or { one of: [...] }`);
  const { from, to, scale = "linear", step } = written;
  if (
    Object.keys(written).some((key) => !SPAN_KEYS.includes(key)) ||
    !(typeof from === "number" && leaf.accepts(from)) ||
    !(typeof to === "number" && leaf.accepts(to)) ||
    (scale !== "linear" && scale !== "log")
  )
    return new RangeProblem(
      `${leaf.expected}, { from, to, scale: linear or log, step } with ends that each are, or { one of: [...] }`,
    );
  if (!(from < to)) return new RangeProblem('a range with "from" below "to"');
  if (scale === "log" && from <= 0)
    return new RangeProblem('a range with "from" above 0 where its scale is log');
  if (step === undefined) return { from, to, scale };
  if (typeof step !== "number" || !(step > 0 && step <= to - from) || scale === "log")
    return new RangeProblem('a range with a linear scale and a "step" above 0 that fits between its ends');
  if (leaf.kind === "integer" && !Number.isSafeInteger(step))
    return new RangeProblem("a range with a whole step");
  return { from, to, scale, step };
}

/**
 * The value of a range at a share of its way.
 *
 * @param share from 0 to below 1; where it is uniform, the values are as the scale of the range says
 * @param whole whether the values are whole numbers
 */
export function valueWithin(range: Range, share: number, whole: boolean): unknown {
  if ("oneOf" in range) return range.oneOf[Math.floor(share * range.oneOf.length)];
  const { from, to, scale, step } = range;
  if (step !== undefined) {
    // A little more than the quotient, as 0.3 / 0.1 is below 3.
    const count = Math.floor((to - from) / step + 1e-9) + 1;
    const value = from + Math.floor(share * count) * step;
    return clamp(whole ? value : Number(value.toPrecision(12)), from, to);
  }
  // Half a step beyond each end, so that rounding gives the ends their share.
  const edge = whole ? 0.5 : 0;
  const value = between(from - edge, to + edge, share, scale);
  return clamp(whole ? Math.round(value) : readable(value, from, to), from, to);
}

function between(low: number, high: number, share: number, scale: Span["scale"]): number {
  if (scale === "log") return low * Math.exp(share * Math.log(high / low));
  return low * (1 - share) + high * share;
}

/** With as many digits as tell a ten thousandth of the range: 0.0003127 rather than 0.00031268904713. */
function readable(value: number, from: number, to: number): number {
  const digits = 4 + Math.ceil(Math.log10(Math.max(Math.abs(from), Math.abs(to)) / (to - from)));
  return Number(value.toPrecision(Math.min(17, Math.max(4, digits))));
}

/** Adding 0 takes the sign from a zero. */
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value)) + 0;
