import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NamesakeError } from "../../errors.js";
import { loadBiEncoder } from "../../models/encoders/load-bi-encoder.js";
import { writeSmallBiEncoder } from "../../models/encoders/small-encoders.contract.js";
import { loadSpanModel } from "../../models/spans/load-span-model.js";
import { readSpanSettings, SPAN_FILES } from "../../models/spans/span-files.js";
import type { SpanModel } from "../../models/spans/span-model.js";
import { type TrainResult, train } from "../../nn/training/train.js";
import { configOf } from "../config/index.js";
import { smallTexts } from "../tagger/small-texts.contract.js";
import { trainOptions } from "../training-schema.js";
import { prepareSpans, readSpanPreparation } from "./preparation.js";
import { saveSpans } from "./save.js";
import { spanSchema } from "./schema.js";
import { SPAN_THRESHOLD, spanTask } from "./task.js";

const SETTINGS = [
  "model.width=16",
  "model.shapeWidth=4",
  "model.dropout=0.1",
  "model.words=4",
  "inputs.contextTokens=32",
  "training.batch=20",
  "training.buckets=[32]",
  "training.threads=1",
  "optimiser.rate=0.02",
];
const training = () => smallTexts(200, 1);
const development = () => smallTexts(40, 2);

const root = mkdtempSync(join(tmpdir(), "namesake-spans-"));
const encoderFolder = join(root, "encoder");
afterAll(() => rmSync(root, { recursive: true }));

/** Trains as the command does, with what was prepared read from the folder again. */
async function trainInto(folder: string, init: string, settings: readonly string[]): Promise<TrainResult> {
  mkdirSync(folder);
  const config = configOf(spanSchema, undefined, [...SETTINGS, ...settings]);
  await prepareSpans(folder, config, init);
  const preparation = await readSpanPreparation(folder, config);
  const task = spanTask({ training, development, preparation }, config);
  const freeze = config.model.frozen ? ["trunk.*"] : [];
  const options = trainOptions({ ...config, optimiser: { ...config.optimiser, freeze } }, folder);
  const result = await train(task, options);
  const { parameters, best } = result;
  await saveSpans(folder, {
    config,
    preparation,
    parameters,
    threshold: best?.thresholds[SPAN_THRESHOLD] ?? 0,
  });
  return result;
}

beforeAll(() => writeSmallBiEncoder(encoderFolder, { texts: smallTexts(200, 1).map(({ text }) => text) }));

