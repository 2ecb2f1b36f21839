import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { ENCODER_FILES } from "../../models/encoders/encoder-files.js";
import { type EntityText, entityTextOf } from "../../models/encoders/entity-text.js";
import { type LoadedCrossEncoder, loadCrossEncoder } from "../../models/encoders/load-cross-encoder.js";
import { saveCrossEncoder } from "../../models/encoders/save-cross-encoder.js";
import { type TrainResult, train } from "../../nn/training/train.js";
import { configOf } from "../config/index.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { trainOptions } from "../training-schema.js";
import {
  crossEncoderSchema,
  crossEncoderTask,
  prepareCrossEncoder,
  readCrossPreparation,
  SCALE,
} from "./index.js";

const config = configOf(crossEncoderSchema, undefined, [
  "model.trunk=new",
  "model.layers=1",
  "model.states=32",
  "model.heads=2",
  "model.vocabulary=260",
  "model.width=16",
  "model.dropout=0",
  "inputs.contextTokens=24",
  "inputs.entityTokens=24",
  "candidates.count=3",
  "training.buckets=[48]",
  "training.batch=16",
  "training.epochs=4",
  "training.threads=1",
  "optimiser.rate=4e-3",
  "validation.mentions=60",
]);

const folder = mkdtempSync(join(tmpdir(), "namesake-cross-encoder-"));
let kb: KnowledgeBase;
let result: TrainResult;
let loaded: LoadedCrossEncoder;

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const textOf = (row: number): EntityText => entityTextOf(kb, kb.at(row) ?? { id: "", name: "" });
const development = () => smallTexts(kb, range(85, 100), 30, 2);

beforeAll(async () => {
  kb = await smallWorld(100);
  const training = () => smallTexts(kb, range(0, 85), 300, 1);
  await prepareCrossEncoder(folder, training, config, undefined);
  const preparation = await readCrossPreparation(folder);
  const task = crossEncoderTask({ kb, training, development, preparation }, config);
  result = await train(task, trainOptions(config, folder));
  const { settings, tokeniser } = preparation;
  const { parameters, best } = result;
  const scale = best?.thresholds[SCALE] as number;
  await saveCrossEncoder(folder, { settings: { ...settings, scale }, tokeniser, parameters });
  loaded = await loadCrossEncoder(folder);
});
afterAll(async () => {
  await loaded.encoder.close();
  rmSync(folder, { recursive: true });
});

it("learns to tell namesakes apart by their contexts, also of names that it never saw", () => {
  // A third of them would be right by chance.
  expect(result.best?.score).toBeGreaterThan(0.95);
});

it("is, once saved in whole numbers and opened, about what was measured, in log-odds", async () => {
  let [right, all, surprise] = [0, 0, 0];
  for (const { text, mentions } of development())
    for (const { start, end, row } of mentions) {
      const rows = kb.lookup(text.slice(start, end).toLowerCase()).postings.map(({ index }) => index);
      const scores = await loaded.encoder.score(text, { start, end }, rows.map(textOf));
      const odds = [...scores].map(Math.exp);
      const own = odds[rows.indexOf(row as number)] as number;
      if (own === Math.max(...odds)) right++;
      surprise -= Math.log(own / odds.reduce((sum, one) => sum + one, 0));
      all++;
    }
  expect(right / all).toBeGreaterThan((result.best?.score as number) - 0.05);
  // Less than by chance: the scores are log-odds that may be believed.
  expect(surprise / all).toBeLessThan(Math.log(3) / 2);
});

it("gives a candidate the same score, alone and among others", async () => {
  const [text, mention] = ["The boat went down the Kalomi to the sea.", { start: 23, end: 29 }];
  const candidates = [...range(0, 40).map(textOf), { ...textOf(1), description: "" }];
  const together = await loaded.encoder.score(text, mention, candidates);
  for (const i of [0, 7, 40]) {
    const [alone] = await loaded.encoder.score(text, mention, [candidates[i] as EntityText]);
    expect(alone).toBe(together[i]);
  }
  expect(new Set(together).size).toBeGreaterThan(30);
});

it("reads contexts of one token and of a hundred thousand, and entities of which nothing is known", async () => {
  const { encoder } = loaded;
  const nothing = { name: "", types: [], relations: [], aliases: [], description: "" };
  const long = `${"rain ".repeat(50_000)}Kalomi${" rain".repeat(50_000)}`;
  const start = long.indexOf("Kalomi");
  for (const [text, from, to] of [
    ["Kalomi", 0, 6],
    [long, start, start + 6],
    [long, 0, long.length],
  ] as const) {
    const scores = await encoder.score(text, { start: from, end: to }, [nothing, textOf(0)]);
    expect(scores.every(Number.isFinite)).toBe(true);
  }
  expect(await encoder.score("Kalomi", { start: 0, end: 6 }, [])).toHaveLength(0);
  await expect(encoder.score("Kalomi", { start: 3, end: 9 }, [nothing])).rejects.toMatchObject({
    code: "SPAN_INVALID",
  });
});

it("begins with what a model of its own kind has learned", async () => {
  const other = mkdtempSync(join(tmpdir(), "namesake-cross-encoder-"));
  const { begun, parameters, initial } = await prepareCrossEncoder(other, development, config, folder);
  expect(begun).toBe(parameters);
  for (const [name, numbers] of result.parameters) expect(initial.get(name)).toEqual(numbers);
  rmSync(other, { recursive: true });
});

it("refuses folders whose files do not belong together", async () => {
  const path = join(folder, ENCODER_FILES.settings);
  const written = readFileSync(path, "utf8");
  writeFileSync(path, written.replace(/cross-encoder-\w{4}/, "cross-encoder-0000"));
  await expect(loadCrossEncoder(folder)).rejects.toMatchObject({ code: "MODEL_INVALID" });
  writeFileSync(path, written.replace("namesake-cross-encoder", "namesake-encoder"));
  await expect(loadCrossEncoder(folder)).rejects.toMatchObject({
    code: "RECORD_INVALID",
    details: { field: "format" },
  });
  writeFileSync(path, written);
});
