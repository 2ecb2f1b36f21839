import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forEachGrapheme } from "./graphemes.js";

const own = (text: string): string[] => {
  const graphemes: string[] = [];
  forEachGrapheme(text, (grapheme) => graphemes.push(grapheme));
  return graphemes;
};

describe("forEachGrapheme", () => {
  it("gives what Intl.Segmenter gives", () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
    const part = fc.constantFrom(
      ...[
        "a",
        "b",
        " ",
        "\r",
        "\n",
        "\t",
        "e\u0301",
        "\u0301",
        "👩‍👩‍👧",
        "\u{1f1e9}",
        "👍🏽",
        "\u200d",
        "\u0600",
        "漢",
      ],
      ...["\u1112\u1161\u11ab", "हि", "\ufe0f", "1\ufe0f\u20e3", "\u00ad", "\u200b"],
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 40 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, (sample) => {
        expect(own(sample)).toEqual(Array.from(segmenter.segment(sample), ({ segment }) => segment));
      }),
      { numRuns: 500 },
    );
  });

  it("loses nothing of a long run", () => {
    for (const part of ["漢", "😀", "e\u0301", "é漢"]) {
      const text = part.repeat(1000);
      expect(own(text).join("")).toBe(text);
    }
  });
});
