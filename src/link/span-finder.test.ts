import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { AliasSpotter } from "../mentions/alias-spotter.js";
import type { MentionMode } from "../mentions/mention-finder.js";
import { capitalSpans } from "../models/spans/capital-spans.contract.js";
import { spanGraph } from "../models/spans/network.js";
import { SpanModel } from "../models/spans/span-model.js";
import { emit } from "../nn/graph/emit.js";
import { Session } from "../nn/session.js";
import { FEATURES, type FeatureName } from "./features.js";
import { Linker } from "./linker.js";
import { SpanFinder } from "./span-finder.js";
import type { Weights } from "./weights.js";

/** A model of runs of words with a capital. */
async function openCapitals(): Promise<SpanModel> {
  const { settings, tokeniser, parameters } = await capitalSpans(32);
  const { inputs, outputs } = spanGraph(settings, false);
  const program = emit("spans", outputs, { inputs: Object.values(inputs), constants: parameters });
  return new SpanModel(settings, tokeniser, { scores: await Session.open(program) }, 0.5);
}

const WEIGHTS: Weights = {
  features: Object.fromEntries(
    (Object.keys(FEATURES) as FeatureName[]).map((name) => [name, 0.5]),
  ) as Weights["features"],
  nil: -6,
  temperature: 1,
};

let aliases: AliasSpotter;
let linker: Linker;
let loaded = 0;
beforeAll(async () => {
  const kb = await createKnowledgeBase([
    { id: "jordan", name: "Jordan", count: 5 },
    { id: "river", name: "river", count: 5 },
    { id: "lees", name: "Lee", count: 5 },
  ]);
  aliases = new AliasSpotter(kb);
  const load = () => {
    loaded++;
    return openCapitals();
  };
  const noEncoder = () => Promise.reject(new Error("no encoder is needed"));
  linker = new Linker(kb, new SpanFinder(load, aliases), noEncoder, WEIGHTS);
});
afterAll(() => linker.close());

const linked = async (text: string, mode: MentionMode) => {
  const links = await linker.link(text, { mode, budget: "prior" });
  return links.map((link) => `${link.text} = ${link.entity?.id ?? "NIL"}`);
};

describe("a finder of spans in a linker", () => {
  it("finds also what the KB does not know", async () => {
    const text = "we saw Ann Lee cross the Jordan, a river";
    expect(await linked(text, "names")).toEqual(["Ann Lee = NIL", "Jordan = jordan"]);
    expect(await linked(text, "auto")).toEqual(["Ann Lee = NIL", "Jordan = jordan"]);
  });

  it("adds common nouns where all concepts are asked for, or a text has no names", async () => {
    const text = "we saw Ann Lee cross the Jordan, a river";
    expect(await linked(text, "all")).toEqual(["Ann Lee = NIL", "Jordan = jordan", "river = river"]);
    expect(await linked("they crossed a river", "auto")).toEqual(["river = river"]);
    expect(await linked("they crossed a river", "names")).toEqual([]);
  });

  it("is as sure of a link as of its mention and its entity together", async () => {
    const text = "they crossed the Jordan";
    const [found] = await linker.link(text, { budget: "prior" });
    const [given] = await linker.link(text, { mentions: [{ start: 17, end: 23 }], budget: "prior" });
    // The score of one word with a capital is 1.
    const probability = 1 / (1 + Math.exp(-1));
    expect(found?.confidence).toBeCloseTo(probability * (given?.confidence as number), 5);
    const [kept] = await linker.link(text, { budget: "prior", threshold: probability });
    expect([kept?.text, kept?.entity]).toEqual(["Jordan", null]);
  });

  it("leaves given mentions as they are", async () => {
    const text = "Ann Lee left";
    const links = await linker.link(text, { mentions: [{ start: 4, end: 7 }], budget: "prior" });
    expect(links.map((link) => [link.text, link.entity?.id])).toEqual([["Lee", "lees"]]);
  });

  it("loads its model once, ahead of texts where it is told to", async () => {
    await linker.warmUp("prior");
    await Promise.all([linked("Ann left", "names"), linked("Lee left", "names")]);
    expect(loaded).toBe(1);
  });
});

it("is freed by its linker, also where it was never used", async () => {
  const kb = await createKnowledgeBase([{ id: "jordan", name: "Jordan" }]);
  const model = await openCapitals();
  const finder = new SpanFinder(async () => model, new AliasSpotter(kb));
  await finder.close();
  await finder.find("Jordan", "names");
  const short = new Linker(kb, finder, () => Promise.reject(new Error("none")), WEIGHTS);
  await short.close();
  await expect(model.find("Jordan")).rejects.toMatchObject({ code: "CLOSED" });
});

it("tries again to load a model that could not be, and can be closed meanwhile", async () => {
  const kb = await createKnowledgeBase([{ id: "jordan", name: "Jordan" }]);
  let tries = 0;
  const load = async () => {
    if (++tries === 1) throw new Error("not yet");
    return openCapitals();
  };
  const finder = new SpanFinder(load, new AliasSpotter(kb));
  await expect(finder.find("Jordan left", "names")).rejects.toThrow("not yet");
  await finder.close();
  expect(await finder.find("Jordan left", "names")).toHaveLength(1);
  await finder.close();
  await kb.close();
});
