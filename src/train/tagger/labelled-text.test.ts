import fc from "fast-check";
import { expect, it } from "vitest";
import { SentenceReader } from "../../models/tagger/sentence-reader.js";
import { isInside, UNKNOWN, Vocabulary } from "../../models/tagger/vocabulary.js";
import { LabelMeanings } from "./label-meanings.js";
import { LabelSets } from "./label-sets.js";
import {
  ANY_CLASS,
  answersOf,
  type LabelledText,
  type TaggedSentence,
  taggedSentences,
  withUnknownWords,
} from "./labelled-text.js";

const vocabulary = new Vocabulary(["in"], [], ["LOC", "PER"]);
const LONGEST = 10;
const reader = new SentenceReader(vocabulary, 4);
const sets = new LabelSets(vocabulary, new LabelMeanings(["X=LOC|PER"]));
const NAMES = [...vocabulary.labels, "B-X", "I-X", "?", "?-"];

/** A text whose names stand in brackets with the first letter of their class before them: "P[Ann] left L[Rome]." */
function marked(text: string): LabelledText {
  const mentions: { start: number; end: number; label?: string }[] = [];
  let plain = "";
  let at = 0;
  for (const match of text.matchAll(/([PLXY]?)\[([^\]]*)\]/g)) {
    plain += text.slice(at, match.index);
    const label = { P: "PER", L: "LOC", X: "X", Y: "Y" }[match[1] ?? ""];
    const span = { start: plain.length, end: plain.length + (match[2] as string).length };
    mentions.push({ ...span, ...(label === undefined ? {} : { label }) });
    plain += match[2];
    at = match.index + match[0].length;
  }
  return { text: plain + text.slice(at), mentions };
}

const labelsOf = (document: LabelledText, longest = LONGEST): string[] =>
  [...taggedSentences(document, reader, sets, longest)].map(({ labels }) =>
    [...labels].map((label) => NAMES[label]).join(" "),
  );

it("labels the tokens of names, sentence by sentence", () => {
  expect(labelsOf(marked("P[Ann Lee] left L[Rome]. Then P[Bob] P[Cid] came."))).toEqual([
    "B-PER I-PER O B-LOC O",
    "O B-PER B-PER O O",
  ]);
  // A name that ends inside of a token has all of it, and a class that is not known is no name.
  expect(labelsOf(marked("P[Ann]ie saw Y[Mars] and"))).toEqual(["B-PER O O O"]);
  expect(labelsOf(marked("X[New York] and P[Ann]"))).toEqual(["B-X I-X O B-PER"]);
});

it("cuts long sentences before names", () => {
  const text = marked("one two P[Ann Mary Lee] three four");
  expect(labelsOf(text, 4)).toEqual(["O O", "B-PER I-PER I-PER O", "O"]);
  expect(labelsOf(text, 2)).toEqual(["O O", "B-PER I-PER", "B-PER O", "O"]);
});

it("allows any label where nobody marked anything, but for one that goes on with a name", () => {
  const document = marked("P[Ann] met Bob in L[Rome].");
  expect(labelsOf({ ...document, ignore: [{ start: 8, end: 11 }] })).toEqual(["B-PER O ? O B-LOC O"]);
  expect(labelsOf({ ...document, ignore: [{ start: 4, end: 11 }] })).toEqual(["B-PER ?- ? O B-LOC O"]);
  expect(labelsOf({ ...document, ignore: [{ start: 0, end: 3 }] })).toEqual(["B-PER O O O B-LOC O"]);
  expect(labelsOf({ ...document, evaluationSpan: { start: 4, end: 11 } })).toEqual(["? O O ? ? ?"]);
  expect(labelsOf({ ...document, mentions: [], ignore: [{ start: 0, end: 99 }] })).toEqual([]);
});

it("takes one of names that overlap, and none of which the class is not known", () => {
  const text = "New York University";
  const mentions = [
    { start: 0, end: 19, label: "LOC" },
    { start: 0, end: 8, label: "PER" },
  ];
  const names = (more: Partial<LabelledText>, classes = vocabulary.classes) =>
    answersOf({ text, mentions, ...more }, classes);
  expect(names({})).toEqual({ names: [mentions[0]], ignored: [] });
  expect(names({ mentions: [{ start: 0, end: 8, label: "LOC", optional: true }] }).ignored).toHaveLength(1);
  expect(names({ mentions: [{ start: 0, end: 8 }] })).toEqual({ names: [], ignored: [{ start: 0, end: 8 }] });
  expect(names({}, [ANY_CLASS]).names).toEqual([{ start: 0, end: 19, label: ANY_CLASS }]);
  expect(names({}, [ANY_CLASS, "LOC"]).names).toEqual([mentions[0]]);
});

it("cuts any sentence into pieces that are all of it, and in which labels obey the rules", () => {
  const part = fc.constantFrom("x", "P[Ann]", "P[Ann Lee]", "L[New York City Hall]", "and");
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 6 }),
      (parts, longest) => {
        const document = marked(parts.join(" "));
        const pieces = [...taggedSentences(document, reader, sets, longest)];
        const tokens = pieces.reduce((sum, { labels }) => sum + labels.length, 0);
        expect(tokens).toBe(document.text.split(" ").length);
        for (const { labels, features } of pieces) {
          expect(labels.length).toBeLessThanOrEqual(longest);
          expect(features.words).toHaveLength(labels.length);
          labels.forEach((label, i) => {
            const before = labels[i - 1] ?? 0;
            if (isInside(label)) expect([label, label - 1]).toContain(before);
          });
        }
      },
    ),
  );
});

it("makes words unknown, but leaves their spelling", () => {
  const [{ features }] = [...taggedSentences(marked("in in in in"), reader, sets, LONGEST)] as [
    TaggedSentence,
  ];
  const chances = [0.1, 0.6, 0.4, 0.9];
  const { words, characters } = withUnknownWords(features, 0.5, () => chances.shift() as number);
  expect([...words]).toEqual([UNKNOWN, 2, UNKNOWN, 2]);
  expect(characters).toBe(features.characters);
  expect(withUnknownWords(features, 0, () => 0)).toBe(features);
});
