import { expect, it } from "vitest";
import { Vocabulary } from "../tagger/vocabulary.js";
import { AFFIXES, affixIds, WordReader } from "./word-reader.js";

const vocabulary = new Vocabulary(["in", "left"], [..."abcdefghijklmnopqrstuvwxyzJ"], []);
const reader = new WordReader(vocabulary, { letters: 4, affixes: 1000 });

it("reads words and marks, with their places in the text", () => {
  const read = reader.read("Jo left. In vain");
  expect(read.length).toBe(5);
  expect([...read.starts]).toEqual([0, 3, 7, 9, 12]);
  expect([...read.ends]).toEqual([2, 7, 8, 11, 16]);
  const window = read.window({ from: 1, to: 4 });
  expect([...window.words]).toEqual([3, 1, 2]);
  expect(reader.lengthOf(window)).toBe(3);
  expect([...window.affixes.subarray(0, AFFIXES)]).toEqual(affixIds("left", 1000));
});

it("knows beginnings and endings whatever the case and the digits", () => {
  expect(affixIds("Burgers", 1000)).toEqual(affixIds("burgers", 1000));
  const [begin2, begin3, end2, end3] = affixIds("hamburg", 1000);
  expect(affixIds("hamlet", 1000).slice(0, 2)).toEqual([begin2, begin3]);
  expect(affixIds("Freiburg", 1000).slice(2)).toEqual([end2, end3]);
  expect(affixIds("B52", 1000)).toEqual(affixIds("b17", 1000));
  // What begins a word is not what ends one.
  expect(new Set(affixIds("aaaa", 100_000)).size).toBe(4);
  for (const word of ["", "a", "𝔘𝔫𝔦", "naïve"])
    expect(affixIds(word, 8).every((id) => id > 0 && id < 8)).toBe(true);
});

it("hides words, and stands for a window without any", () => {
  const window = reader.read("Jo left. In vain").window({ from: 0, to: 5 });
  const { words, shapes, characters, affixes } = structuredClone(window);
  reader.hide(window, { from: 1, to: 2 });
  expect([...window.words]).toEqual([words[0], 1, words[2], words[3], words[4]]);
  expect([...window.shapes]).toEqual([...shapes].with(1, 0));
  expect([...window.characters]).toEqual([...characters].fill(0, 4, 8));
  expect([...window.affixes]).toEqual([...affixes].fill(0, 4, 8));
  expect([...reader.read("").window({ from: 0, to: 0 }).words]).toEqual([1]);
});

it("fills windows up side by side", () => {
  const read = reader.read("Jo left. In vain");
  const windows = [read.window({ from: 0, to: 2 }), read.window({ from: 2, to: 5 })];
  const { words, affixes, characters } = reader.feeds(windows, 3);
  expect(words).toEqual({ dims: [2, 3], data: Int32Array.of(1, 3, 0, 1, 2, 1) });
  expect(affixes.dims).toEqual([2, 3, AFFIXES]);
  expect([...(affixes.data as Int32Array).subarray(8, 12)]).toEqual([0, 0, 0, 0]);
  expect(characters.dims).toEqual([2, 3, 4]);
});
