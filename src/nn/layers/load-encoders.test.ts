import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emit } from "../graph/emit.js";
import { input, type Tensor } from "../graph/tensor.js";
import { Session } from "../session.js";
import { bert, pooled, projected } from "./bert.js";
import { type LoadedEncoder, loadEncoders, under } from "./load-encoders.js";
import { initialParameters } from "./model.js";
import { Scope } from "./scope.js";

const stored = (name: string) => fileURLToPath(new URL(`../weights/fixtures/${name}`, import.meta.url));
const readLines = <T>(name: string): T[] =>
  readFileSync(stored(name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

/** What "transformers" computed with small models; see bench/parity/weights.py. */
const computed = readLines<{ model: string; file: string; ids: number[]; hidden: number[][] }>(
  "computed.jsonl",
);
const SEGMENTS = Int32Array.of(0, 0, 1, 1, 1);

let folder: string;
const inFolder = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "encoders-"));
  for (const { model, config } of readLines<{ model: string; config: unknown }>("configs.jsonl"))
    writeFileSync(inFolder(`${model}.json`), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function load(file: string, config: string, encoder = "encoder"): Promise<LoadedEncoder> {
  const { encoders, unknown } = await loadEncoders(stored(file), { config: inFolder(`${config}.json`) });
  expect(unknown).toEqual([]);
  return encoders.get(encoder) as LoadedEncoder;
}

const ids = input("ids", "int32", ["batch", "tokens"]);
const mask = input("mask", "bool", ["batch", "tokens"]);
const segments = input("segments", "int32", ["batch", "tokens"]);

const shapesOf = (scope: Scope) =>
  new Map(
    [...scope.parameters].map(([name, { shape }]) => [name, shape.reduce((size, length) => size * length)]),
  );

describe("loadEncoders", () => {
  const models = computed.map(({ model, file, ids, hidden }) => {
    const isBlink = file === "blink.bin";
    return { model, file, ids, hidden, config: isBlink ? "BERT" : model, name: isBlink ? model : "encoder" };
  });

  it.each(models)("gives $model the parameters of its layers, and what they compute", async (fixture) => {
    const { file, config, name, hidden } = fixture;
    const { options, parameters, hasPooler } = await load(file, config, name);
    const scope = new Scope();
    const states = bert(scope, { ids, mask, segments }, options);
    const outputs: Record<string, Tensor> = { states };
    if (hasPooler) outputs["pooled"] = pooled(scope, states);
    expect(shapesOf(scope)).toEqual(
      new Map([...parameters].map(([name, numbers]) => [name, numbers.length])),
    );

    const constants = initialParameters(scope.parameters, 1, parameters);
    const session = await Session.open(emit(file, outputs, { constants, inputs: [ids, mask, segments] }));
    // Alone, and beside a longer sequence.
    const short = await session.run({
      ids: { dims: [1, 5], data: Int32Array.from(fixture.ids) },
      mask: { dims: [1, 5], data: new Uint8Array(5).fill(1) },
      segments: { dims: [1, 5], data: SEGMENTS },
    });
    const padded = await session.run({
      ids: { dims: [2, 7], data: Int32Array.from([...fixture.ids, 0, 9, 1, 2, 3, 4, 5, 6, 7]) },
      mask: { dims: [2, 7], data: new Uint8Array(14).fill(1).fill(0, 5, 7) },
      segments: { dims: [2, 7], data: Int32Array.of(...SEGMENTS, 1, 1, 0, 0, 0, 0, 0, 0, 0) },
    });
    await session.close();
    const expected = hidden.flat();
    for (const results of [short, padded])
      for (const [i, value] of expected.entries()) expect(results["states"]?.data[i]).toBeCloseTo(value, 4);
    expect(short["states"]?.dims).toEqual([1, 5, 4]);
  });

  it("knows what the towers and the heads of BLINK are", async () => {
    const config = inFolder("BERT.json");
    const { encoders } = await loadEncoders(stored("blink.bin"), { config });
    expect([...encoders.keys()].sort()).toEqual(["context", "entity"]);
    const { options, parameters, projection } = encoders.get("entity") as LoadedEncoder;
    expect([projection, options.heads]).toEqual([0, 2]);

    const scope = new Scope();
    const scores = projected(scope.at("entity"), bert(scope.at("entity"), { ids }, options), 1);
    expect(scores.shape).toEqual(["batch", 1]);
    const numbers = initialParameters(scope.parameters, 1, under("entity", parameters));
    expect(numbers.get("entity.pooler.weight")).toEqual(parameters.get("pooler.weight"));
    expect(numbers.get("entity.projection.weight")).toHaveLength(4);
  });

  it("finds the configuration in the folder or beside the file", async () => {
    const [bertFolder, blinkFolder] = ["bert-", "blink-"].map((name) => mkdtempSync(inFolder(name))) as [
      string,
      string,
    ];
    await expect(loadEncoders(inFolder("nowhere"))).rejects.toThrow(`Cannot read ${inFolder("nowhere")}`);
    copyFileSync(stored("bert.safetensors"), join(bertFolder, "model.safetensors"));
    await expect(loadEncoders(bertFolder)).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
      message: expect.stringContaining("do not say how many heads"),
    });
    copyFileSync(inFolder("BERT.json"), join(bertFolder, "config.json"));
    for (const path of [bertFolder, join(bertFolder, "model.safetensors")])
      expect((await loadEncoders(path)).encoders.get("encoder")?.options).toMatchObject({
        heads: 2,
        layers: 2,
      });

    const [weights, config] = ["biencoder.bin", "biencoder.json"].map((name) => join(blinkFolder, name));
    copyFileSync(stored("blink.bin"), weights as string);
    const refused = async (values: string, message: string) => {
      writeFileSync(config as string, values);
      await expect(loadEncoders(weights as string)).rejects.toMatchObject({
        code: "RECORD_INVALID",
        message: expect.stringContaining(message),
      });
    };
    await refused("{", "should be JSON");
    await refused('{"bert_model": "my-bert"}', 'should be "bert-base-…" or "bert-large-…", found "my-bert"');
    await refused(
      '{"bert_model": "models/bert-large-uncased"}',
      "divides the width of the weights, 4, found 16",
    );
    await refused('{"num_attention_heads": 3}', "divides the width of the weights, 4, found 3");
  });
});
