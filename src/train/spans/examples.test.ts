import { describe, expect, it } from "vitest";
import { capitalSpans } from "../../models/spans/capital-spans.contract.js";
import type { LabelledText } from "../tagger/labelled-text.js";
import { collateSpans, type ExampleOptions, type SpanExample, spanExamples } from "./examples.js";

const { settings, tokeniser } = await capitalSpans(24);
const options: ExampleOptions = {
  tokeniser,
  special: settings.special,
  contextTokens: 24,
};

/** A text in which names are written as [Ann Lee], and what nobody marked as {Ann Lee}. */
function marked(written: string): LabelledText {
  const mentions: { start: number; end: number }[] = [];
  const ignore: { start: number; end: number }[] = [];
  let text = "";
  for (const part of written.split(/(\[[^\]]*\]|\{[^}]*\})/)) {
    const inner = /^[[{]/.test(part) ? part.slice(1, -1) : part;
    const span = { start: text.length, end: text.length + inner.length };
    if (part.startsWith("[")) mentions.push(span);
    if (part.startsWith("{")) ignore.push(span);
    text += inner;
  }
  return { text, mentions, ignore };
}

async function examplesOf(text: LabelledText, seed = 1): Promise<SpanExample[]> {
  const examples: SpanExample[] = [];
  for await (const example of spanExamples(() => [text], options, seed)) examples.push(example);
  return examples;
}

describe("spanExamples", () => {
  it("gives mentions by words", async () => {
    const [example, ...others] = await examplesOf(marked("a [Ann Lee] of [L.A.] b"));
    expect(others).toEqual([]);
    expect(example?.words).toHaveLength(6);
    expect(example?.mentions).toEqual([
      { from: 1, to: 3 },
      { from: 4, to: 5 },
    ]);
    expect(example?.open).toEqual(new Array(6).fill(false));
  });

  it("gives a mention that ends inside of a word the whole word", async () => {
    const [example] = await examplesOf(marked("a [An]n [Le]e b"));
    expect(example?.mentions).toEqual([
      { from: 1, to: 2 },
      { from: 2, to: 3 },
    ]);
  });

  it("knows words of which nobody said what they are", async () => {
    const [example] = await examplesOf(marked("a {Ann Lee} of [L.A.] b"));
    expect(example?.open).toEqual([false, true, true, false, false, false]);
  });

  it("cuts long texts into windows, and leaves open what is cut", async () => {
    const long = marked(Array.from({ length: 30 }, () => "a [Ann Lee] b").join(" "));
    const ends = new Set<number>();
    let [mentions, cut] = [0, 0];
    for (const seed of [1, 2, 3, 4]) {
      const examples = await examplesOf(long, seed);
      for (const { ids, words, mentions: own, open } of examples) {
        expect(ids.length).toBeLessThanOrEqual(24);
        expect(open).toHaveLength(words.length);
        mentions += own.length;
        if (open.includes(true)) cut++;
        for (const { from, to } of own) expect(open.slice(from, to)).toEqual([false, false]);
      }
      ends.add(examples[0]?.ids.length ?? 0);
    }
    expect(cut).toBeGreaterThan(0);
    // Each that is cut leaves a piece in one window or in two.
    expect(mentions).toBeGreaterThanOrEqual(4 * 30 - cut);
    expect(mentions).toBeLessThan(4 * 30);
    expect(ends.size).toBeGreaterThan(1);
  });

  it("gives nothing of a text without words", async () => {
    expect(await examplesOf({ text: " \n", mentions: [] })).toEqual([]);
  });
});

describe("collateSpans", () => {
  it("says of each span of words whether it is a mention and how much that counts", async () => {
    const examples = [...(await examplesOf(marked("[Ann Lee] b"))), ...(await examplesOf(marked("a {B} c")))];
    const { targets, weights, ids, shapes } = collateSpans(examples, 24, settings.special, 2, 5);
    expect(ids.dims).toEqual([2, 24]);
    expect(targets.dims).toEqual([2, 24, 2]);
    const rows = (data: ArrayLike<number>, example: number) =>
      Array.from({ length: 4 }, (_, word) => [0, 1].map((w) => data[(example * 24 + word) * 2 + w]));
    expect(rows(targets.data as Float32Array, 0)).toEqual([
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(rows(weights.data as Float32Array, 0)).toEqual([
      [1, 5],
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
    expect(rows(weights.data as Float32Array, 1)).toEqual([
      [1, 0],
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
    expect([...(shapes.data as Int32Array).subarray(0, 4)]).toEqual([6, 6, 5, 0]);
  });

  it("leaves out mentions that are longer than spans", async () => {
    const examples = await examplesOf(marked("[Ann Lee May]"));
    const { targets } = collateSpans(examples, 24, settings.special, 2, 1);
    expect((targets.data as Float32Array).some((target) => target > 0)).toBe(false);
  });
});
