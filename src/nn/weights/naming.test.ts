import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkVocabulary, encoderShape } from "./encoder-shape.js";
import { encoderNames } from "./naming.js";
import type { TensorInfo } from "./stored-tensor.js";

interface Model {
  model: string;
  tensors: Record<string, number[]>;
}

/** Names and shapes of models as the library "transformers" makes them; see bench/parity/weights.py. */
const models = readFileSync(fileURLToPath(new URL("fixtures/names.jsonl", import.meta.url)), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Model);

function tensorsOf(model: string): Record<string, number[]> {
  const found = models.find((other) => other.model === model);
  if (found === undefined) throw new Error(`no fixture ${model}`);
  return found.tensors;
}

function shapeOf(
  tensors: Record<string, number[]>,
  tower = "encoder",
  dtype: TensorInfo["dtype"] = "float32",
) {
  const { towers, unknown } = encoderNames(Object.keys(tensors), "model.bin");
  const found = towers.get(tower);
  if (found === undefined) throw new Error(`no tower ${tower}`);
  const find = (name: string): TensorInfo => ({ name, dtype, shape: tensors[name] ?? [] });
  return encoderShape(found, find, "model.bin", unknown);
}

const renamed = (tensors: Record<string, number[]>, rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(tensors).map(([name, shape]) => [rename(name), shape]));

const BERT = { width: 4, layers: 2, inner: 8, vocabulary: 11, positions: 9, segments: 2 };

describe("encoderNames", () => {
  it.each([
    ["BERT", { ...BERT, hasPooler: true, projection: 0 }],
    ["BERT for pre-training", { ...BERT, hasPooler: true, projection: 0 }],
    ["BERT for classification", { ...BERT, hasPooler: true, projection: 0 }],
    ["RoBERTa", { ...BERT, segments: 1, hasPooler: true, projection: 0 }],
    ["RoBERTa for masked words", { ...BERT, segments: 1, hasPooler: false, projection: 0 }],
    ["XLM-RoBERTa", { ...BERT, segments: 1, hasPooler: true, projection: 0 }],
    ["DistilBERT", { ...BERT, segments: 0, hasPooler: false, projection: 0 }],
    ["DistilBERT for masked words", { ...BERT, segments: 0, hasPooler: false, projection: 0 }],
    ["MiniLM", { ...BERT, layers: 3, hasPooler: true, projection: 0 }],
    ["BLINK cross-encoder", { ...BERT, hasPooler: true, projection: 1 }],
  ])("understands all of %s", (model, shape) => {
    const tensors = tensorsOf(model);
    const { towers, unknown, unused } = encoderNames(Object.keys(tensors), "model.bin");
    expect(unknown).toEqual([]);
    expect(towers.get("encoder")?.names.size).toBe(Object.keys(tensors).length - unused.length);
    expect(shapeOf(tensors)).toEqual(shape);
  });

  it("finds both encoders of BLINK", () => {
    const tensors = tensorsOf("BLINK bi-encoder");
    const { towers, unknown } = encoderNames(Object.keys(tensors), "model.bin");
    expect(unknown).toEqual([]);
    expect([...towers.keys()].sort()).toEqual(["context", "entity"]);
    expect(towers.get("entity")?.names.get("layers.1.attention.query.bias")).toBe(
      "cand_encoder.bert_model.encoder.layer.1.attention.self.query.bias",
    );
    expect(shapeOf(tensors, "context")).toEqual(shapeOf(tensors, "entity"));
  });

  it.each(["module.", "0.auto_model.", "state_dict.model.bert."])("takes %j before all names", (prefix) => {
    const { towers, unknown } = encoderNames(
      Object.keys(tensorsOf("BERT")).map((name) => prefix + name),
      "model.bin",
    );
    expect(unknown).toEqual([]);
    expect(towers.get("encoder")?.prefix).toBe(prefix);
  });

  it("keeps two other encoders apart by their prefixes", () => {
    const names = Object.keys(tensorsOf("BERT"));
    const { towers } = encoderNames([...names, ...names.map((name) => `student.${name}`)], "model.bin");
    expect([...towers].map(([tower, { names: own }]) => [tower, own.size])).toEqual([
      ["student", names.length],
      ["", names.length],
    ]);
  });

  it("knows gamma and beta, as checkpoints of TensorFlow have them, of norms only", () => {
    const tensors = renamed(tensorsOf("BERT"), (name) =>
      name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"),
    );
    expect(shapeOf(tensors)).toMatchObject(BERT);
    expect(encoderNames([...Object.keys(tensors), "pooler.dense.gamma"], "model.bin").unknown).toHaveLength(
      1,
    );
  });

  it("lists what it does not know, with the nearest", () => {
    const names = Object.keys(tensorsOf("BERT")).map((name) => `bert.${name}`);
    const { unknown, unused } = encoderNames(
      [...names, "bert.encoder.layer.1.attention.self.qeury.weight", "classifier.weight", "adapter.up"],
      "model.bin",
    );
    expect(unused).toEqual(["classifier.weight"]);
    expect(unknown[0]).toEqual({
      name: "bert.encoder.layer.1.attention.self.qeury.weight",
      nearest: expect.arrayContaining(["bert.encoder.layer.1.attention.self.query.weight"]),
    });
    expect(unknown[1]).toMatchObject({ name: "adapter.up" });
  });

  it("says that there is no encoder", () => {
    expect(() => encoderNames(["weight_ih_l0", "embeddings.word_embedding.weight"], "lstm.bin")).toThrow(
      expect.objectContaining({
        code: "WEIGHTS_MISMATCH",
        message: expect.stringContaining('nearest is "embeddings.word_embedding.weight"'),
      }),
    );
    expect(() => encoderNames([], "lstm.bin")).toThrow(/no tensor at all/);
  });
});

