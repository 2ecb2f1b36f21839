import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import { SubwordReader } from "../../models/types/subword-reader.js";
import { randomFractions } from "../../random.js";
import type { LinkedText } from "../encoders/linked-texts.js";
import { Popularity } from "../encoders/popularity.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { collateTypes, type ExampleOptions, type TypeExample, typeExamples } from "./examples.js";
import { TypeLabels } from "./labels.js";
import { noisyText } from "./noise.js";
import { smallTypes } from "./small-types.contract.js";

const QUIET = { mentions: 0, words: 0, case: 0, endings: 0 };
const { mask } = USE_LITE_SPECIAL;
const tokeniser = await useLiteTokeniser();
let kb: KnowledgeBase;
let options: ExampleOptions<Int32Array>;
let text: LinkedText;
beforeAll(async () => {
  kb = await smallWorld(10);
  const labels = new TypeLabels(smallTypes(kb), new Popularity(new Map()), {
    classWeights: 0,
    mostWeight: 1000,
  });
  options = {
    reader: new SubwordReader(tokeniser, USE_LITE_SPECIAL),
    labels,
    sizes: { contextTokens: 32, mentionTokens: 4 },
    mentions: 2,
    noise: QUIET,
  };
  const mentions: LinkedText["mentions"][number][] = [];
  let whole = "";
  for (const one of smallTexts(kb, [0, 1, 2], 20, 1)) {
    for (const { start, end, row } of one.mentions)
      mentions.push({ start: start + whole.length, end: end + whole.length, row });
    whole += `${one.text} `;
  }
  text = { text: whole, mentions };
});

async function examplesOf(texts: LinkedText[], more: Partial<ExampleOptions<Int32Array>> = {}, seed = 1) {
  const examples: TypeExample<Int32Array>[] = [];
  for await (const one of typeExamples(() => texts, { ...options, ...more }, seed)) examples.push(one);
  return examples;
}
const shown = ({ window, spans }: TypeExample<Int32Array>) =>
  spans.map(({ from, to }) => tokeniser.decode([...window.subarray(from, to)]).trim());

describe("typeExamples", () => {
  it("gives every mention once, in a window with others, where it is meant", async () => {
    for (const seed of [1, 2, 3]) {
      const examples = await examplesOf([text], {}, seed);
      const found = examples.flatMap((one) => shown(one).map((name, i) => [name, one.rows[i]]));
      const wanted = text.mentions.map(({ start, end, row }) => [text.text.slice(start, end), row]);
      const sorted = (pairs: readonly unknown[]) => pairs.map(String).sort();
      expect(sorted(found)).toEqual(sorted(wanted));
      expect(Math.max(...examples.map(({ window }) => window.length))).toBe(32);
      expect(Math.max(...examples.map(({ rows }) => rows.length))).toBe(2);
      // No mention stands at the edge of its window, but for those at the edges of the text.
      for (const { spans, window } of examples.slice(2, -2))
        for (const { from, to } of spans) {
          expect(from).toBeGreaterThanOrEqual(6);
          expect(window.length - to).toBeGreaterThanOrEqual(6);
        }
    }
  });

  it("puts windows elsewhere in each epoch", async () => {
    const firsts = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => (await examplesOf([text], {}, seed))[3]?.window.join()),
    );
    expect(new Set(firsts).size).toBeGreaterThan(2);
  });

  it("leaves out mentions of which nothing is known, and texts without others", async () => {
    const unknown = { ...text, mentions: text.mentions.map((one) => ({ ...one, row: 999 })) };
    const none = { ...text, mentions: text.mentions.map((one) => ({ ...one, row: null })) };
    expect(await examplesOf([unknown, none, { text: "", mentions: [] }])).toEqual([]);
  });

  it("hides mentions, and other tokens", async () => {
    const hidden = await examplesOf([text], { noise: { ...QUIET, mentions: 1 } });
    for (const { window, spans } of hidden)
      for (const { from, to } of spans)
        expect([...window.subarray(from, to)].every((id) => id === mask)).toBe(true);
    const words = await examplesOf([text], { noise: { ...QUIET, words: 0.5 } });
    const ids = words.flatMap(({ window }) => [...window]);
    expect(ids.filter((id) => id === mask).length / ids.length).toBeCloseTo(0.5, 1);
  });
});

describe("collateTypes", () => {
  it("gives the classes of mentions on each axis, and no weight to places without", async () => {
    const examples = await examplesOf([text]);
    const first = [...examples.filter(({ rows }) => rows.length === 2), ...examples].slice(0, 3);
    const one = examples.find(({ rows }) => rows.length === 1) as (typeof examples)[number];
    const { labels, weights, starts, ids } = collateTypes([...first, one], 40, options);
    expect(ids?.dims).toEqual([4, 40]);
    expect(starts?.dims).toEqual([4, 2]);
    expect(labels?.dims).toEqual([4, 2, 2]);
    const [kind, life] = options.labels.types.axes;
    const row = one.rows[0] as number;
    const last = (tensor: typeof labels) => Array.from(tensor?.data ?? [], Number).slice(12);
    expect(last(labels)).toEqual([kind?.classOf[row], life?.classOf[row], 0, 0]);
    expect(last(weights)).toEqual([1, 1, 0, 0]);
  });
});

describe("noisyText", () => {
  it("changes case and endings, and moves nothing", () => {
    const noisy = (shares: Parameters<typeof noisyText>[1]) =>
      noisyText("The Eagles of İstanbul's shores, As IS.", shares, randomFractions(1));
    expect(noisy({ case: 1, endings: 0 })).toBe("the eagles of İstanbul's shores, as is.");
    expect(noisy({ case: 0, endings: 1 })).toBe("The Eagle  of İstanbul's shore , A  I .");
    expect(noisy({ case: 0, endings: 0 })).toContain("Eagles");
  });

  it("keeps the length of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (any) => {
        const noisy = noisyText(any, { case: 0.5, endings: 0.5 }, randomFractions(2));
        expect(noisy).toHaveLength(any.length);
      }),
    );
  });
});
