import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GoldMention } from "../dataset.js";
import { taggedLines, tokenLines } from "./corpus-tokens.js";

const words = (
  text: string,
  ends: "line breaks" | "sentences" = "line breaks",
  mentions: GoldMention[] = [],
) =>
  tokenLines(text, mentions, ends).map((line) =>
    line.map(({ start, end }) => text.slice(start, end)).join(" "),
  );

const mention = (text: string, surface: string): GoldMention => {
  const start = text.indexOf(surface);
  return { start, end: start + surface.length, entity: surface };
};

describe("tokenLines", () => {
  it("has punctuation apart, but not inside of words", () => {
    expect(words("(Ulm's AT&T-style he/she at 10:30, 2-1...) -- U.S. end.")).toEqual([
      "( Ulm 's AT&T-style he/she at 10:30 , 2-1 ... ) -- U.S. end .",
    ]);
  });

  it("ends lines at line breaks, or at the ends of sentences too", () => {
    const text = "Ada left. Max\nstayed.\r\n\n  He slept.";
    expect(words(text)).toEqual(["Ada left . Max", "stayed .", "He slept ."]);
    expect(words(text, "sentences")).toEqual(["Ada left .", "Max", "stayed .", "He slept ."]);
    expect(words(" \n ")).toEqual([]);
  });

  it("ends tokens, but no line, at the edges of mentions", () => {
    const text = "Non-Ulmers of Bad\nUlm. Is it?";
    const mentions = [mention(text, "Ulm"), mention(text, "Bad\nUlm. Is")];
    expect(words(text, "sentences", mentions)).toEqual(["Non- Ulm ers of Bad Ulm . Is it ?"]);
    expect(words(text, "sentences")).toEqual(["Non-Ulmers of Bad", "Ulm .", "Is it ?"]);
  });

  it("has every character but white space in one token, in order, none over an edge", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "B", ".", "-", "'", "s", " ", "\n", "😀", "\u0301", "東"),
    });
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(40), fc.boolean(), (content, from, length, bySentence) => {
        const start = Math.min(from, content.length);
        const edge = { start, end: Math.min(start + length, content.length) };
        const lines = tokenLines(content, [edge], bySentence ? "sentences" : "line breaks");
        const tokens = lines.flat();
        expect(tokens.map((token) => content.slice(token.start, token.end)).join("")).toBe(
          content.replace(/\s/g, ""),
        );
        const half = /[\udc00-\udfff]/;
        for (const at of [edge.start, edge.end])
          if (!half.test(content[at] ?? ""))
            expect(tokens.some((token) => token.start < at && at < token.end)).toBe(false);
        for (const line of lines.slice(0, -1)) {
          const end = line.at(-1)?.end ?? 0;
          const next = tokens.find((token) => token.start >= end)?.start ?? 0;
          expect(edge.start < end && edge.end > next).toBe(false);
        }
      }),
    );
  });
});

describe("taggedLines", () => {
  it("gives a token to one mention at most, the outer one", () => {
    const text = "Bank of Ulm, Baden";
    const mentions = [
      mention(text, "Bank of Ulm"),
      mention(text, "Ulm"),
      mention(text, "Ulm, Baden"),
      mention(text, "Baden"),
    ];
    const tags = taggedLines(text, mentions).flat();
    expect(tags.map((token) => [token.text, token.mention?.entity, token.begins])).toEqual([
      ["Bank", "Bank of Ulm", true],
      ["of", "Bank of Ulm", false],
      ["Ulm", "Bank of Ulm", false],
      [",", undefined, false],
      ["Baden", "Baden", true],
    ]);
  });

  it("passes over mentions of white space", () => {
    const mentions = [
      { start: 3, end: 5, entity: "A" },
      { start: 5, end: 8, entity: "B" },
    ];
    const tags = taggedLines("Ulm  is", mentions).flat();
    expect(tags.map(({ mention: one }) => one?.entity)).toEqual([undefined, "B"]);
  });
});
