import { beforeAll, describe, expect, it } from "vitest";
import { tokenise } from "../../text/tokens.js";
import { type CapitalNames, capitalNames } from "./capital-names.contract.js";
import { PieceReader } from "./pieces.js";

let names: CapitalNames;
let reader: PieceReader;
beforeAll(async () => {
  names = await capitalNames();
  const { tokeniser, special, trunk } = names.encoder;
  reader = new PieceReader(tokeniser, special, trunk);
});

/** What the tokens of each word stand for. */
const spelled = (text: string, from = 0, to = tokenise(text).length): string[] => {
  const { ids, starts, ends } = reader.part(reader.read(text, tokenise(text)), from, to);
  const { tokeniser } = names.encoder;
  return [...starts].map((start, i) => tokeniser.decode([...ids.slice(start, ends[i])]).replaceAll(" ", ""));
};

describe("the subword tokens of a sentence", () => {
  it("are told by their words", () => {
    expect(spelled("Ann left a big town.")).toEqual(["Ann", "left", "a", "big", "town", "."]);
    expect(spelled("Ann left a big town.", 1, 3)).toEqual(["left", "a"]);
  });

  it("are as many as the trunk takes; of a longer word, the first", () => {
    const text = "abcdefghijklmnopqrstuvwxyz abcdefghijklmnop and on it goes";
    const pieces = reader.read(text, tokenise(text));
    const size = (from: number, to: number) => reader.part(pieces, from, to).ids.length;
    for (let from = 0, to = 0; from < 6; from = to) {
      to = reader.limit(pieces, from, 6);
      expect(to).toBeGreaterThan(from);
      expect(size(from, to)).toBeLessThanOrEqual(16);
    }
    const { tokeniser, special, trunk } = names.encoder;
    const short = new PieceReader(tokeniser, special, trunk, 4);
    expect(short.part(pieces, 0, 6).ids).toHaveLength(6);
    expect(PieceReader.wordsFor(6)).toBe(4);
  });

  it("are one that stands for none where a word has none", () => {
    const { ids, starts, ends } = reader.part(
      { ids: Int32Array.of(7), starts: Int32Array.of(1), ends: Int32Array.of(1) },
      0,
      1,
    );
    expect([...ids, ...starts, ...ends]).toEqual([names.encoder.special.mask, 0, 0]);
  });

  it("stand side by side, with the special tokens of the trunk around them", () => {
    const { tokeniser, special, trunk } = names.encoder;
    const framed = new PieceReader(tokeniser, { ...special, begin: 1, separator: 2 }, trunk);
    const pieces = (...ids: number[]) => ({
      ids: Int32Array.from(ids),
      starts: Int32Array.of(0),
      ends: Int32Array.of(ids.length),
    });
    const { ids, lengths, starts, ends } = framed.feeds([pieces(7, 8), pieces(9)], 2);
    expect(ids).toEqual({ dims: [2, 5], data: Int32Array.of(1, 7, 8, 2, 0, 1, 9, 2, 0, 0) });
    expect(lengths.data).toEqual(Int32Array.of(4, 3));
    expect([starts.data, ends.data]).toEqual([Int32Array.of(1, 0, 1, 0), Int32Array.of(3, 0, 2, 0)]);
  });
});
