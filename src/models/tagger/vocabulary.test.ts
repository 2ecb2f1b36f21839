import { expect, it } from "vitest";
import {
  beginLabel,
  classOfLabel,
  insideLabel,
  isInside,
  OUTSIDE,
  UNKNOWN,
  Vocabulary,
  VocabularyCounter,
  wordForm,
} from "./vocabulary.js";

const counted = (words: readonly string[], classes: readonly string[] = ["LOC"]): VocabularyCounter => {
  const counter = new VocabularyCounter();
  for (const word of words) counter.addWord(word);
  for (const name of classes) counter.addClass(name);
  return counter;
};
const LIMITS = { leastCount: 2, mostWords: 10 };

it("knows words that are frequent enough, whatever their case and digits", () => {
  const vocabulary = counted(["The", "the", "THE", "1984", "2001", "once", "cat", "Cat"]).vocabulary(LIMITS);
  expect(vocabulary.words).toEqual(["the", "0000", "cat"]);
  expect(vocabulary.wordId("tHe")).toBe(2);
  expect(vocabulary.wordId("1776")).toBe(3);
  expect(vocabulary.wordId("once")).toBe(UNKNOWN);
  expect(vocabulary.characterId("T")).toBeGreaterThan(UNKNOWN);
  expect(vocabulary.characterId("ß")).toBe(UNKNOWN);
  expect(vocabulary.sizes).toMatchObject({ words: 5, labels: 3 });
  expect(wordForm("B52s")).toBe("b00s");
});

it("is the same for the same words in any order, and keeps the frequent ones", () => {
  const words = ["a", "b", "b", "c", "c", "c", "d", "d"];
  const limits = { leastCount: 2, mostWords: 2 };
  expect(counted(words).vocabulary(limits).words).toEqual(["c", "b"]);
  expect(counted(words.toReversed()).vocabulary(limits)).toEqual(counted(words).vocabulary(limits));
});

it("continues another: known words keep their ids, and classes stay where there are no others", () => {
  const base = counted(["b", "b", "z", "z"], ["LOC", "PER"]).vocabulary(LIMITS);
  const same = counted(["a", "a", "a", "b", "b"], ["PER"]).vocabulary(LIMITS, base);
  expect(same.words).toEqual(["b", "z", "a"]);
  expect(same.classes).toEqual(["LOC", "PER"]);
  expect(counted([], ["PER", "ORG"]).vocabulary(LIMITS, base).classes).toEqual(["ORG", "PER"]);
});

it("has two labels for each class", () => {
  const { labels, sizes } = counted([], ["PER", "LOC"]).vocabulary(LIMITS);
  expect(labels).toEqual(["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]);
  expect(sizes.labels).toBe(5);
  expect([beginLabel(1), insideLabel(1)]).toEqual([3, 4]);
  expect([0, 1, 2, 3, 4].map(classOfLabel)).toEqual([-1, 0, 0, 1, 1]);
  expect([0, 1, 2, 3, 4].map(isInside)).toEqual([false, false, true, false, true]);
  expect(labels[OUTSIDE]).toBe("O");
});

it("is written as JSON and read again, and refuses what is none", () => {
  const vocabulary = counted(["the", "the"], ["LOC", "PER"]).vocabulary(LIMITS);
  expect(Vocabulary.fromJson(JSON.parse(JSON.stringify(vocabulary)), "v.json")).toEqual(vocabulary);
  const good = vocabulary.toJSON();
  for (const bad of [
    null,
    {},
    { ...good, words: ["a", "a"] },
    { ...good, classes: [] },
    { ...good, words: [1] },
  ])
    expect(() => Vocabulary.fromJson(bad, "v.json")).toThrow(
      /^v\.json: "(words|classes)" should be a list of texts/,
    );
});
