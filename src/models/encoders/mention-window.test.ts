import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balancedQuotas, mentionWindow, sharedWindows, tokensOf } from "./mention-window.js";
import type { InputSettings, SpecialIds } from "./settings.js";

const special: SpecialIds = {
  pad: 0,
  mask: -1,
  mentionStart: -2,
  mentionEnd: -3,
  type: -4,
  relation: -5,
  alias: -6,
  description: -7,
};
const framed = { ...special, begin: -8, separator: -9 };
const settings = (changes: Partial<InputSettings> = {}): InputSettings => ({
  markers: true,
  contextTokens: 12,
  mentionTokens: 4,
  entityTokens: 10,
  nameTokens: 4,
  typeTokens: 4,
  relationTokens: 4,
  aliasTokens: 4,
  ...changes,
});
/** Tokens 1, 2, 3 … */
const text = (length: number) => Int32Array.from({ length }, (_, i) => i + 1);

describe("balancedQuotas", () => {
  it.each([
    [10, 100, 100, 5, 5],
    [10, 3, 100, 3, 7],
    [10, 100, 2, 8, 2],
    [10, 3, 2, 3, 2],
    [0, 3, 2, 0, 0],
    [-2, 3, 2, 0, 0],
    [1, 3, 2, 0, 1],
    [1, 3, 0, 1, 0],
    [7, 100, 100, 3, 4],
  ])("of room %j with %j before and %j behind gives %j and %j", (room, before, behind, left, right) => {
    expect(balancedQuotas(room, before, behind)).toEqual({ left, right });
  });

  it("leaves no room that somebody has a use for", () => {
    const count = fc.nat(40);
    fc.assert(
      fc.property(count, count, count, (room, before, behind) => {
        const { left, right } = balancedQuotas(room, before, behind);
        expect(left).toBeLessThanOrEqual(before);
        expect(right).toBeLessThanOrEqual(behind);
        expect(left + right).toBe(Math.min(room, before + behind));
      }),
    );
  });
});

describe("mentionWindow", () => {
  it("marks the mention and shows as much on either side", () => {
    const { ids, mention } = mentionWindow(text(100), { from: 50, to: 52 }, settings(), special);
    expect([...ids]).toEqual([47, 48, 49, 50, -2, 51, 52, -3, 53, 54, 55, 56]);
    expect([...ids.subarray(mention.from, mention.to)]).toEqual([-2, 51, 52, -3]);
  });

  it("stands between the tokens of the model, where it has them", () => {
    const { ids } = mentionWindow(text(3), { from: 1, to: 2 }, settings({ markers: false }), framed);
    expect([...ids]).toEqual([-8, 1, 2, 3, -9]);
  });

  it("cuts what is too long at its end, also a mention without any room beside it", () => {
    const whole = mentionWindow(text(100), { from: 10, to: 90 }, settings(), special);
    expect([...whole.ids]).toEqual([8, 9, 10, -2, 11, 12, 13, 14, -3, 91, 92, 93]);
    const tight = mentionWindow(text(100), { from: 10, to: 90 }, settings({ mentionTokens: 99 }), special);
    expect([...tight.ids]).toEqual([-2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, -3]);
  });

  it("shows a mention wherever it stands, and nothing twice", () => {
    const spans = fc.record({ before: fc.nat(30), length: fc.nat(8), behind: fc.nat(30) });
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: -30, max: 30 }),
        fc.boolean(),
        fc.boolean(),
        ({ before, length, behind }, shift, markers, frame) => {
          const [from, to] = [before, before + length];
          const chosen = settings({ markers });
          const { ids, mention } = mentionWindow(
            text(to + behind),
            { from, to },
            chosen,
            frame ? framed : special,
            shift,
          );
          expect(ids.length).toBeLessThanOrEqual(chosen.contextTokens);
          const shown = [...ids].filter((id) => id > 0);
          const inside = [...ids.subarray(mention.from, mention.to)].filter((id) => id > 0);
          expect(inside).toEqual([...text(to + behind)].slice(from, to).slice(0, chosen.mentionTokens));
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown).toEqual([...shown].sort((a, b) => a - b));
          const marks = (markers ? 2 : 0) + (frame ? 2 : 0);
          const all = before + inside.length + behind;
          expect(shown.length).toBe(Math.min(chosen.contextTokens - marks, all));
        },
      ),
    );
  });
});

describe("sharedWindows", () => {
  it("has every mention once, whole, and far from the ends that are not the text's", () => {
    const sizes = fc.integer({ min: 8, max: 40 });
    fc.assert(
      fc.property(fc.nat(200), sizes, fc.array(fc.nat(199), { maxLength: 20 }), (length, size, places) => {
        const mentions = places
          .filter((place) => place < length)
          .map((from) => ({ from, to: Math.min(length, from + 2) }));
        const windows = sharedWindows(length, mentions, size);
        expect(windows.flatMap((window) => window.mentions).sort((a, b) => a - b)).toEqual(
          mentions.map((_, i) => i),
        );
        for (const { from, to, mentions: own } of windows) {
          expect(to - from).toBe(Math.min(size, length));
          for (const i of own) {
            const mention = mentions[i] as { from: number; to: number };
            expect(mention.from).toBeGreaterThanOrEqual(from);
            expect(mention.to).toBeLessThanOrEqual(to);
            const room = Math.floor(size / 4) - 2;
            if (from > 0) expect(mention.from - from).toBeGreaterThanOrEqual(room);
            if (to < length) expect(to - mention.to).toBeGreaterThanOrEqual(room);
          }
        }
      }),
    );
  });
});

describe("tokensOf", () => {
  const tokens = { starts: Int32Array.of(0, 3, 4, 8), ends: Int32Array.of(3, 4, 7, 12) };
  it.each([
    [0, 3, 0, 1],
    [4, 7, 2, 3],
    [0, 12, 0, 4],
    [1, 2, 0, 1],
    [3, 9, 1, 4],
    [7, 8, 3, 3],
    [12, 14, 4, 4],
  ])("of %j to %j are %j to %j", (start, end, from, to) => {
    expect(tokensOf(tokens, { start, end })).toEqual({ from, to });
  });
});
