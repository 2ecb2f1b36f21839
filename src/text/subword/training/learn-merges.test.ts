import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CountedWord } from "./count-words.js";
import { learnMerges } from "./learn-merges.js";

/** The algorithm as its description says it: count all pairs, merge the most frequent, count again. */
function byForce(
  words: readonly CountedWord[],
  size: number,
  prefix: string,
): { tokens: string[]; merges: string[][] } {
  const tokens: string[] = [];
  const id = (token: string): number => {
    if (!tokens.includes(token)) tokens.push(token);
    return tokens.indexOf(token);
  };
  for (const letter of [...new Set(words.flatMap(([word]) => [...word]))].sort()) id(letter);
  let spelt = words.map(([word, count]) => ({
    symbols: [...word].map((letter, i) => id(i === 0 ? letter : prefix + letter)),
    count,
  }));
  const merges: string[][] = [];
  while (tokens.length < size) {
    const counts = new Map<string, { pair: [number, number]; count: number }>();
    for (const { symbols, count } of spelt)
      for (let i = 0; i + 1 < symbols.length; i++) {
        const pair: [number, number] = [symbols[i] as number, symbols[i + 1] as number];
        const known = counts.get(pair.join());
        if (known === undefined) counts.set(pair.join(), { pair, count });
        else known.count += count;
      }
    const [best] = [...counts.values()].sort(
      (a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1],
    );
    if (best === undefined || best.count < 2) break;
    const [left, right] = best.pair;
    merges.push([tokens[left] as string, tokens[right] as string]);
    const merged = id((tokens[left] as string) + (tokens[right] as string).slice(prefix.length));
    spelt = spelt.map(({ symbols, count }) => {
      const out: number[] = [];
      for (let i = 0; i < symbols.length; i++) {
        const found = symbols[i] === left && symbols[i + 1] === right;
        out.push(found ? merged : (symbols[i] as number));
        if (found) i++;
      }
      return { symbols: out, count };
    });
  }
  return { tokens, merges };
}

describe("learnMerges", () => {
  it("merges the most frequent pair each time", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 1, maxLength: 9 });
    const words = fc.uniqueArray(fc.tuple(word, fc.integer({ min: 1, max: 20 })), {
      selector: ([text]) => text,
      minLength: 1,
      maxLength: 15,
    });
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 4, max: 40 }),
        fc.constantFrom("", "##"),
        (counted, size, prefix) => {
          const learnt = learnMerges(counted, { size, given: [], prefix, alphabet: 100, minFrequency: 2 });
          const wanted = byForce(counted, size, prefix);
          expect({ tokens: learnt.tokens, merges: learnt.merges }).toEqual(wanted);
        },
      ),
      { numRuns: 300 },
    );
  });
});
