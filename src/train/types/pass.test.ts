import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { loadBiEncoder } from "../../models/encoders/load-bi-encoder.js";
import { writeSmallBiEncoder } from "../../models/encoders/small-encoders.contract.js";
import { loadTypeClassifier } from "../../models/types/load-type-classifier.js";
import type { ClassifiedTypes } from "../../models/types/settings.js";
import { initialParameters, parametersOf } from "../../nn/layers/model.js";
import { configOf } from "../config/index.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { inheritedSettings, prepareTypes, saveTypes, typeSchema } from "./index.js";
import { trainedModel } from "./preparation.js";
import { smallTypes } from "./small-types.contract.js";

const config = configOf(typeSchema, undefined, ["encoder.frozen=true", "model.hidden=8"]);
const home = mkdtempSync(join(tmpdir(), "namesake-types-"));
const encoder = join(home, "encoder");
const folder = join(home, "types");
let kb: KnowledgeBase;
const texts = () => smallTexts(kb, [0, 1, 2], 30, 1);

/** Prepares a training and leaves the model as it would begin. */
async function begin(own: string, types: ClassifiedTypes, init: string | undefined, settings = config) {
  mkdirSync(own);
  const prepared = await prepareTypes(own, texts, types, settings, init);
  const specs = parametersOf(trainedModel(prepared.settings, settings));
  const parameters = initialParameters(specs, 5, prepared.initial);
  await saveTypes(own, { preparation: prepared, parameters });
  return { ...prepared, parameters };
}

beforeAll(async () => {
  kb = await smallWorld(10);
  await writeSmallBiEncoder(encoder, { texts: texts().map(({ text }) => text) });
  await begin(folder, smallTypes(kb), encoder);
});
afterAll(() => rmSync(home, { recursive: true }));

it("makes in one pass the vectors of the bi-encoder whose transformer it has", async () => {
  const [classifier, whole] = [await loadTypeClassifier(folder), await loadBiEncoder(encoder)];
  expect(classifier.settings.vectors?.encoder).toBe(whole.encoder.id);
  const text = texts()
    .map((one) => one.text)
    .join(" ");
  const mentions = [...text.matchAll(/\b[A-Z][a-z]{5}\b/g)].map(({ index }) => ({
    start: index,
    end: index + 6,
  }));
  expect(mentions.length).toBeGreaterThan(40);
  const read = await classifier.read(text, mentions);
  const vectors = await whole.encoder.encodeMentions(text, mentions);
  for (const [i, { vector, types }] of read.entries()) {
    expect(vector).toEqual(vectors[i]);
    expect(types.map(({ length }) => length)).toEqual([4, 2]);
  }
  await classifier.close();
  await classifier.close();
  await expect(classifier.classify(text, mentions)).rejects.toMatchObject({ code: "CLOSED" });
  await whole.encoder.close();
});

it("makes none where the transformer is trained, or is another's", async () => {
  const free = configOf(typeSchema, undefined, ["encoder.frozen=false"]);
  const { settings, tower } = await begin(join(home, "free"), smallTypes(kb), encoder, free);
  expect(settings.vectors).toBeUndefined();
  expect(tower.size).toBe(0);
  const classifier = await loadTypeClassifier(join(home, "free"));
  const [read] = await classifier.read("Shares of Kalomi fell.", [{ start: 10, end: 16 }]);
  expect(Object.keys(read ?? {})).toEqual(["types"]);
  await classifier.close();
});

it("begins with another classifier: with its answers only where the types are the same", async () => {
  const types = smallTypes(kb);
  const same = await begin(join(home, "same"), types, folder);
  expect(same.begun).toBe(same.parameters.size);
  expect(same.settings.vectors).toBeDefined();
  const swapped = types.axes.map((axis) => ({ ...axis, classes: axis.classes.toReversed() }));
  const other = await begin(join(home, "other"), { ...types, axes: swapped }, folder);
  expect([...other.initial.keys()].every((name) => name.startsWith("trunk."))).toBe(true);
  expect(other.begun).toBeGreaterThan(0);
});

it("reads texts as the model does that it begins with, where nothing else is said", async () => {
  const inputs = ["training.buckets=[32]", "inputs.contextTokens=32", "inputs.mentionTokens=6"];
  expect(await inheritedSettings(encoder)).toEqual(inputs);
  expect(await inheritedSettings(folder)).toEqual(["model.hidden=8", ...inputs]);
  expect(await inheritedSettings(home)).toEqual([]);
  expect(configOf(typeSchema, undefined, inputs).inputs.contextTokens).toBe(32);
});

it("refuses to begin LSTMs with a model, and an encoder with LSTMs", async () => {
  const lstm = configOf(typeSchema, undefined, ["model.kind=lstm", "lstm.width=4", "lstm.wordWidth=4"]);
  const refused = join(home, "refused");
  await expect(prepareTypes(refused, texts, smallTypes(kb), lstm, encoder)).rejects.toThrow(
    "--init should be absent where model.kind is lstm",
  );
  await begin(join(home, "lstm"), smallTypes(kb), undefined, lstm);
  await expect(
    prepareTypes(refused, texts, smallTypes(kb), config, join(home, "lstm")),
  ).rejects.toMatchObject({ code: "INITIAL_UNUSABLE" });
});
