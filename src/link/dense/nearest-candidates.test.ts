import { expect, it, onTestFinished } from "vitest";
import { AliasSpotter } from "../../mentions/alias-spotter.js";
import { entityTextOf } from "../../models/encoders/entity-text.js";
import type { ContextEncoder } from "../context-encoder.js";
import { FEATURES, type FeatureName } from "../features.js";
import { Linker } from "../linker.js";
import type { Weights } from "../weights.js";
import { vectorOf } from "./counting-encoder.contract.js";
import { DenseCandidates } from "./dense-candidates.js";
import { embedded, recordOf, recordsOf } from "./embedded-kb.contract.js";
import { NEAREST, withNearest } from "./nearest-candidates.js";

const WEIGHTS: Weights = {
  features: Object.fromEntries(
    (Object.keys(FEATURES) as FeatureName[]).map((name) => [name, name === "similarity" ? 8 : 0]),
  ) as Weights["features"],
  nil: -1,
  temperature: 1,
};
const TEXT = "The seventh of them won, and Entity 3 lost.";
const SEVENTH = { start: 4, end: 11 };
const KNOWN = { start: 29, end: 37 };

it("brings what fits the context where a name leads to nothing, and follows edits", async () => {
  const { kb, path, encoder } = await embedded(recordsOf(40));
  const dense = await DenseCandidates.open(path, kb, encoder);
  const meant = { ...recordOf(7), description: "who won" };
  const contexts: ContextEncoder = {
    id: encoder.id,
    feature: "similarity",
    compared: (dots) => dots,
    encodeContexts: async (_text, mentions) => mentions.map(() => vectorOf(entityTextOf(kb, meant))),
    textOf: (record) => JSON.stringify(record),
    encodeEntities: (records) => encoder.encodeEntities(records.map((record) => entityTextOf(kb, record))),
    nearest: (queries, k) => dense.nearest(queries, k),
    close: () => dense.close(),
  };
  const linker = new Linker(kb, new AliasSpotter(kb), async () => contexts, WEIGHTS, { nearest: true });
  onTestFinished(() => linker.close());
  const options = { mentions: [SEVENTH, KNOWN], topK: 40 };
  const answer = async () =>
    (await linker.link(TEXT, options)).map(({ entity, candidates }) => ({ entity, candidates }));

  const [before, named] = await answer();
  expect(before?.candidates).toHaveLength(NEAREST);
  expect(named?.candidates.map(({ id }) => id)).toContain("e3");
  // An edit counts in the next answer: only now is there an entity that fits.
  expect(before?.entity?.id).not.toBe("e7");
  kb.edit([{ put: meant }]);
  expect((await answer())[0]?.entity?.id).toBe("e7");
  kb.edit([{ remove: "e7" }]);
  expect((await answer())[0]?.candidates.map(({ id }) => id)).not.toContain("e7");

  // Names alone, and lists that are given, bring what they bring.
  expect((await linker.link(TEXT, { ...options, budget: "prior" }))[0]?.candidates).toEqual([]);
  const restricted = [{ ...SEVENTH, candidates: ["e1", "e2"] }];
  const [given] = await linker.link(TEXT, { mentions: restricted });
  expect(given?.candidates.map(({ id }) => id).sort()).toEqual(["e1", "e2"]);
});

it("adds no entity twice, and none that is gone", async () => {
  const { kb } = await embedded(recordsOf(3));
  kb.edit([{ remove: "e2" }]);
  const hits = [0, 1, 2].map((row) => ({ row, score: 1 - row / 10 }));
  const none = { candidates: [], total: 0, size: 0 };
  const first = withNearest(kb, none, hits.slice(0, 1));
  const all = withNearest(kb, first, hits);
  expect(all.candidates.map(({ entity, rule }) => [entity.id, rule])).toEqual([
    ["e0", "near"],
    ["e1", "near"],
  ]);
});
