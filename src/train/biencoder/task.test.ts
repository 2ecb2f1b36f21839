import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { entityTextOf } from "../../models/encoders/entity-text.js";
import { type LoadedBiEncoder, loadBiEncoder } from "../../models/encoders/load-bi-encoder.js";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import { type TrainResult, train } from "../../nn/training/train.js";
import { configOf } from "../config/index.js";
import { encoderFoundation } from "../encoders/foundation.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { trainOptions } from "../training-schema.js";
import { biEncoderSchema, biEncoderTask, prepareBiEncoder, readPreparation } from "./index.js";

const config = configOf(biEncoderSchema, undefined, [
  "model.trunk=new",
  "model.layers=1",
  "model.states=32",
  "model.heads=2",
  "model.vocabulary=260",
  "model.width=24",
  "model.dropout=0",
  "inputs.contextTokens=24",
  "inputs.entityTokens=24",
  "training.buckets=[24]",
  "training.batch=16",
  "training.epochs=16",
  "masking.fields=0",
  "training.threads=1",
  "optimiser.rate=4e-3",
  "validation.mentions=80",
  "validation.others=20",
]);

const folder = mkdtempSync(join(tmpdir(), "namesake-bi-encoder-"));
let kb: KnowledgeBase;
let result: TrainResult;
let loaded: LoadedBiEncoder;

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

beforeAll(async () => {
  kb = await smallWorld(40);
  const training = () => smallTexts(kb, range(0, 30), 300, 1);
  const development = () => smallTexts(kb, range(30, 40), 40, 2);
  await prepareBiEncoder(folder, training, config, undefined);
  const preparation = await readPreparation(folder, config);
  const task = biEncoderTask({ kb, training, development, preparation }, config);
  result = await train(task, trainOptions(config, folder));
  const { settings, tokeniser } = preparation;
  const { parameters } = result;
  await saveBiEncoder(folder, {
    settings: { ...settings, scale: 20 },
    tokeniser,
    parameters,
    precision: "float32",
  });
  loaded = await loadBiEncoder(folder);
});
afterAll(async () => {
  await loaded.encoder.close();
  rmSync(folder, { recursive: true });
});

it("learns to tell namesakes apart by their contexts, also of names that it never saw", () => {
  // A third of them would be right by chance.
  expect(result.best?.score).toBeGreaterThan(0.9);
});

it("is, once saved and opened, what was measured", async () => {
  const { encoder } = loaded;
  let right = 0;
  let all = 0;
  for (const { text, mentions } of smallTexts(kb, range(30, 40), 40, 2)) {
    const vectors = await encoder.encodeMentions(text, mentions);
    for (const [i, { start, end, row }] of mentions.entries()) {
      const rows = kb.lookup(text.slice(start, end).toLowerCase()).postings.map(({ index }) => index);
      const texts = rows.map((index) => entityTextOf(kb, kb.at(index) ?? { id: "", name: "" }));
      const scores = (await encoder.encodeEntities(texts)).map((vector) =>
        vector.reduce((sum, value, at) => sum + value * (vectors[i]?.[at] as number), 0),
      );
      if (rows[scores.indexOf(Math.max(...scores))] === row) right++;
      all++;
    }
  }
  expect(right / all).toBeCloseTo(result.best?.score as number, 6);
});

it("gives an entity the same vector, alone and among others, where it computes in whole numbers", async () => {
  const small = join(folder, "int8");
  const { settings, tokeniser } = await readPreparation(folder, config);
  const { parameters } = result;
  await saveBiEncoder(small, { settings: { ...settings, scale: 20 }, tokeniser, parameters });
  const { encoder } = await loadBiEncoder(small);
  const texts = range(0, 30).map((row) => entityTextOf(kb, kb.at(row) ?? { id: "", name: "" }));
  const together = await encoder.encodeEntities(texts);
  const [alone] = await encoder.encodeEntities([texts[7] as (typeof texts)[number]]);
  expect(alone).toEqual(together[7]);
  expect(Math.hypot(...(alone as Float32Array))).toBeCloseTo(1, 5);
  await encoder.close();
});

it("reads contexts of one token and of a hundred thousand", async () => {
  const { encoder } = loaded;
  const name = "Kalomi";
  const [alone] = await encoder.encodeMentions(name, [{ start: 0, end: name.length }]);
  expect(alone?.every(Number.isFinite)).toBe(true);
  const long = `${"rain ".repeat(50_000)}The boat went down the Kalomi to the sea.${" rain".repeat(50_000)}`;
  const start = long.indexOf(name);
  const [inside] = await encoder.encodeMentions(long, [{ start, end: start + name.length }]);
  const near = long.slice(start - 2000, start + 2000);
  const [same] = await encoder.encodeMentions(near, [{ start: 2000, end: 2000 + name.length }]);
  expect(inside).toEqual(same);
});

it("encodes an entity of which nothing is known but its name, and refuses spans outside of the text", async () => {
  const { encoder } = loaded;
  const nothing = { name: "", types: [], relations: [], aliases: [], description: "" };
  const [vector] = await encoder.encodeEntities([nothing]);
  expect(Math.hypot(...(vector as Float32Array))).toBeCloseTo(1, 5);
  expect(await encoder.encodeEntities([])).toEqual([]);
  await expect(encoder.encodeMentions("Paris", [{ start: 3, end: 9 }])).rejects.toMatchObject({
    code: "SPAN_INVALID",
  });
});

it("can be trained further where only its models were kept", async () => {
  const { settings, tokeniser } = await readPreparation(folder, config);
  const shipped = join(folder, "shipped");
  const { parameters } = result;
  await saveBiEncoder(shipped, {
    settings: { ...settings, scale: 20 },
    tokeniser,
    parameters,
    trainable: false,
  });
  const { modelNumbers, trunkNumbers, trunk } = await encoderFoundation(shipped);
  expect(trunk).toEqual(settings.trunk);
  expect(trunkNumbers.size).toBeGreaterThan(0);
  expect(Math.exp(modelNumbers.get("scale")?.[0] as number)).toBeCloseTo(20);
  for (const [name, values] of parameters) {
    if (name === "scale") continue;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const read = modelNumbers.get(name) as Float32Array;
    // No number is further from what it was than half a step of int8.
    expect(values.every((value, i) => Math.abs(value - (read[i] as number)) <= largest / 254 + 1e-6)).toBe(
      true,
    );
  }
});
