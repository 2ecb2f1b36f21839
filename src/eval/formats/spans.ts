import { NamesakeError } from "../../errors.js";
import { insidePair } from "../../text/characters.js";
import { OffsetMap } from "../../text/offsets.js";
import type { Span } from "../dataset.js";
import { shown } from "./json-lines.js";

/** What the offsets of a format count. */
export type Unit = "utf16" | "code points" | "bytes";

/** Converts the spans of one text to UTF-16 units, and checks them. */
export class SpanReader {
  private readonly map: OffsetMap;

  /**
   * @param unit what the format's offsets count
   * @param where names the line or document in messages
   */
  constructor(
    private readonly text: string,
    private readonly unit: Unit,
    private readonly where: string,
  ) {
    this.map = new OffsetMap(text);
  }

  /**
   * A span in UTF-16 units.
   *
   * @param surface what the format says stands there, where it does; compared but for white space
   * @param field names the span in messages
   * @throws {NamesakeError} SPAN_INVALID where the offsets leave the text; RECORD_INVALID where they divide a character, and where the
   * text there is another one, saying so when it would be right in another unit
   */
  read(start: unknown, end: unknown, surface?: string, field = "mentions"): Span {
    const span = this.convert(start, end, this.unit);
    if (span === undefined || span.start >= span.end) {
      const other = surface === undefined ? undefined : this.unitThatFits(start, end, surface);
      if (other !== undefined) throw this.wrongUnit(field, other);
      throw new NamesakeError("SPAN_INVALID", {
        where: this.where,
        start: offset(start),
        end: offset(end),
        length: this.length(this.unit),
        unit: this.unit,
      });
    }
    if (insidePair(this.text, span.start) || insidePair(this.text, span.end))
      throw new NamesakeError("RECORD_INVALID", {
        where: this.where,
        field,
        expected: "offsets between characters",
        found: `${String(start)} to ${String(end)}, which divides one of two UTF-16 units; the offsets may be in another unit`,
      });
    const found = this.text.slice(span.start, span.end);
    if (surface === undefined || sameText(found, surface)) return span;
    const other = this.unitThatFits(start, end, surface);
    if (other !== undefined) throw this.wrongUnit(field, other);
    throw new NamesakeError("RECORD_INVALID", {
      where: this.where,
      field,
      expected: `${JSON.stringify(surface)} at ${String(start)} to ${String(end)}`,
      found: JSON.stringify(found.slice(0, 80)),
    });
  }

  /** A span in the format's unit. */
  write({ start, end }: Span): [number, number] {
    if (this.unit === "utf16") return [start, end];
    return this.unit === "bytes"
      ? [this.map.byte(start), this.map.byte(end)]
      : [this.map.codePoint(start), this.map.codePoint(end)];
  }

  private length(unit: Unit): number {
    if (unit === "utf16") return this.text.length;
    return unit === "bytes" ? this.map.byte(this.text.length) : this.map.codePoint(this.text.length);
  }

  private convert(start: unknown, end: unknown, unit: Unit): Span | undefined {
    if (!Number.isInteger(start) || !Number.isInteger(end)) return undefined;
    const [from, to] = [start as number, end as number];
    if (from < 0 || to > this.length(unit)) return undefined;
    if (unit === "utf16") return { start: from, end: to };
    return unit === "bytes"
      ? { start: this.map.fromByte(from), end: this.map.fromByte(to) }
      : { start: this.map.fromCodePoint(from), end: this.map.fromCodePoint(to) };
  }

  private unitThatFits(start: unknown, end: unknown, surface: string): Unit | undefined {
    return (["utf16", "code points", "bytes"] as const).find((unit) => {
      const span = unit === this.unit ? undefined : this.convert(start, end, unit);
      return span !== undefined && sameText(this.text.slice(span.start, span.end), surface);
    });
  }

  private wrongUnit(field: string, unit: Unit): NamesakeError<"RECORD_INVALID"> {
    const name = (one: Unit) => (one === "utf16" ? "UTF-16 units" : one === "bytes" ? "UTF-8 bytes" : one);
    return new NamesakeError("RECORD_INVALID", {
      where: this.where,
      field,
      expected: `offsets in ${name(this.unit)}`,
      found: `offsets that fit its text in ${name(unit)}; convert them`,
    });
  }
}

/** An offset for messages: data may have anything in its place. */
const offset = (value: unknown): unknown =>
  typeof value === "number" ? value : typeof value === "string" ? value.slice(0, 20) : shown(value);

/** Formats that are made of tokens have other white space than the text. */
const sameText = (a: string, b: string): boolean =>
  a === b || a.replace(/\s+/g, "") === b.replace(/\s+/g, "");
