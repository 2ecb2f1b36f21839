import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedWindows, windowStart } from "../encoders/mention-window.js";
import type { ReadText, SpanWord } from "./span-words.js";
import { textWindows } from "./windows.js";

/** Words of some tokens each. */
const texts: fc.Arbitrary<ReadText> = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 })
  .map((sizes) => {
    let at = 0;
    const words = sizes.map((size): SpanWord => {
      const from = at;
      at += size;
      return { from, to: at, start: from, end: at, shape: 5 };
    });
    return { ids: new Int32Array(at), words };
  });

describe("textWindows", () => {
  it("are those that mentions are read in, each with its whole words", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 32 }), (read, size) => {
        const windows = textWindows(read, size);
        for (const { from, to, words } of windows) {
          expect(to - from).toBeLessThanOrEqual(size);
          const whole = read.words.filter((word) => word.from >= from && word.to <= to);
          expect(read.words.slice(words.from, words.to)).toEqual(whole);
        }
        const starts = windows.map(({ from }) => from);
        expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
        for (const word of read.words) {
          expect(starts).toContain(windowStart(read.ids.length, word, size));
          const [shared] = sharedWindows(read.ids.length, [word], size);
          expect(windows).toContainEqual(expect.objectContaining({ from: shared?.from, to: shared?.to }));
        }
      }),
    );
  });

  it("is one of a text that fits into it", () => {
    const words = [0, 1, 2].map((i) => ({ from: i, to: i + 1, start: i, end: i + 1, shape: 5 }));
    expect(textWindows({ ids: new Int32Array(3), words }, 3)).toEqual([
      { from: 0, to: 3, words: { from: 0, to: 3 } },
    ]);
    expect(textWindows({ ids: new Int32Array(0), words: [] }, 3)).toEqual([
      { from: 0, to: 0, words: { from: 0, to: 0 } },
    ]);
  });
});
