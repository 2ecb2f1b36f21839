import { describe, expect, it } from "vitest";
import { Vocabulary } from "../../models/tagger/vocabulary.js";
import { LabelMeanings } from "./label-meanings.js";
import { LabelSets } from "./label-sets.js";

const vocabulary = new Vocabulary([], [], ["EVE", "LOC", "MEDIA"]);
const meanings = new LabelMeanings(["MISC=EVE|MEDIA", "town=LOC", "thing = BIO"]);
const sets = new LabelSets(vocabulary, meanings);
const namesOf = (set: number): string =>
  vocabulary.labels.filter((_, label) => sets.labelsOf(set)[label] === 1).join(" ");

describe("what labels of data mean", () => {
  it("is several classes, one, or the label itself", () => {
    expect(meanings.classesOf("MISC")).toEqual(["EVE", "MEDIA"]);
    expect(meanings.classesOf("LOC")).toEqual(["LOC"]);
    expect(meanings.fits("MISC", "EVE")).toBe(true);
    expect(meanings.fits("MISC", "LOC")).toBe(false);
    expect(meanings.fits("town", "LOC")).toBe(true);
  });

  it("has to be written as a label and its classes", () => {
    for (const wrong of ["MISC", "=LOC", "MISC=", "MISC=A||B", "A=B=C"])
      expect(() => new LabelMeanings([wrong]), wrong).toThrow(`found "${wrong}"`);
  });
});

describe("the labels that a token may have", () => {
  it("are one where the class is known", () => {
    vocabulary.labels.forEach((label, number) => {
      expect(namesOf(number)).toBe(label);
    });
    expect(namesOf(sets.begin(sets.numberOf("town")))).toBe("B-LOC");
  });

  it("are those of all classes that a label may mean", () => {
    const misc = sets.numberOf("MISC");
    expect(namesOf(sets.begin(misc))).toBe("B-EVE B-MEDIA");
    expect(namesOf(sets.inside(misc))).toBe("I-EVE I-MEDIA");
    expect([sets.begin(misc), sets.inside(misc)].map((set) => sets.isInside(set))).toEqual([false, true]);
    expect([sets.numberOf("thing"), sets.numberOf("other")]).toEqual([-1, -1]);
  });

  it("are all where nobody said, but for those that go on behind a name", () => {
    expect(namesOf(sets.open)).toBe(vocabulary.labels.join(" "));
    expect(namesOf(sets.openBehind)).toBe("O B-EVE B-LOC B-MEDIA");
    const numbers = [0, 1, 2, sets.open, sets.openBehind];
    expect(numbers.map((set) => sets.isOpen(set))).toEqual([false, false, false, true, true]);
    expect(numbers.map((set) => sets.isInside(set))).toEqual([false, false, true, false, false]);
  });
});
