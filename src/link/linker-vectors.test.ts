import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { cacheFolder } from "../kb/location.js";
import { AliasSpotter } from "../mentions/alias-spotter.js";
import { type Encoder, loadEncoder } from "../models/encoder.js";
import { type ContextEncoder, sentenceContexts } from "./context-encoder.js";
import { FEATURES, type FeatureName } from "./features.js";
import { Linker } from "./linker.js";
import type { Weights } from "./weights.js";

const WEIGHTS: Weights = {
  features: Object.fromEntries(
    (Object.keys(FEATURES) as FeatureName[]).map((name) => [name, 0.2]),
  ) as Weights["features"],
  nil: -6,
  temperature: 1,
};
const RECORDS = [
  { id: "loc:jordan", name: "Jordan", description: "a kingdom in the Middle East" },
  { id: "per:jordan", name: "Michael Jordan", aliases: ["Jordan"], description: "a basketball player" },
  { id: "loc:chicago", name: "Chicago", description: "a city in Illinois" },
];
const TEXT = "Jordan scored 40 points for Chicago.";
const spanOf = (surface: string) => ({
  start: TEXT.indexOf(surface),
  end: TEXT.indexOf(surface) + surface.length,
});
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

let encoder: Encoder;
beforeAll(async () => {
  encoder = await loadEncoder({ folder: cacheFolder() });
});
afterAll(() => encoder.close());

async function freshLinker(change: Partial<ContextEncoder> = {}): Promise<Linker> {
  const kb = await createKnowledgeBase(RECORDS);
  const load = async () => ({ ...sentenceContexts(encoder), close: async () => {}, ...change });
  return new Linker(kb, new AliasSpotter(kb), load, WEIGHTS) as unknown as Linker;
}

describe("vectors of a linker", () => {
  it("are those that decisions are made by", async () => {
    const linker = await freshLinker();
    const mentions = await linker.vectors(TEXT);
    expect(mentions.map(({ start, end, text }) => ({ start, end, text }))).toEqual([
      { ...spanOf("Jordan"), text: "Jordan" },
      { ...spanOf("Chicago"), text: "Chicago" },
    ]);
    let compared = 0;
    for await (const { found, measured } of linker.measure(TEXT, { budget: "best" })) {
      const mention = mentions.find(({ start }) => start === found.start);
      const entities = await linker.entityVectors(measured.map(({ entity }) => entity.id));
      for (const [i, { features }] of measured.entries()) {
        const similarity = dot(mention?.vector ?? new Float32Array(), entities[i] ?? new Float32Array());
        expect(similarity).toBeCloseTo(features.similarity ?? Number.NaN, 6);
        compared++;
      }
    }
    expect(compared).toBe(3);
  });

  it("are of the mentions that are given, in order, and of the entities that are asked for", async () => {
    const linker = await freshLinker();
    const found = await linker.vectors(TEXT);
    const given = await linker.vectors(TEXT, { mentions: [spanOf("Chicago"), spanOf("Jordan")] });
    expect(given).toEqual(found);
    const [chicago, jordan, again] = await linker.entityVectors(["loc:chicago", "loc:jordan", "loc:chicago"]);
    expect(again).toEqual(chicago);
    expect(jordan).not.toEqual(chicago);
    expect(chicago).toHaveLength(encoder.dimensions);
    expect(Math.hypot(...(chicago ?? []))).toBeCloseTo(1, 2);
  });

  it("are made anew after an edit", async () => {
    const linker = await freshLinker();
    const [before] = await linker.entityVectors(["loc:chicago"]);
    linker.kb.edit([{ put: { id: "loc:chicago", name: "Chicago", description: "a musical by Kander" } }]);
    const [after] = await linker.entityVectors(["loc:chicago"]);
    expect(after).not.toEqual(before);
  });

  it("need no encoder where there is nothing to encode", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    const load = () => Promise.reject(new Error("was loaded"));
    const linker = new Linker(kb, new AliasSpotter(kb), load, WEIGHTS);
    expect(await linker.vectors("", {})).toEqual([]);
    expect(await linker.entityVectors([])).toEqual([]);
    await expect(linker.vectors(TEXT)).rejects.toThrow("was loaded");
  });

  it("are refused for what is not there", async () => {
    const linker = await freshLinker();
    await expect(linker.entityVectors(["loc:chicag"])).rejects.toMatchObject({
      code: "CANDIDATE_UNKNOWN",
      details: { near: "loc:chicago" },
    });
    await expect(linker.vectors(TEXT, { mentions: [{ start: 30, end: 99 }] })).rejects.toMatchObject({
      code: "SPAN_INVALID",
    });
    await expect(linker.vectors(7 as never)).rejects.toMatchObject({ code: "TEXT_INVALID" });
  });

  it("are answered before the linker is closed", async () => {
    let closed = false;
    const linker = await freshLinker({
      close: async () => {
        closed = true;
      },
      encodeContexts: async (text, mentions) => {
        const vectors = await sentenceContexts(encoder).encodeContexts(text, mentions);
        expect(closed).toBe(false);
        return vectors;
      },
    });
    const asked = linker.vectors(TEXT);
    await linker.close();
    expect(closed).toBe(true);
    expect(await asked).toHaveLength(2);
  });
});
