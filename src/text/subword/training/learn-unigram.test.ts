import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CountedWord } from "./count-words.js";
import { digamma } from "./learn-unigram.js";
import { seedPieces } from "./seed-pieces.js";
import { UnigramLattice } from "./unigram-lattice.js";

const letters = fc.constantFrom("a", "b", "c", "😀");
const word = fc.string({ unit: letters, minLength: 1, maxLength: 8 });
const counted = fc.uniqueArray(fc.tuple(word, fc.integer({ min: 1, max: 5 })), {
  selector: ([text]) => text,
  minLength: 1,
  maxLength: 12,
});

describe("seedPieces", () => {
  it("are the characters, and the parts that come again and do not always go on in the same way", () => {
    fc.assert(
      fc.property(counted, (words) => {
        const counts = new Map<string, number>();
        for (const [text, count] of words) {
          const characters = [...text];
          for (let from = 0; from < characters.length; from++)
            for (let to = from + 1; to <= characters.length; to++) {
              const part = characters.slice(from, to).join("");
              counts.set(part, (counts.get(part) ?? 0) + count);
            }
        }
        const wanted = new Map<string, number>();
        for (const [part, count] of counts) {
          const length = [...part].length;
          const longer = [..."abc", "😀"].some((next) => counts.get(part + next) === count);
          if (length === 1 || (count >= 2 && !longer)) wanted.set(part, count * length);
        }
        const found = seedPieces(words as CountedWord[], 1000);
        expect(new Map(found.map(({ piece, weight }) => [piece, weight]))).toEqual(wanted);
        const weights = found
          .slice([...new Set(words.flatMap(([text]) => [...text]))].length)
          .map((seed) => seed.weight);
        expect(weights).toEqual([...weights].sort((a, b) => b - a));
      }),
    );
  });

  it("are as many as were asked for, of the heaviest, and no longer than 16 characters", () => {
    const words: CountedWord[] = [["abcdefghijklmnopqrstuvwxyz", 3]];
    const seeds = seedPieces(words, 1000);
    const [single, ...parts] = [seeds.slice(0, 26), ...seeds.slice(26).map(({ piece }) => piece.length)];
    expect(single.every(({ piece }) => piece.length === 1)).toBe(true);
    // Eleven of sixteen letters, and the shorter ones that nothing follows.
    expect(parts).toEqual([...Array(11).fill(16), 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    expect(seedPieces(words, 30)).toHaveLength(30);
  });
});

/** All ways to cut a word into pieces, by force. */
function ways(text: string, pieces: readonly string[]): number[][] {
  if (text === "") return [[]];
  return pieces.flatMap((piece, id) =>
    text.startsWith(piece) ? ways(text.slice(piece.length), pieces).map((rest) => [id, ...rest]) : [],
  );
}

describe("UnigramLattice", () => {
  const pieces = ["a", "b", "c", "😀", "ab", "bc", "abc", "aa", "cab", "c😀"];

  it("expects each piece as often as all ways together have it, and finds the best of them", () => {
    const scores = fc.array(fc.double({ min: -6, max: -0.1, noNaN: true }), {
      minLength: pieces.length,
      maxLength: pieces.length,
    });
    fc.assert(
      fc.property(word, scores, fc.integer({ min: 1, max: 9 }), (text, given, count) => {
        const lattice = new UnigramLattice(pieces);
        lattice.scores.set(given);
        lattice.read(text);
        const all = ways(text, pieces).map((ids) => ({
          ids,
          weight: Math.exp(ids.reduce((sum, id) => sum + (given[id] as number), 0)),
        }));
        const total = all.reduce((sum, { weight }) => sum + weight, 0);
        const expected = new Float64Array(pieces.length);
        expect(lattice.expect(count, expected)).toBeCloseTo(Math.log(total), 9);
        pieces.forEach((_, id) => {
          const often = all.reduce(
            (sum, { ids, weight }) => sum + ids.filter((i) => i === id).length * weight,
            0,
          );
          expect(expected[id]).toBeCloseTo((count * often) / total, 9);
        });
        const score = (ids: readonly number[]) => ids.reduce((sum, id) => sum + (given[id] as number), 0);
        const best = Math.max(...all.map(({ ids }) => score(ids)));
        expect(score(lattice.best() ?? [])).toBeCloseTo(best, 9);
      }),
    );
  });

  it("finds a way without a piece, or none", () => {
    const lattice = new UnigramLattice(["a", "b", "ab"]);
    lattice.scores.set([-2, -2, -1]);
    lattice.read("ab");
    expect(lattice.best()).toEqual([2]);
    expect(lattice.best(2)).toEqual([0, 1]);
    lattice.scores[0] = Number.NEGATIVE_INFINITY;
    lattice.unknownScore = -20;
    lattice.read("ab");
    expect(lattice.best(2)).toEqual([1]);
    const single = new UnigramLattice(["a"]);
    single.read("a");
    expect(single.best(0)).toBeUndefined();
  });
});

describe("digamma", () => {
  it.each([
    [1, -0.5772156649015329],
    [0.5, -1.9635100260214235],
    [2, 0.42278433509846713],
    [10, 2.251752589066721],
    [1e6, 13.815510057964191],
  ])("of %s is %s", (x, value) => {
    expect(digamma(x)).toBeCloseTo(value, 9);
  });
});
