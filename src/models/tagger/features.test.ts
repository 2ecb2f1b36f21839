import { expect, it } from "vitest";
import { tokenise } from "../../text/tokens.js";
import { SHAPES } from "../../text/word-shape.js";
import { collateFeatures, featuresOf, tokensBySentence } from "./features.js";
import { Vocabulary } from "./vocabulary.js";

const LETTERS = 6;
const vocabulary = new Vocabulary(["in", "left"], [..."abcdefghijklmnopqrstuvwxyzJ"], ["PER"]);
const features = (text: string) => featuresOf(text, tokenise(text), vocabulary, LETTERS);

it("gives the tokens of each sentence", () => {
  const text = "Mr. Jordan left. He came to Paris!\n\n–\n\nAnd that was all";
  const found = tokensBySentence(text).map((tokens) =>
    tokens.map(({ start, end }) => text.slice(start, end)),
  );
  expect(found).toEqual([
    ["Mr.", "Jordan", "left", "."],
    ["He", "came", "to", "Paris", "!"],
    ["–"],
    ["And", "that", "was", "all"],
  ]);
  expect(tokensBySentence(" \n ")).toEqual([]);
});

it("numbers words and characters; of long words the first and the last", () => {
  const { words, characters } = features("Jo left internationally");
  expect([...words]).toEqual([1, 3, 1]);
  const id = (character: string) => vocabulary.characterId(character);
  expect([...characters.subarray(0, LETTERS)]).toEqual([id("J"), id("o"), 0, 0, 0, 0]);
  expect([...characters.subarray(2 * LETTERS)]).toEqual([..."intlly"].map(id));
});

it("tells apart how tokens are written", () => {
  const text = "jordan Jordan NATO A iPhone B52 x2 1984 , % 's";
  const { shapes } = features(text);
  expect(new Set(shapes).size).toBe(shapes.length);
  for (const shape of shapes) expect(shape > 0 && shape < SHAPES).toBe(true);
  expect([...features("cat Dog").shapes]).toEqual([shapes[0], shapes[1]]);
});

it("fills sentences up side by side", () => {
  const { words, characters } = collateFeatures([features("left in"), features("Jo")], 3, LETTERS);
  expect(words).toEqual({ dims: [2, 3], data: Int32Array.of(3, 2, 0, 1, 0, 0) });
  expect(characters.dims).toEqual([2, 3, LETTERS]);
  expect([...(characters.data as Int32Array)].filter((id) => id > 0)).toHaveLength("leftinJo".length);
});
