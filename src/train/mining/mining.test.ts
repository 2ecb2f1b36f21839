import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { BiEncoder, CrossEncoder } from "../../models/encoders/encoder.js";
import type { InputSettings } from "../../models/encoders/settings.js";
import { useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import { randomFractions } from "../../random.js";
import { ExactIndex } from "../../vectors/exact-index.js";
import { quantiseRows } from "../../vectors/quantised-rows.js";
import { EntitySource } from "../encoders/entity-source.js";
import type { LinkedText } from "../encoders/linked-texts.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { entityTextAt } from "./entity-vectors.js";
import { bestOfNamesakes, judgedBy, nearestOfAll } from "./find-candidates.js";
import { biEncoderScorer, crossEncoderScorer } from "./scorer.js";

const DIMENSIONS = 8;
const SCALE = 20;

/** Some unit vector, the same one for the same text. */
function vectorOf(text: string): Float32Array {
  const next = randomFractions([...text].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) | 0);
  const vector = Float32Array.from({ length: DIMENSIONS }, () => next() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

const encoded: string[] = [];
const encoder: BiEncoder = {
  id: "bi-encoder",
  dimensions: DIMENSIONS,
  encodeMentions: async (text, mentions) =>
    mentions.map(({ start, end }) => vectorOf(`${start} ${text.slice(start, end)}`)),
  encodeEntities: async (entities) =>
    entities.map(({ description }) => {
      encoded.push(description);
      return vectorOf(description);
    }),
  close: async () => {},
};
const crossEncoder: CrossEncoder = {
  id: "cross-encoder",
  score: async (_, { start }, candidates) =>
    Float32Array.from(candidates, ({ description }) => (description.length * (start + 7)) % 11),
  close: async () => {},
};

let kb: KnowledgeBase;
let entities: EntitySource;
let text: LinkedText;
beforeAll(async () => {
  kb = await smallWorld(40);
  entities = new EntitySource(kb, await useLiteTokeniser(), {} as InputSettings);
  text = smallTexts(kb, [3, 14], 1, 5)[0] as LinkedText;
});
beforeEach(() => {
  encoded.length = 0;
});

/** What a mention should get of some rows. */
function expectedOf(mention: number, rows: readonly number[]): { row: number; score: number }[] {
  const { start, end } = text.mentions[mention] as LinkedText["mentions"][number];
  const query = vectorOf(`${start} ${text.text.slice(start, end)}`);
  return rows
    .map((row) => ({ row, score: SCALE * dot(query, vectorOf(entityTextAt(kb, row).description)) }))
    .sort((a, b) => b.score - a.score);
}
const namesakes = () =>
  new Set(text.mentions.flatMap(({ start, end }) => entities.namesakes(text.text.slice(start, end), 9)));

describe("candidates of mentions", () => {
  it("are the nearest of the whole KB", async () => {
    const all = Array.from({ length: kb.size }, (_, row) => row);
    const vectors = all.map((row) => vectorOf(entityTextAt(kb, row).description));
    const index = new ExactIndex(quantiseRows(vectors, DIMENSIONS));
    const nearest = async (queries: readonly Float32Array[], k: number) =>
      queries.map((query) => index.search(query, k));
    const lists = await nearestOfAll(encoder, SCALE, { nearest }, 5)(text);
    expect(lists).toHaveLength(text.mentions.length);
    for (const [mention, { rows, scores }] of lists.entries()) {
      const expected = expectedOf(mention, all).slice(0, 5);
      expect(rows).toEqual(expected.map(({ row }) => row));
      for (const [i, { score }] of expected.entries()) expect(scores[i]).toBeCloseTo(score, 0);
    }
  });

  it("are the best of the namesakes of all mentions of the text, where there are no vectors of the whole KB", async () => {
    const find = bestOfNamesakes(entities, biEncoderScorer(kb, encoder, SCALE), 4);
    const lists = await find(text);
    const pool = [...namesakes()];
    expect(pool).toHaveLength(6);
    for (const [mention, { rows, scores }] of lists.entries()) {
      const expected = expectedOf(mention, pool).slice(0, 4);
      expect(rows).toEqual(expected.map(({ row }) => row));
      for (const [i, { score }] of expected.entries()) expect(scores[i]).toBeCloseTo(score, 4);
    }
    await find(text);
    expect(encoded).toHaveLength(6);
  });

  it("have a teacher's scores and order where there is one", async () => {
    const find = bestOfNamesakes(entities, biEncoderScorer(kb, encoder, SCALE), 4);
    const own = await find(text);
    const judged = await judgedBy(crossEncoderScorer(kb, crossEncoder), find)(text);
    for (const [mention, { rows, scores }] of judged.entries()) {
      expect([...rows].sort()).toEqual([...(own[mention]?.rows ?? [])].sort());
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      const { start } = text.mentions[mention] as LinkedText["mentions"][number];
      for (const [i, row] of rows.entries())
        expect(scores[i]).toBe((entityTextAt(kb, row).description.length * (start + 7)) % 11);
    }
  });

  it("are none where nothing has the name", async () => {
    const find = bestOfNamesakes(entities, biEncoderScorer(kb, encoder, SCALE), 4);
    const unknown = { text: "Nobody", mentions: [{ start: 0, end: 6, row: 0 }] };
    const none = [{ rows: [], scores: [] }];
    expect(await find(unknown)).toEqual(none);
    expect(await judgedBy(crossEncoderScorer(kb, crossEncoder), find)(unknown)).toEqual(none);
  });
});
