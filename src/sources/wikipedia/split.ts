import { createHash } from "node:crypto";

export const SPLITS = ["train", "dev", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** How pages are divided: by a hash of their ids, or by when they were last changed. */
export type SplitBy = "page" | "time";

/** Tenths of the pages. */
const DEV_FROM = 8;
const TEST_FROM = 9;

/**
 * Of ten pages eight are for training, one for choosing and one for judging, by the SHA-1 of the page's id: a page is in the same split
 * in every dump.
 */
export function splitOfPage(id: number): Split {
  const tenth = createHash("sha1").update(String(id)).digest().readUInt32BE(0) % 10;
  return tenth < DEV_FROM ? "train" : tenth < TEST_FROM ? "dev" : "test";
}

/** Pages by the day of their last change, as ISO dates; "" for those that have none. */
export type Days = ReadonlyMap<string, number>;

/**
 * The days from which on pages are for choosing and for judging, so that eight and nine tenths of the pages are older, as nearly as
 * whole days allow.
 */
export function splitDays(days: Days): { dev: string; test: string } {
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = sorted.reduce((sum, [, pages]) => sum + pages, 0);
  const dayAfter = (tenths: number): string => {
    let older = 0;
    for (const [day, pages] of sorted) {
      if (older >= (all * tenths) / 10) return day;
      older += pages;
    }
    return LAST_DAY;
  };
  return { dev: dayAfter(DEV_FROM), test: dayAfter(TEST_FROM) };
}

const LAST_DAY = "9999-12-31";

export const dayOf = (timestamp: string | undefined): string => timestamp?.slice(0, 10) ?? "";

export function splitOfDay(day: string, from: { dev: string; test: string }): Split {
  return day < from.dev ? "train" : day < from.test ? "dev" : "test";
}
