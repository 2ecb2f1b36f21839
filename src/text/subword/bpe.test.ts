import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bpe, type BpeOptions } from "./bpe.js";
import { TokenBuffer } from "./token-buffer.js";
import { Vocabulary } from "./vocabulary.js";

function model(tokens: readonly string[], options: BpeOptions): Bpe {
  return new Bpe(
    new Vocabulary(new Map([...new Set(tokens)].map((token, id) => [token, id]))),
    options,
    "test",
  );
}

function read(bpe: Bpe, text: string): string[] {
  const out = new TokenBuffer();
  bpe.tokenise(text, 0, text.length, out);
  return Array.from({ length: out.length }, (_, i) => {
    const surface = text.slice(out.starts[i], out.ends[i]);
    return `${bpe.vocabulary.tokenOf(out.ids[i] as number)}=${surface}`;
  });
}

/** The algorithm as its description says it: merge the best pair wherever it stands, and look again. */
function byForce(text: string, merges: readonly (readonly [string, string])[]): string[] {
  let symbols = [...text];
  for (;;) {
    const best = merges.find(([a, b]) => symbols.some((s, i) => s === a && symbols[i + 1] === b));
    if (best === undefined) return symbols;
    const merged: string[] = [];
    for (let i = 0; i < symbols.length; i++) {
      const found = symbols[i] === best[0] && symbols[i + 1] === best[1];
      merged.push(found ? best.join("") : (symbols[i] as string));
      if (found) i++;
    }
    symbols = merged;
  }
}

describe("Bpe", () => {
  it("merges the pair that was learnt first, from the left, until none is left", () => {
    // Merges as training makes them: of letters and of what was merged before.
    const merges = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }).map((picks) => {
      const symbols = ["a", "b", "c"];
      const pairs: [string, string][] = [];
      for (const [left, right] of picks) {
        const pair: [string, string] = [
          symbols[left % symbols.length] as string,
          symbols[right % symbols.length] as string,
        ];
        if (symbols.includes(pair.join("")) || pair.join("").length > 8) continue;
        pairs.push(pair);
        symbols.push(pair.join(""));
      }
      return pairs;
    });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(merges, text, (pairs, sample) => {
        const bpe = model(["a", "b", "c", ...pairs.map((pair) => pair.join(""))], { merges: pairs });
        const tokens = byForce(sample, pairs);
        expect(read(bpe, sample)).toEqual(tokens.map((token) => `${token}=${token}`));
      }),
      { numRuns: 500 },
    );
  });

  it("leaves out, names or spells what it does not know", () => {
    const merges = [["a", "b"]] as const;
    expect(read(model(["a", "b", "ab"], { merges }), "aéb")).toEqual(["ab=aéb"]);
    const unknown = { merges, unknown: "<unk>" };
    expect(read(model(["a", "b", "ab", "<unk>"], unknown), "éßab")).toEqual(["<unk>=é", "<unk>=ß", "ab=ab"]);
    expect(read(model(["a", "b", "ab", "<unk>"], { ...unknown, fuseUnknown: true }), "éßab")).toEqual([
      "<unk>=éß",
      "ab=ab",
    ]);
    const bytes = ["a", "b", "ab", "<unk>", "<0xC3>", "<0xA9>"];
    expect(read(model(bytes, { ...unknown, byteFallback: true }), "aéß")).toEqual([
      "a=a",
      "<0xC3>=é",
      "<0xA9>=é",
      "<unk>=ß",
    ]);
  });

  it("knows tokens within and at the end of words, and words that stay whole", () => {
    const within = model(["a", "##b", "##c", "ab", "##bc"], {
      merges: [
        ["##b", "##c"],
        ["a", "##b"],
      ],
      prefix: "##",
    });
    expect(read(within, "abc")).toEqual(["a=a", "##bc=bc"]);
    expect(read(within, "ab")).toEqual(["ab=ab"]);
    const ends = model(["a", "b", "b</w>", "ab</w>"], { merges: [["a", "b</w>"]], suffix: "</w>" });
    expect(read(ends, "bab")).toEqual(["b=b", "ab</w>=ab"]);
    const whole = model(["a", "b", "aba"], { merges: [], ignoreMerges: true });
    expect(read(whole, "aba")).toEqual(["aba=aba"]);
  });
});