describe("encoderShape", () => {
  const bert = tensorsOf("BERT");

  it("says what DeBERTa has instead", () => {
    expect(() => shapeOf(tensorsOf("DeBERTa"))).toThrow(
      /query\.weight" is missing and 11 more; not understood: .*in_proj\.weight" \(nearest known: "encoder\.layer\.0\.attention\.self\.query/,
    );
  });

  it.each([
    ["encoder.layer.1.attention.self.key.bias", /"layers\.1\.attention\.key\.bias" is missing\./],
    ["embeddings.LayerNorm.weight", /"embeddings\.norm\.weight" is missing\./],
    ["pooler.dense.bias", /"pooler\.bias" is missing\./],
  ])("misses %s", (name, message) => {
    expect(() =>
      shapeOf(Object.fromEntries(Object.entries(bert).filter(([other]) => other !== name))),
    ).toThrow(message);
  });

  it("misses a layer, and layers", () => {
    expect(() => shapeOf(renamed(bert, (name) => name.replace("layer.1.", "layer.7.")))).toThrow(
      /"layers\.1\.attention\.query\.weight" is missing and 15 more/,
    );
    const none = Object.fromEntries(Object.entries(bert).filter(([name]) => !name.startsWith("encoder.")));
    expect(() => shapeOf(none)).toThrow(/it has no layer/);
  });

  it.each([
    ["encoder.layer.1.attention.self.key.weight", [4, 5]],
    ["encoder.layer.1.output.dense.weight", [8, 4]],
    ["embeddings.position_embeddings.weight", [9, 3]],
    ["embeddings.word_embeddings.weight", [0, 4]],
    ["encoder.layer.0.attention.output.LayerNorm.bias", [4, 1]],
    ["pooler.dense.weight", [4]],
  ])("refuses %s of shape %j", (name, shape) => {
    expect(() => shapeOf({ ...bert, [name]: shape })).toThrow(
      expect.objectContaining({
        code: "WEIGHTS_MISMATCH",
        message: expect.stringContaining("should have the shape"),
      }),
    );
  });

  it("refuses weights that are no floats", () => {
    expect(() => shapeOf(bert, "encoder", "int8")).toThrow(/has the type int8/);
    expect(shapeOf(bert, "encoder", "bfloat16")).toMatchObject(BERT);
  });

  it("checks a vocabulary", () => {
    const shape = shapeOf(bert);
    checkVocabulary(shape, 11, "model.bin");
    checkVocabulary(shape, 10, "model.bin");
    expect(() => checkVocabulary(shape, 12, "model.bin")).toThrow(
      expect.objectContaining({
        code: "VOCABULARY_MISMATCH",
        message: expect.stringContaining("12 entries"),
      }),
    );
  });
});
