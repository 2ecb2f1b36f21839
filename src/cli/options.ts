import { readFileSync } from "node:fs";
import { NamesakeError, reason } from "../errors.js";
import type { Budget } from "../link/linker.js";
import type { MentionMode } from "../mentions/mention-finder.js";
import type { Mention } from "../text/document.js";
import { languageCodes } from "../text/languages/languages.js";

/** Parsers of option values; each throws OPTION_INVALID with what it expected. */

export function numberBetween(
  option: string,
  low: number,
  high: number,
  integer = false,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= low && value <= high) || (integer && !Number.isInteger(value)))
      throw new NamesakeError("OPTION_INVALID", {
        option,
        expected: `${integer ? "a whole number" : "a number"} from ${low} to ${high}`,
        found: text,
      });
    return value;
  };
}

export function oneOf<T extends string>(option: string, values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined)
      throw new NamesakeError("OPTION_INVALID", {
        option,
        expected: `one of ${values.join(", ")}`,
        found: text,
      });
    return found;
  };
}

export const BUDGETS: readonly Budget[] = ["prior", "fast", "balanced", "best"];

export const MENTION_MODES: readonly MentionMode[] = ["auto", "names", "all"];

/** "auto", "names", "all", or spans as "4:10,20:26" in UTF-16 units. */
export function mentionsOption(text: string): { mode: "auto" | "names" | "all" } | { mentions: Mention[] } {
  if (text === "auto" || text === "names" || text === "all") return { mode: text };
  const spans = text.split(",").map((part) => /^\s*(\d+):(\d+)\s*$/.exec(part));
  if (spans.some((span) => span === null))
    throw new NamesakeError("OPTION_INVALID", {
      option: "--mentions",
      expected: 'auto, names, all, or spans such as "4:10,20:26"',
      found: text,
    });
  return { mentions: spans.map((span) => ({ start: Number(span?.[1]), end: Number(span?.[2]) })) };
}

/** Codes of languages, set apart by commas. */
export const languagesOption = (text: string): string[] => languageCodes(text.split(","));

/** Ids separated by commas, or "@FILE" with one id a line. */
export function idsOption(text: string): string[] {
  let list = text.split(",");
  if (text.startsWith("@")) {
    const path = text.slice(1);
    try {
      list = readFileSync(path, "utf8").split("\n");
    } catch (error) {
      throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) });
    }
  }
  const ids = list.map((id) => id.trim()).filter((id) => id !== "");
  // Nothing allowed would make everything NIL: more likely a variable of a script was empty.
  if (ids.length === 0)
    throw new NamesakeError("OPTION_INVALID", {
      option: "--candidates",
      expected: "ids separated by commas, or @FILE with one id a line",
      found: text,
    });
  return ids;
}

/** Whole numbers of at least 1 separated by commas, each once, in order. */
export function sizesOption(option: string): (text: string) => number[] {
  return (text) => {
    const sizes = text.split(",").map((part) => numberBetween(option, 1, 1000, true)(part));
    return [...new Set(sizes)].sort((a, b) => a - b);
  };
}

/** For options that may be given several times. */
export const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** "role=path" pairs as an object. */
export function filesOption(pairs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1)
        throw new NamesakeError("OPTION_INVALID", {
          option: "--file",
          expected: "ROLE=PATH, such as documents=./texts",
          found: pair,
        });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
