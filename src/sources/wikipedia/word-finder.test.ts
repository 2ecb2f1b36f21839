import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NameFinder, WordFinder } from "./word-finder.js";

const texts = (finder: NameFinder | WordFinder, text: string) =>
  finder.find(text).map(({ start, end }) => `${start} ${text.slice(start, end)}`);

describe("names in a text", () => {
  it("are whole words, the longest of those that begin alike", () => {
    const finder = new NameFinder(["Ada", "Ada Lovelace", "Lovelace"]);
    expect(texts(finder, "Adam, Ada-2 and ada; Ada Lovelace. Lovelace's Ada")).toEqual([
      "21 Ada Lovelace",
      "35 Lovelace",
      "46 Ada",
    ]);
  });

  it("stand between other letters where a script has no spaces", () => {
    expect(texts(new NameFinder(["東京"]), "大東京都、東京")).toEqual(["1 東京", "5 東京"]);
  });

  it("are those that a pattern finds", () => {
    const letters = fc.stringMatching(/^[ab é-]{1,4}$/);
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 5 }),
        fc.stringMatching(/^[ab é-]{0,40}$/),
        (names, text) => {
          const words = [...names].sort((a, b) => b.length - a.length);
          const spans: { start: number; end: number }[] = [];
          const whole = (start: number, end: number) =>
            !/[\p{L}-]/u.test(text.charAt(start - 1)) && !/[\p{L}-]/u.test(text.charAt(end));
          for (let start = 0; start < text.length; ) {
            const end = start + (words.find((word) => text.startsWith(word, start))?.length ?? 0);
            const found = end > start && whole(start, end);
            if (found) spans.push({ start, end });
            start = found ? end : start + 1;
          }
          expect(new NameFinder(names).find(text)).toEqual(spans);
        },
      ),
    );
  });
});

describe("words in a text", () => {
  it("are found in any case, and not as parts of others", () => {
    const finder = new WordFinder(["he", "him", "himself"]);
    expect(texts(finder, "The he-goat: He saw himself, him_ éhe heé HIM")).toEqual([
      "13 He",
      "20 himself",
      "42 HIM",
    ]);
  });

  it("may have any letters", () => {
    expect(texts(new WordFinder(["él"]), "Él, aquél y él")).toEqual(["0 Él", "12 él"]);
  });
});
