import { describe, expect, it } from "vitest";
import { ContextGatherer, FIRST_WORD, NOTHING, UNKNOWN } from "./contexts.js";

describe("contexts", () => {
  it("are the words to either side of a mention, without its own", () => {
    const gatherer = new ContextGatherer({ window: 2 });
    gatherer.nextText();
    gatherer.add(["a", "b", "New", "York", "a", "c", "d"], 2, 4, 7);
    gatherer.add(["a", "b"], 0, 1, 8);
    const { vocabulary, words, entities, window } = gatherer.contexts();
    const read = Array.from(words, (word) => (word < FIRST_WORD ? word : vocabulary[word - FIRST_WORD]));
    expect(read).toEqual(["a", "b", "a", "c", NOTHING, NOTHING, "b", NOTHING]);
    expect([...entities]).toEqual([7, 8]);
    expect(window).toBe(2);
  });

  it("know the most frequent words of the texts that are trained on", () => {
    const gatherer = new ContextGatherer({ window: 1, vocabulary: 2 });
    for (const [left, right] of ["xy", "xz", "xy", "yq", "qq"]) {
      gatherer.nextText();
      gatherer.add([left ?? "", "m", right ?? ""], 1, 2, 0);
    }
    const { vocabulary, words, heldOut } = gatherer.contexts();
    expect(vocabulary).toEqual(["x", "y"]);
    expect([...heldOut]).toEqual([0, 0, 0, 0, 1]);
    expect([...words.slice(-4)]).toEqual([FIRST_WORD + 1, UNKNOWN, UNKNOWN, UNKNOWN]);
  });
});