describe("a trunk that is trained too", () => {
  const folder = join(root, "joint");
  let result: TrainResult;
  let model: SpanModel;
  beforeAll(async () => {
    result = await trainInto(folder, encoderFolder, ["training.epochs=6"]);
    model = await loadSpanModel(folder);
  });
  afterAll(() => model.close());

  it("learns to find mentions that it never saw", () => {
    expect(result.best?.score).toBeGreaterThan(0.9);
  });

  it("is, once saved and opened, nearly what was measured", async () => {
    let [right, found, all] = [0, 0, 0];
    for (const { text, mentions } of development()) {
      const answers = await model.find(text);
      const gold = new Set(mentions.map(({ start, end }) => `${start} ${end}`));
      right += answers.filter(({ start, end }) => gold.has(`${start} ${end}`)).length;
      found += answers.length;
      all += gold.size;
    }
    // Its weights are rounded to 8 bits.
    expect((2 * right) / (found + all)).toBeGreaterThan((result.best?.score as number) - 0.03);
  });

  it("keeps fewer mentions at a higher threshold", async () => {
    const text = smallTexts(20, 4)
      .map((one) => one.text)
      .join(" ");
    const counts: number[] = [];
    for (const threshold of [0, 0.5, 0.99, 1]) {
      const strict = await loadSpanModel(folder, { threshold });
      counts.push((await strict.find(text)).length);
      await strict.close();
    }
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(counts.at(-1)).toBe(0);
    await expect(loadSpanModel(folder, { threshold: 2 })).rejects.toThrow("a number from 0 to 1");
  });

  it("makes no vectors, as its trunk is no longer the encoder's", async () => {
    await expect(model.encode("Kadorburg")).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  it("can be begun with by another one", async () => {
    const again = join(root, "again");
    mkdirSync(again);
    const config = configOf(spanSchema, undefined, SETTINGS);
    const { begun, parameters } = await prepareSpans(again, config, folder);
    expect(begun).toBe(parameters);
    const wider = configOf(spanSchema, undefined, [...SETTINGS, "model.width=24"]);
    const fewer = await prepareSpans(again, wider, folder);
    expect(fewer.begun).toBeLessThan(fewer.parameters);
    expect([...fewer.initial.keys()]).toContain("trunk.layers.0.attention.query.weight");
  });

  it("refuses a folder whose files do not belong together", async () => {
    const damaged = join(root, "damaged");
    const damage = async (file: string, content: string | undefined) => {
      rmSync(damaged, { recursive: true, force: true });
      mkdirSync(damaged);
      for (const name of [SPAN_FILES.settings, SPAN_FILES.tokeniser, SPAN_FILES.scores])
        copyFileSync(join(folder, name), join(damaged, name));
      if (content === undefined) rmSync(join(damaged, file));
      else writeFileSync(join(damaged, file), content);
      return loadSpanModel(damaged).then(
        () => "none",
        (error: NamesakeError) => error.code,
      );
    };
    const settings = await readSpanSettings(folder);
    const other = (changes: object) => JSON.stringify({ ...settings, ...changes });
    expect(await damage("spans.json", undefined)).toBe("SOURCE_NOT_FOUND");
    expect(await damage("spans.json", "{")).toBe("RECORD_INVALID");
    expect(await damage("spans.json", "null")).toBe("RECORD_INVALID");
    expect(await damage("spans.json", other({ format: "namesake-encoder" }))).toBe("RECORD_INVALID");
    expect(await damage("spans.json", other({ threshold: 7 }))).toBe("RECORD_INVALID");
    expect(await damage("spans.json", other({ id: "spans-0" }))).toBe("MODEL_INVALID");
    expect(await damage("spans.onnx", "no model")).toBe("MODEL_INVALID");
  });
});

describe("a trunk that stays as it is", () => {
  const folder = join(root, "frozen");
  let result: TrainResult;
  beforeAll(async () => {
    result = await trainInto(folder, encoderFolder, ["model.frozen=true", "training.epochs=12"]);
  });

  it("is learned on too, and is not changed", async () => {
    expect(result.best?.score).toBeGreaterThan(0.8);
    const config = configOf(spanSchema, undefined, [...SETTINGS, "model.frozen=true"]);
    const { initial } = await readSpanPreparation(folder, config);
    const trunk = [...initial.keys()].filter((name) => name.startsWith("trunk."));
    expect(trunk.length).toBeGreaterThan(10);
    for (const name of trunk) expect(result.parameters.get(name)).toEqual(initial.get(name));
  });

  it("gives with the spans the vectors that the encoder makes of them", async () => {
    const [model, { encoder, settings }] = [await loadSpanModel(folder), await loadBiEncoder(encoderFolder)];
    expect(model.settings.vectors).toMatchObject({ encoder: settings.id, scale: 12 });
    const texts = [smallTexts(1, 5), smallTexts(30, 6)].map((list) => list.map(({ text }) => text).join(" "));
    for (const text of texts) {
      const found = await model.encode(text);
      expect(found.length).toBeGreaterThan(0);
      expect(found.map(({ vector, ...span }) => span)).toEqual(await model.find(text));
      const own = await encoder.encodeMentions(text, found);
      for (const [i, { vector }] of found.entries())
        for (const [k, number] of vector.entries()) expect(number).toBeCloseTo(own[i]?.[k] as number, 5);
    }
    await model.close();
    await encoder.close();
  });

  it("hands its vectors on to a model that begins with it", async () => {
    const again = join(root, "frozen-again");
    mkdirSync(again);
    const config = configOf(spanSchema, undefined, [...SETTINGS, "model.frozen=true"]);
    const [first, { settings, tower, begun, parameters }] = [
      await readSpanPreparation(folder, config),
      await prepareSpans(again, config, folder),
    ];
    expect(settings).toEqual(first.settings);
    expect(tower).toEqual(first.tower);
    expect(tower.size).toBe(4);
    expect(begun).toBe(parameters);
  });
});
