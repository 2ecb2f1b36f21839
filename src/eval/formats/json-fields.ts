import type { Span } from "../dataset.js";
import type { ReadOptions } from "./format.js";
import type { JsonObject } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import type { SpanReader } from "./spans.js";

/**
 * A text, or `undefined` where there is none (also `null`, which Python writes for it).
 *
 * @throws {NamesakeError} RECORD_INVALID
 */
export function textField(object: JsonObject, field: string, where: string): string | undefined {
  const value = object[field] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw invalid(where, field, "a text", value);
}

/**
 * A list of texts, or `undefined` where there is none.
 *
 * @throws {NamesakeError} RECORD_INVALID
 */
export function textsField(object: JsonObject, field: string, where: string): string[] | undefined {
  const value = object[field] ?? undefined;
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw invalid(where, field, "a list of texts", value);
}

/**
 * [start, end], or `undefined` where there is none.
 *
 * @throws {NamesakeError} RECORD_INVALID, SPAN_INVALID
 */
export function spanField(
  object: JsonObject,
  field: string,
  where: string,
  spans: SpanReader,
): Span | undefined {
  const value = object[field] ?? undefined;
  return value === undefined ? undefined : pair(value, field, where, spans);
}

/** A list of [start, end], of which bad ones are reported and left out; `undefined` where there is none. */
export function spansField(
  object: JsonObject,
  field: string,
  where: string,
  spans: SpanReader,
  options: Pick<ReadOptions, "problem">,
): Span[] | undefined {
  const value = object[field] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    options.problem(invalid(where, field, "a list of [start, end]", value));
    return undefined;
  }
  return value.flatMap((one) => reported(options, () => pair(one, field, where, spans)) ?? []);
}

function pair(value: unknown, field: string, where: string, spans: SpanReader): Span {
  if (Array.isArray(value) && value.length === 2) return spans.read(value[0], value[1], undefined, field);
  throw invalid(where, field, "[start, end]", value);
}

/** An id as text: a text or a number as it stands, else the fallback. */
export function idField(object: JsonObject, field: string, fallback: string | number): string {
  const value = object[field];
  const id = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return id === "" ? String(fallback) : id;
}
