import { beforeAll, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import { configOf } from "../config/index.js";
import { EntitySource } from "../encoders/entity-source.js";
import type { LinkedText } from "../encoders/linked-texts.js";
import { Masking } from "../encoders/masking.js";
import { Popularity } from "../encoders/popularity.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { collate } from "./collate.js";
import { type ExampleOptions, type MentionExample, mentionExamples } from "./examples.js";
import { biEncoderSchema } from "./schema.js";

const config = configOf(biEncoderSchema, undefined, []);
let kb: KnowledgeBase;
let texts: LinkedText[];
let options: ExampleOptions;
beforeAll(async () => {
  kb = await smallWorld(40);
  texts = smallTexts(kb, [0, 1, 2], 20, 1);
  const tokeniser = await useLiteTokeniser();
  options = {
    tokeniser,
    entities: new EntitySource(kb, tokeniser, config.inputs),
    inputs: config.inputs,
    special: USE_LITE_SPECIAL,
    masking: new Masking(config.masking, new Popularity(new Map())),
    negatives: 3,
    nil: false,
  };
});

async function examplesOf(mined: ExampleOptions["mined"]): Promise<MentionExample[]> {
  const all: MentionExample[] = [];
  for await (const example of mentionExamples(() => texts, { ...options, ...(mined && { mined }) }, 1))
    all.push(example);
  return all;
}
/** What each mention means, in the order of the texts. */
const golds = () => texts.flatMap(({ mentions }) => mentions.map(({ row }) => row as number));

it("are some of those that were found for the mention, and never what it means", async () => {
  const found = (place: number) => [golds()[place] as number, 100 + (place % 5), 110, 111, 112];
  const examples = await examplesOf(found);
  expect(examples.map(({ place }) => place)).toEqual(golds().map((_, place) => place));
  for (const { place, row, negatives } of examples) {
    expect(row).toBe(golds()[place]);
    expect(new Set(negatives).size).toBe(3);
    expect(negatives.filter((one) => one === row || !found(place).includes(one))).toEqual([]);
  }
  const used = new Set(examples.flatMap(({ negatives }) => negatives));
  expect([...used].sort()).toEqual([100, 101, 102, 103, 104, 110, 111, 112]);
});

it("are in the batch of their mentions", async () => {
  const examples = (await examplesOf((place) => [30 + place])).slice(0, 8);
  const { keys, labels } = collate(examples, 64, 1, options);
  expect([...keys.data].map(Number).slice(0, 8)).toEqual(golds().slice(0, 8));
  expect([...keys.data].map(Number).slice(8)).toEqual([30, 31, 32, 33, 34, 35, 36, 37]);
  expect([...labels.data].map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it("are namesakes where nothing was mined", async () => {
  const examples = await examplesOf((place) => (place < 4 ? [50] : undefined));
  for (const { place, row, negatives } of examples)
    if (place < 4) expect(negatives).toEqual([50]);
    else {
      const first = (row as number) - ((row as number) % 3);
      expect([...negatives, row].sort()).toEqual([first, first + 1, first + 2].sort());
    }
});
