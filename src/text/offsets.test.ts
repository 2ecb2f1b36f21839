import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { OffsetMap } from "./offsets.js";

const unit = fc.oneof(
  fc.constantFrom("a", "é", "e\u0301", "ß", "東", "😀", "𝒳", "👩‍🔬", "\ud83d", "\ude00", " "),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const text = fc.array(unit, { maxLength: 200 }).map((units) => units.join(""));

/** UTF-16 offset of every code point, by the language's own iteration. */
function starts(value: string): number[] {
  const found: number[] = [];
  let at = 0;
  for (const character of Array.from(value)) {
    found.push(at);
    at += character.length;
  }
  found.push(at);
  return found;
}

describe("OffsetMap", () => {
  it("agrees with Array.from and TextEncoder at every offset, both ways", () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(text, (value) => {
        const map = new OffsetMap(value);
        const edges = starts(value);
        let bytes = 0;
        for (let i = 0; i < edges.length; i++) {
          const start = edges[i] as number;
          const end = edges[i + 1] ?? start + 1;
          const size = i + 1 < edges.length ? encoder.encode(value.slice(start, end)).length : 1;
          for (let utf16 = start; utf16 < end; utf16++) {
            expect(map.codePoint(utf16)).toBe(i);
            expect(map.byte(utf16)).toBe(bytes);
          }
          expect(map.fromCodePoint(i)).toBe(start);
          for (let b = bytes; b < bytes + size; b++) expect(map.fromByte(b)).toBe(start);
          bytes += size;
        }
        expect(map.byte(value.length)).toBe(encoder.encode(value).length);
      }),
      { numRuns: 200 },
    );
  });

  it("puts a checkpoint that falls inside a pair at the pair's start", () => {
    const map = new OffsetMap(`a${"😀".repeat(200)}`);
    for (let i = 0; i < 200; i++) {
      expect(map.codePoint(1 + 2 * i)).toBe(1 + i);
      expect(map.codePoint(2 + 2 * i)).toBe(1 + i);
      expect(map.byte(2 + 2 * i)).toBe(1 + 4 * i);
      expect(map.fromByte(4 + 4 * i)).toBe(1 + 2 * i);
    }
  });

  it.each([-1, 4, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the offset %s", (offset) => {
    for (const value of ["abc", "aéc"]) {
      const map = new OffsetMap(value);
      expect(() => map.codePoint(offset)).toThrow(NamesakeError);
      expect(() => map.fromCodePoint(offset)).toThrow(/whole offset from 0 to 3 code points/);
      expect(() => map.byte(offset)).toThrow(/whole offset from 0 to 3 UTF-16 units/);
    }
    expect(() => new OffsetMap("abc").fromByte(offset)).toThrow(/UTF-8 bytes/);
  });

  it("takes an empty text", () => {
    const map = new OffsetMap("");
    expect([map.codePoint(0), map.fromCodePoint(0), map.byte(0), map.fromByte(0)]).toEqual([0, 0, 0, 0]);
  });
});
