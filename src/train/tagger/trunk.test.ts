import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadTagger } from "../../models/tagger/tagger.js";
import { train } from "../../nn/training/train.js";
import { configOf } from "../config/index.js";
import { trainOptions } from "../training-schema.js";
import { countVocabulary } from "./count-vocabulary.js";
import { answersOf } from "./labelled-text.js";
import { inheritedByTagger, prepareTagger, readTaggerPreparation } from "./preparation.js";
import { saveTagger } from "./save.js";
import { taggerSchema } from "./schema.js";
import { smallTexts } from "./small-texts.contract.js";
import { taggerTask } from "./task.js";
import { THRESHOLD } from "./validator.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-trunk-"));
afterAll(() => rmSync(folder, { recursive: true }));

const config = configOf(taggerSchema, undefined, [
  ...["trunk=new", "wordWidth=8", "characterWidth=8", "filters=16", "width=12", "dropout=0.1"].map(
    (setting) => `model.${setting}`,
  ),
  ...["layers=1", "states=16", "heads=2", "vocabulary=200", "rate=1"].map((setting) => `trunk.${setting}`),
  'labels.mean=["MISC=LOC|ORG"]',
  ...["epochs=10", "batch=20", "buckets=[16]", "threads=1"].map((setting) => `training.${setting}`),
  "optimiser.rate=0.02",
]);

/** Half of the texts say of places and of organisations only that they are one of the two. */
const texts = () =>
  smallTexts(200, 1).map(({ mentions, ...text }, i) => ({
    ...text,
    mentions: mentions.map((one) => (i % 2 === 0 && one.label !== "PER" ? { ...one, label: "MISC" } : one)),
  }));
const development = () => smallTexts(40, 2);

it("trains a tagger with a transformer on labels that are known in part", async () => {
  const counted = await countVocabulary(texts, config);
  expect(counted.vocabulary.classes).toEqual(["LOC", "ORG", "PER"]);
  const made = await prepareTagger(folder, texts, counted.vocabulary, config, undefined);
  expect(made.drawn).toContain("trunk.embeddings.token.weight");
  const preparation = await readTaggerPreparation(folder);
  const task = taggerTask({ training: texts, development, ...preparation }, config);
  const { parameters, best } = await train(task, trainOptions(config, folder));
  expect(best?.score).toBeGreaterThan(0.9);

  const threshold = best?.thresholds[THRESHOLD] as number;
  await saveTagger(folder, { config, ...preparation, parameters, threshold });
  const tagger = await loadTagger(folder);
  let [right, all] = [0, 0];
  for (const document of development()) {
    const { names } = answersOf(document, counted.vocabulary.classes);
    const found = new Set(
      (await tagger.tag(document.text)).map(({ start, end, label }) => `${start} ${end} ${label}`),
    );
    right += names.filter(({ start, end, label }) => found.has(`${start} ${end} ${label}`)).length;
    all += names.length;
  }
  // What is computed in int8 is nearly what was measured.
  expect(right / all).toBeGreaterThan(0.85);
  await tagger.close();
});

it("begins with a tagger and its transformer", async () => {
  const { vocabulary } = await readTaggerPreparation(folder);
  expect(await inheritedByTagger(folder)).toEqual(["model.trunk=init"]);
  const further = { ...config, model: { ...config.model, trunk: "init" as const } };
  const next = join(folder, "next");
  const { drawn, initial, encoder } = await prepareTagger(next, texts, vocabulary, further, folder);
  expect(drawn).toEqual([]);
  expect(encoder?.tokeniser.json).toEqual((await readTaggerPreparation(folder)).encoder?.tokeniser.json);
  expect((await readTaggerPreparation(next)).initial.size).toBe(initial.size);
  await expect(prepareTagger(next, texts, vocabulary, further, undefined)).rejects.toThrow(
    "--init should be the folder of an encoder or of a tagger with a trunk",
  );
});
