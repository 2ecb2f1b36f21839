import { expect, it } from "vitest";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { unigramJson } from "../../text/subword/tokenizer-json.js";
import { readText } from "./span-words.js";

/** A vocabulary in which a piece goes over the end of a word. */
const PIECES = ["<unk>", "▁", "▁Ann", "▁Lee", "▁L", ".", "A", ".)", ",", "▁in", "n", "L", "e"] as const;
const tokeniser = new Tokeniser(
  unigramJson(
    PIECES.map((piece) => [piece, -piece.length / 10 - 1] as const),
    { normalisers: [] },
    { unknown: "<unk>" },
  ),
);
const wordsOf = (text: string) =>
  readText(text, tokeniser).words.map(({ start, end, from, to, shape }) => {
    return { word: text.slice(start, end), from, to, shape };
  });

it("knows the tokens of each word, without the white space before it", () => {
  expect(wordsOf("Ann  Lee, in L.A.")).toEqual([
    { word: "Ann", from: 0, to: 1, shape: 6 },
    { word: "Lee", from: 1, to: 2, shape: 6 },
    { word: ",", from: 2, to: 3, shape: 3 },
    { word: "in", from: 3, to: 4, shape: 5 },
    { word: "L.A.", from: 4, to: 8, shape: 7 },
  ]);
});

it("gives a token that goes over the end of a word to both words", () => {
  const words = wordsOf("(Ann L.)");
  const [stop, bracket] = [words.at(-2), words.at(-1)];
  expect([stop?.word, bracket?.word]).toEqual([".", ")"]);
  expect([bracket?.from, bracket?.to]).toEqual([stop?.from, stop?.to]);
});

it("reads texts without words", () => {
  expect(readText("", tokeniser)).toEqual({ ids: new Int32Array(0), words: [] });
  expect(readText(" \n\t", tokeniser).words).toEqual([]);
});
