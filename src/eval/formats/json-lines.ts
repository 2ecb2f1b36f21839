import { NamesakeError, reason } from "../../errors.js";
import { displayName, lines } from "../../sources/text-file.js";
import type { ReadOptions, Sample } from "./format.js";

export type JsonObject = Record<string, unknown>;

/** An object of a file of JSON lines. */
export interface JsonLine {
  /** Names the line in messages: "aida.jsonl, line 7". */
  where: string;
  /** Counts from 1. */
  number: number;
  value: JsonObject;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A short text of a value for messages. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function parse(text: string, where: string): JsonObject {
  let found: string;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
    found = shown(value);
  } catch (error) {
    found = `text that is not JSON (${reason(error)})`;
  }
  throw new NamesakeError("RECORD_INVALID", { where, field: "record", expected: "one JSON object", found });
}

/**
 * The objects of a file of JSON lines. Blank lines are passed over; lines that are no object, and lines that are too long, are
 * reported and left out.
 *
 * @throws {NamesakeError} RECORD_INVALID where the first line is no object: then the file is something else
 */
export async function* jsonLines(
  path: string,
  options: Pick<ReadOptions, "problem">,
): AsyncGenerator<JsonLine, void, undefined> {
  const name = displayName(path);
  const rejected = (found: string) =>
    options.problem(
      new NamesakeError("RECORD_INVALID", {
        where: name,
        field: "record",
        expected: "a line of JSON",
        found,
      }),
    );
  let first = true;
  for await (const { number, text } of lines(path, { rejected })) {
    if (text.trim() === "") continue;
    const where = `${name}, line ${number}`;
    let value: JsonObject;
    try {
      value = parse(text, where);
    } catch (error) {
      if (first || !(error instanceof NamesakeError)) throw error;
      options.problem(error);
      continue;
    }
    first = false;
    yield { where, number, value };
  }
}

/** What closes the brackets and the string that are open at the end of a piece of JSON; also the place of the last comma. */
function unclosed(text: string): { closers: string; comma: number; closersAtComma: string } {
  const stack: string[] = [];
  let string = false;
  let escaped = false;
  let comma = -1;
  let closersAtComma = "";
  const closers = () => stack.toReversed().join("");
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (string) {
      if (escaped) escaped = false;
      else if (character === "\\") escaped = true;
      else if (character === '"') string = false;
    } else if (character === '"') string = true;
    else if (character === "{") stack.push("}");
    else if (character === "[") stack.push("]");
    else if (character === "}" || character === "]") stack.pop();
    else if (character === ",") {
      comma = i;
      closersAtComma = closers();
    }
  }
  return { closers: (string ? '"' : "") + closers(), comma, closersAtComma };
}

/** What a piece of JSON that was cut off somewhere says so far; `undefined` where it is no JSON. */
function parseCutOff(text: string): unknown {
  const { closers, comma, closersAtComma } = unclosed(text);
  const attempts = [text + closers, ...(comma === -1 ? [] : [text.slice(0, comma) + closersAtComma])];
  for (const attempt of attempts) {
    try {
      return JSON.parse(attempt);
    } catch {} // cut off within a key, a number or an escape: less of it then
  }
  return undefined;
}

/** Lines that are looked at to tell a format. */
const SAMPLE_LINES = 20;

/**
 * The first objects of what may be a file of JSON lines, for {@link DatasetFormat.detect}: whole lines; where not even the first
 * one fits into the sample, what of it is there. Empty where the first line is no object.
 */
export function sampleObjects({ head }: Pick<Sample, "head">): JsonObject[] {
  const parts = head.replace(/^\ufeff/, "").split("\n");
  const last = parts.pop() ?? "";
  const objects: JsonObject[] = [];
  for (const part of parts.slice(0, SAMPLE_LINES)) {
    if (part.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(part);
    } catch {}
    if (isObject(value)) objects.push(value);
    else if (objects.length === 0) return [];
  }
  if (objects.length === 0 && last.trimStart().startsWith("{")) {
    const value = parseCutOff(last.trimEnd());
    if (isObject(value)) objects.push(value);
  }
  return objects;
}
