import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineFilter } from "./byte-search.js";
import { lineBlocks } from "./line-blocks.js";

async function* chunked(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] as number);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** The lines with their numbers, however they were cut; and the numbers of those that were left out. */
async function read(text: string, sizes: readonly number[], size: number, longest?: number) {
  const found: [number, string][] = [];
  const skipped: number[] = [];
  for await (const { bytes, first } of lineBlocks(
    chunked(text, sizes),
    (line) => skipped.push(line),
    size,
    longest,
  )) {
    const lines = bytes.toString().split("\n");
    if (lines.at(-1) === "") lines.pop();
    lines.forEach((line, i) => void found.push([first + i, line]));
  }
  return { found, skipped };
}

const texts = fc
  .array(fc.constantFrom("a", "é", "bc", "\n", "\n\n", "dddd"), { maxLength: 60 })
  .map((parts) => parts.join(""));
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe("lineBlocks", () => {
  it("gives the lines with their numbers, however the bytes come", async () => {
    await fc.assert(
      fc.asyncProperty(texts, sizes, fc.integer({ min: 1, max: 30 }), async (text, pieces, size) => {
        const lines = text.split("\n");
        if (lines.at(-1) === "") lines.pop();
        const { found, skipped } = await read(text, pieces, size);
        expect(found).toEqual(lines.map((line, i) => [i + 1, line]));
        expect(skipped).toEqual([]);
      }),
    );
  });

  it("leaves out a line that is too long, and goes on", async () => {
    const { found, skipped } = await read(`a\n${"x".repeat(100)}\nb\nc\n`, [7], 4, 20);
    expect(found).toEqual([
      [1, "a"],
      [3, "b"],
      [4, "c"],
    ]);
    expect(skipped).toEqual([2]);
    expect(await read("x".repeat(100), [7], 4, 20)).toEqual({ found: [], skipped: [1] });
  });
});

describe("lineFilter", () => {
  it("says of each line whether it has the texts", () => {
    const needles = fc.array(fc.constantFrom("a", "bc", "dddd", "é", "ad"), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(texts, fc.array(needles, { maxLength: 2 }), fc.option(needles), (text, groups, enough) => {
        const bytes = Buffer.from(text);
        const test = lineFilter(groups, enough ?? [])(bytes);
        for (let start = 0, end: number; start < bytes.length; start = end + 1) {
          end = bytes.indexOf("\n", start);
          if (end < 0) end = bytes.length;
          const line = bytes.toString("utf8", start, end);
          const expected =
            groups.every((group) => group.some((one) => line.includes(one))) ||
            (enough ?? []).some((one) => line.includes(one));
          expect(test(start, end)).toBe(expected);
        }
      }),
    );
  });
});
