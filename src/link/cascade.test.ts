import { beforeEach, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { AliasSpotter } from "../mentions/alias-spotter.js";
import type { CrossEncoder } from "../models/encoders/encoder.js";
import { CASCADE_LEAD, Cascade } from "./cascade.js";
import type { ContextEncoder } from "./context-encoder.js";
import type { Measured } from "./decide.js";
import { FEATURES } from "./features.js";
import { type Budget, Linker } from "./linker.js";
import type { Weights } from "./weights.js";

const NONE = Object.fromEntries(Object.keys(FEATURES).map((name) => [name, 0])) as Weights["features"];
const WEIGHTS: Weights = { features: { ...NONE, prior: 1, rerank: 1 }, nil: -5, temperature: 1 };

/** Finds that a candidate fits, by 2 in log-odds, whose description shares a word with the text; keeps what it was asked. */
class SharedWords implements CrossEncoder {
  readonly id = "shared-words";
  readonly asked: { text: string; names: string[] }[] = [];
  closed = 0;

  async score(...[text, { start, end }, candidates]: Parameters<CrossEncoder["score"]>) {
    this.asked.push({ text: text.slice(start, end), names: candidates.map(({ name }) => name) });
    return Float32Array.from(candidates, ({ description }) =>
      description.split(" ").some((word) => word.length > 3 && text.includes(word)) ? 2 : 0,
    );
  }

  async close() {
    this.closed++;
  }
}

/** An encoder to which all texts are alike. */
const blank: ContextEncoder = {
  id: "blank",
  feature: "similarity",
  compared: (dots) => dots,
  encodeContexts: async (_, mentions) => mentions.map(() => new Float32Array(4)),
  textOf: () => "",
  encodeEntities: async (records) => records.map(() => new Float32Array(4)),
  close: async () => {},
};

let encoder: SharedWords;
let kb: KnowledgeBase;
beforeEach(async () => {
  encoder = new SharedWords();
  const entity = (id: string, name: string, count: number, description: string) => ({
    id,
    name,
    aliases: [{ text: name.split(" ")[0] as string, count }],
    description,
  });
  kb = await createKnowledgeBase([
    entity("planet", "Mercury planet", 60, "nearest to the Sun, it moves fast"),
    entity("metal", "Mercury metal", 40, "poisonous and liquid"),
    entity("paris", "Paris city", 500, "on the Seine"),
    entity("hero", "Paris hero", 1, "prince of Troy"),
    entity("seine", "Seine river", 5, "a river"),
  ]);
});

describe("Cascade", () => {
  const candidates = (...priors: number[]): Measured[] =>
    priors.map((prior, i) => ({ entity: kb.at(i % kb.size) as Measured["entity"], features: { prior } }));
  const span = { start: 0, end: 7 };
  const LIQUID = "Mercury is liquid";
  const rerank = async (measured: Measured[], lead: number, weights = WEIGHTS, text = "Mercury") => {
    await new Cascade(kb, async () => encoder, weights).rerank(text, [{ span, measured }], lead);
    return measured.map(({ features }) => features.rerank);
  };

  it.each([
    ["the second is near", [-1, -2], WEIGHTS, true],
    ["the second is far", [-1, -6], WEIGHTS, false],
    ["the second is far, but the temperature is high", [-1, -6], { ...WEIGHTS, temperature: 2 }, true],
    ["NIL is far ahead of both", [-9, -9.5], WEIGHTS, false],
    ["there is one candidate", [-5], WEIGHTS, false],
    ["there is none", [], WEIGHTS, false],
  ])("where %s", async (_, priors, weights, asked) => {
    await rerank(candidates(...priors), CASCADE_LEAD, weights);
    expect(encoder.asked).toHaveLength(asked ? 1 : 0);
  });

  it("asks about every choice where no lead is enough, and loads nothing where all is clear", async () => {
    await rerank(candidates(-1, -30), Number.POSITIVE_INFINITY);
    expect(encoder.asked).toHaveLength(1);
    let loaded = 0;
    const load = async () => {
      loaded++;
      return encoder;
    };
    const cascade = new Cascade(kb, load, WEIGHTS);
    await cascade.rerank("Mercury", [{ span, measured: candidates(-1, -30) }], CASCADE_LEAD);
    expect(loaded).toBe(0);
    await cascade.close();
    expect(encoder.closed).toBe(0);
  });

  it("says how much likelier a candidate is than any of those that were ranked", async () => {
    expect(await rerank(candidates(-1, -1.5), CASCADE_LEAD)).toEqual([0, 0]);
    expect(encoder.asked[0]?.names).toEqual(["Mercury planet", "Mercury metal"]);
    const [planet, metal] = (await rerank(candidates(-1, -1.5), CASCADE_LEAD, WEIGHTS, LIQUID)) as number[];
    expect((metal as number) - (planet as number)).toBeCloseTo(2);
    expect((Math.exp(planet as number) + Math.exp(metal as number)) / 2).toBeCloseTo(1);
  });

  it("ranks the first of many, and leaves the others as they are", async () => {
    const features = await rerank(
      candidates(...Array.from({ length: 30 }, (_, i) => -1 - i / 100)),
      CASCADE_LEAD,
    );
    expect(features.filter((one) => one !== undefined)).toHaveLength(16);
    expect(features.indexOf(undefined)).toBe(16);
  });
});

describe("a linker with a cross-encoder", () => {
  const linkerOf = (cross?: () => Promise<CrossEncoder>) =>
    new Linker(kb, new AliasSpotter(kb), async () => blank, WEIGHTS, cross && { crossEncoder: cross });
  const TEXT = "In Paris they spilled Mercury, which is liquid.";

  it.each([
    ["prior", []],
    ["fast", []],
    ["balanced", ["Mercury"]],
    ["best", ["Paris", "Mercury"]],
  ] as [Budget, string[]][])("asks it in the budget %s about %j", async (budget, texts) => {
    const links = await linkerOf(async () => encoder).link(TEXT, { budget, mode: "names" });
    expect(encoder.asked.map(({ text }) => text)).toEqual(texts);
    const mercury = links.find(({ text }) => text === "Mercury");
    expect(mercury?.entity?.id).toBe(texts.length > 0 ? "metal" : "planet");
    expect(mercury?.entity?.evidence.rerank !== undefined).toBe(texts.length > 0);
    const all = [...(mercury?.candidates ?? []), mercury?.nil];
    expect(all.reduce((sum, one) => sum + (one?.probability ?? 0), 0)).toBeCloseTo(1, 9);
  });

  it("decides without one as before", async () => {
    const links = await linkerOf().link(TEXT, { budget: "best", mode: "names" });
    expect(links.flatMap(({ candidates }) => candidates).some(({ evidence }) => "rerank" in evidence)).toBe(
      false,
    );
  });

  it("tries again to load one that could not be, and closes it", async () => {
    let tries = 0;
    const linker = linkerOf(async () => {
      if (++tries === 1) throw new Error("not yet");
      return encoder;
    });
    await expect(linker.link(TEXT, { mode: "names" })).rejects.toThrow("not yet");
    await linker.warmUp();
    await linker.link(TEXT, { mode: "names" });
    expect(tries).toBe(2);
    await linker.close();
    expect(encoder.closed).toBe(1);
  });
});
