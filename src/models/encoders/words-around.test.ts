import fc from "fast-check";
import { expect, it } from "vitest";
import { wordsAround } from "./mention-window.js";

const TEXT = "one two three four five six seven eight";
/** The stretch around the words from one to before another. */
function around(from: number, to: number, words: number, reach = 1000): string {
  const all = TEXT.split(" ");
  const start = all.slice(0, from).join(" ").length + (from === 0 ? 0 : 1);
  const span = { start, end: start + all.slice(from, to).join(" ").length };
  const { start: first, end: last } = wordsAround(TEXT, span, words, reach);
  return TEXT.slice(first, last);
}

it.each([
  [3, 4, 4, "two three four five six"],
  [0, 1, 4, "one two three four five"],
  [7, 8, 3, "five six seven eight"],
  [1, 3, 4, "one two three four five six"],
  [3, 4, 0, "four"],
  [0, 8, 4, TEXT],
])("has words %d to %d and %d around them", (from, to, words, expected) => {
  expect(around(from, to, words)).toBe(expected);
});

it("looks no farther than it may", () => {
  expect(around(3, 4, 8, 5)).toBe("hree four five");
});

it("keeps the mention, and as many words as there are and may be", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n"), maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.nat(40), fc.nat(8), fc.nat(10), (text, at, length, words) => {
      const start = Math.min(at, text.length);
      const end = Math.min(text.length, start + length);
      const found = wordsAround(text, { start, end }, words, 100);
      const count = (part: string) => part.split(/\s+/).filter((word) => word !== "").length;
      expect(found.start).toBeLessThanOrEqual(start);
      expect(found.end).toBeGreaterThanOrEqual(end);
      const shown = count(text.slice(found.start, start)) + count(text.slice(end, found.end));
      expect(shown).toBe(Math.min(words, count(text.slice(0, start)) + count(text.slice(end))));
    }),
  );
});
