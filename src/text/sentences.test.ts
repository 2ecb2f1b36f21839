import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_SENTENCE, sentences } from "./sentences.js";

const split = (text: string): string[] => sentences(text).map((s) => text.slice(s.start, s.end));

describe("sentences", () => {
  it.each([
    ["Mr. Smith left. He was late.", ["Mr. Smith left.", "He was late."]],
    ["He lives in the U.S. The president does too.", ["He lives in the U.S.", "The president does too."]],
    ["The U.S. Senate met at 5 p.m. Eastern.", ["The U.S. Senate met at 5 p.m. Eastern."]],
    ["J. K. Rowling met George W. Bush. They spoke.", ["J. K. Rowling met George W. Bush.", "They spoke."]],
    [
      "Apple Inc. Chief Cook spoke. Apple Inc. He left.",
      ["Apple Inc. Chief Cook spoke.", "Apple Inc.", "He left."],
    ],
    [
      "Born Jan. 5 at No. 10. She said no. Then she left.",
      ["Born Jan. 5 at No. 10.", "She said no.", "Then she left."],
    ],
    ["Prices fell 3.14 per cent. 20 people left.", ["Prices fell 3.14 per cent.", "20 people left."]],
    ['"Stop!" he said. "Why?" Nobody knew.', ['"Stop!" he said.', '"Why?"', "Nobody knew."]],
    ["He left the U.S. “The end,” he said.", ["He left the U.S.", "“The end,” he said."]],
    ["Yahoo! is a firm. Wait... what? Really…", ["Yahoo! is a firm.", "Wait... what?", "Really…"]],
    ["A title\n\nThe text\ngoes on.\r\n\r\nMr.\n\nEnd", ["A title", "The text\ngoes on.", "Mr.", "End"]],
    ["1. Paris is big. 2. Rome is old.", ["1. Paris is big.", "2. Rome is old."]],
    ["これは本です。あれも本です！はい", ["これは本です。", "あれも本です！", "はい"]],
    [
      "See amazon.com for e.g. books. (It works.) Yes.",
      ["See amazon.com for e.g. books.", "(It works.)", "Yes."],
    ],
    [" \n ", []],
    ["", []],
  ])("%j", (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it("covers every character but white space, in order, trimmed and never too long", () => {
    const piece = fc.constantFrom(
      "Mr.",
      "U.S.",
      "The",
      "x",
      ". ",
      "! ",
      "\n",
      "\n\n",
      " ",
      "。",
      '"',
      "😀",
      "\ud83d",
      "y".repeat(2000),
      "😀".repeat(3001),
      ". ".repeat(900),
      "...".repeat(1000),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        let at = 0;
        for (const { start, end } of sentences(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(text.slice(at, start).trim()).toBe("");
          const sentence = text.slice(start, end);
          expect(sentence).not.toBe("");
          expect(sentence.trim()).toBe(sentence);
          expect(sentence.length).toBeLessThanOrEqual(MAX_SENTENCE);
          expect(/^[\ude00]/.test(sentence) && text.charCodeAt(start - 1) === 0xd83d).toBe(false);
          at = end;
        }
        expect(text.slice(at).trim()).toBe("");
      }),
      { numRuns: 200 },
    );
  });

  it("breaks where Intl.Segmenter does in text without abbreviations", () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
    const word = fc.constantFrom("Paris", "fell", "Jaguar", "grew", "3.14", "it’s", "García,");
    const sentence = fc
      .tuple(
        fc.constantFrom("Paris", "Nobody", "“Rome", "(Cars"),
        fc.array(word, { maxLength: 6 }),
        fc.constantFrom("town.", "town!", "town?", "town.”", "town?!"),
      )
      .map(([first, middle, last]) => [first, ...middle, last].join(" "));
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 8 }), (parts) => {
        const text = parts.join(" ");
        expect(split(text)).toEqual(Array.from(segmenter.segment(text), (piece) => piece.segment.trim()));
      }),
      { numRuns: 300 },
    );
  });

  it("cuts an overlong sentence at its last white space, and where there is none at the limit", () => {
    expect(split("word ".repeat(2000)).map((s) => s.length)).toEqual([4999, 4999]);
    expect(split(`${"a".repeat(5000)}\n。`).map((s) => s.length)).toEqual([5000, 1]);
    expect(split("a".repeat(12_000)).map((s) => s.length)).toEqual([5000, 5000, 2000]);
  });

  it("takes linear time on hostile text", () => {
    for (const unit of ["a", ".", ". ", "! ", "Mr. ", '."', "\n", "。", "A."]) {
      const text = unit.repeat(400_000 / unit.length);
      const last = sentences(text).at(-1);
      if (text.trim() === "") expect(last).toBeUndefined();
      else expect(last?.end).toBe(text.trimEnd().length);
    }
  });
});
