import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tagSentence } from "./part-of-speech.js";

const tagsOf = (sentence: string) =>
  Object.fromEntries(tagSentence(sentence).map(({ start, end, tag }) => [sentence.slice(start, end), tag]));

describe("tagSentence", () => {
  it("tells nouns, verbs and names apart", () => {
    expect(tagSentence("The prey saw the jaguar.").map(({ tag }) => tag)).toEqual([
      "DET",
      "NOUN",
      "VERB",
      "DET",
      "NOUN",
      "PUNCT",
    ]);
    expect(tagsOf("Anna flew to Paris.")).toMatchObject({ Anna: "PROPN", flew: "VERB", Paris: "PROPN" });
  });

  it("gives offsets of the sentence, also of words that come twice and of contractions", () => {
    const sentence = "They don't say that that dog's dog can't.";
    const tagged = tagSentence(sentence);
    expect(tagged.map(({ start, end }) => sentence.slice(start, end)).join("")).toBe(
      sentence.replace(/ /g, ""),
    );
  });

  it("tags nothing in an empty sentence", () => {
    expect(tagSentence("")).toEqual([]);
  });

  it("gives stretches that are in order, apart and inside of any text", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc
        .array(
          fc.constantFrom("a", "dog's", "U.S.", "👩‍👧", "\ud800", "don’t", "$5", "a@b.c", "\u00a0", " "),
          {
            maxLength: 20,
          },
        )
        .map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(text, (text) => {
        let at = 0;
        for (const { start, end, tag } of tagSentence(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(tag).toMatch(/^[A-Z]+$/);
          at = end;
        }
      }),
    );
  });
});
