import type { Interval, Share } from "../result.js";

/** What stands where nothing was measured. */
export const NONE = "–";

const grouped = new Intl.NumberFormat("en-GB");
const signed = (text: string, value: number): string => (value < 0 ? `−${text}` : `+${text}`);

/** A share in percent with one decimal, without the sign: 0.7134 is "71.3". */
export const percent = (share: Share | undefined): string =>
  share === null || share === undefined ? NONE : (100 * share).toFixed(1).replace("-", "−");

/** "69.8–72.9", in percent. */
export const interval = ({ low, high }: Interval): string => `${percent(low)}–${percent(high)}`;

/** A difference of shares in points: "+2.1". */
export function points(difference: Share | undefined): string {
  if (difference === null || difference === undefined) return NONE;
  const size = Math.abs(100 * difference).toFixed(1);
  return size === "0.0" ? "0.0" : signed(size, difference);
}

/** A number with three decimals, for measures that are no percentages. */
export const decimal = (value: Share | undefined): string =>
  value === null || value === undefined ? NONE : value.toFixed(3);

/** A p value as it is written: "0.031", "< 0.001". */
export const pValue = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(3));

/** A whole number with its thousands apart: "12,345". */
export const count = (value: number): string => grouped.format(value);

/** "1 document", "12,345 documents". */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

/** Milliseconds with two significant digits: "0.42 ms", "130 ms", "2.1 s". */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${Number((milliseconds / 1000).toPrecision(2))} s`;
  return `${Number(milliseconds.toPrecision(2))} ms`;
}

/** Bytes in binary units: "512 MB". */
export const megabytes = (bytes: number): string => `${count(Math.round(bytes / 2 ** 20))} MB`;

/**
 * Wilson score interval of a share at 95 % (Wilson 1927): the shares that are not unlikely to give what was counted. Takes the
 * mentions as independent.
 *
 * @param share of the whole, 0 to 1
 * @param whole what was counted, above 0
 */
export function wilson(share: number, whole: number): Interval {
  const z = 1.96;
  const shrink = 1 + z ** 2 / whole;
  const centre = (share + z ** 2 / (2 * whole)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
