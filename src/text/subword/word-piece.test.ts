import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenBuffer } from "./token-buffer.js";
import { Vocabulary } from "./vocabulary.js";
import { WordPiece } from "./word-piece.js";

/** The algorithm as its description says it: try the longest piece first. */
function byForce(word: string, ids: ReadonlyMap<string, number>): number[] {
  const out: number[] = [];
  const characters = [...word];
  for (let at = 0; at < characters.length; ) {
    let end = characters.length;
    const piece = () => (at > 0 ? "##" : "") + characters.slice(at, end).join("");
    while (end > at && !ids.has(piece())) end--;
    if (end === at) return [0];
    out.push(ids.get(piece()) as number);
    at = end;
  }
  return out;
}

describe("WordPiece", () => {
  const letters = fc.constantFrom("a", "b", "#", "漢", "😀");
  const piece = fc
    .tuple(fc.boolean(), fc.string({ unit: letters, minLength: 1, maxLength: 3 }))
    .map(([within, text]) => (within ? `##${text}` : text));

  it("takes the longest piece each time, from any part of a text", () => {
    const pieces = fc.uniqueArray(piece, { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(
        pieces,
        fc.string({ unit: letters, minLength: 1, maxLength: 9 }),
        letters,
        (known, word, next) => {
          const ids = new Map(["[UNK]", ...known].map((token, id) => [token, id]));
          const model = new WordPiece(new Vocabulary(ids), 0, "##", 100);
          const out = new TokenBuffer();
          model.tokenise(next + word + next, next.length, next.length + word.length, out);
          expect([...out.ids.subarray(0, out.length)]).toEqual(byForce(word, ids));
          expect(out.starts[0]).toBe(next.length);
          expect(out.ends[out.length - 1]).toBe(next.length + word.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("does not read words of more characters than it may", () => {
    const model = new WordPiece(
      new Vocabulary(
        new Map([
          ["[UNK]", 0],
          ["😀", 1],
          ["##😀", 2],
        ]),
      ),
      0,
      "##",
      3,
    );
    const out = new TokenBuffer();
    model.tokenise("😀😀😀", 0, 6, out);
    expect([...out.ids.subarray(0, out.length)]).toEqual([1, 2, 2]);
    out.begin("");
    model.tokenise("😀😀😀😀", 0, 8, out);
    expect([out.length, out.ids[0], out.starts[0], out.ends[0]]).toEqual([1, 0, 0, 8]);
  });
});
