import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { NamesakeError } from "../../errors.js";
import { loadTagger, TAGGER_FILES, type Tagger } from "../../models/tagger/tagger.js";
import { Vocabulary, type VocabularyJson } from "../../models/tagger/vocabulary.js";
import { type TrainResult, train } from "../../nn/training/train.js";
import { configOf } from "../config/index.js";
import { trainOptions } from "../training-schema.js";
import { countVocabulary } from "./count-vocabulary.js";
import { beginWith } from "./initial.js";
import { answersOf } from "./labelled-text.js";
import { saveTagger } from "./save.js";
import { taggerSchema } from "./schema.js";
import { smallTexts } from "./small-texts.contract.js";
import { taggerTask } from "./task.js";
import { THRESHOLD } from "./validator.js";

const SMALL = ["wordWidth=12", "characterWidth=8", "filters=16", "width=16", "dropout=0.1"];
const config = configOf(taggerSchema, undefined, [
  ...SMALL.map((setting) => `model.${setting}`),
  "training.epochs=16",
  "training.batch=20",
  "training.buckets=[12]",
  "training.threads=1",
  "optimiser.rate=0.02",
]);
const training = () => smallTexts(200, 1);
const development = () => smallTexts(40, 2);

const folder = mkdtempSync(join(tmpdir(), "namesake-tagger-"));
let vocabulary: Vocabulary;
let result: TrainResult;
let tagger: Tagger;

beforeAll(async () => {
  const counted = await countVocabulary(training, config);
  expect(counted.size).toMatchObject({ documents: 200 });
  vocabulary = counted.vocabulary;
  const task = taggerTask({ training, development, vocabulary }, config);
  result = await train(task, trainOptions(config, folder));
  const { parameters, best } = result;
  const threshold = best?.thresholds[THRESHOLD] as number;
  await saveTagger(folder, { config, vocabulary, parameters, threshold });
  tagger = await loadTagger(folder);
});
afterAll(async () => {
  await tagger.close();
  rmSync(folder, { recursive: true });
});

it("learns to find names that it never saw", async () => {
  expect(result.best?.score).toBeGreaterThan(0.9);
  expect(vocabulary.classes).toEqual(["LOC", "ORG", "PER"]);
});

it("is, once saved and opened, what was measured", async () => {
  let [right, found, all] = [0, 0, 0];
  for (const document of development()) {
    const { names } = answersOf(document, vocabulary.classes);
    const answers = await tagger.tag(document.text);
    const gold = new Set(names.map(({ start, end, label }) => `${start} ${end} ${label}`));
    right += answers.filter(({ start, end, label }) => gold.has(`${start} ${end} ${label}`)).length;
    found += answers.length;
    all += names.length;
  }
  expect((2 * right) / (found + all)).toBeCloseTo(result.best?.score as number, 6);
});

it("reads long texts sentence by sentence: what it says of a sentence does not depend on the others", async () => {
  const sentences = smallTexts(60, 3).map(({ text }) => text);
  const whole = await tagger.tag(sentences.join(" "));
  const apart: { start: number; end: number; label: string; probability: number }[] = [];
  let at = 0;
  for (const sentence of sentences) {
    for (const name of await tagger.tag(sentence))
      apart.push({ ...name, start: name.start + at, end: name.end + at });
    at += sentence.length + 1;
  }
  const rounded = (names: typeof apart) =>
    names.map((name) => ({ ...name, probability: Math.round(1000 * name.probability) }));
  expect(rounded(whole)).toEqual(rounded(apart));
  expect(whole.length).toBeGreaterThan(60);
  expect(whole.every(({ probability }) => probability > 0 && probability <= 1)).toBe(true);
  expect(await tagger.tag("")).toEqual([]);
  const endless = `${"it rained and ".repeat(200)}it rained in Kadorburg all day.`;
  const found = (await tagger.tag(endless)).map(({ start, end }) => endless.slice(start, end));
  expect(found.at(-1)).toBe("Kadorburg");
});

it("keeps fewer names at a higher threshold", async () => {
  const text = smallTexts(40, 4)
    .map((document) => document.text)
    .join(" ");
  const counts: number[] = [];
  for (const threshold of [0, 0.9, 1]) {
    const strict = await loadTagger(folder, { threshold });
    counts.push((await strict.tag(text)).length);
    await strict.close();
  }
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  expect(counts[0]).toBeGreaterThan(counts[2] as number);
  await expect(loadTagger(folder, { threshold: 2 })).rejects.toThrow(
    "threshold should be a number from 0 to 1",
  );
});

it("can be begun with by another one: rows go with their words, and what does not fit is named", async () => {
  const { words, characters, classes } = vocabulary;
  const more = new Vocabulary([...words, "new"], characters, classes);
  const { parameters, drawn } = await beginWith(folder, more, config);
  expect(drawn).toEqual([]);
  const old = result.parameters.get("words.weight") as Float32Array;
  const table = parameters.get("words.weight") as Float32Array;
  expect(table).toHaveLength(old.length + config.model.wordWidth);
  expect(table.subarray(0, old.length)).toEqual(old);

  const others = new Vocabulary(words, characters, ["LOC", "PER", "THING"]);
  const wider = { ...config, model: { ...config.model, width: 24 } };
  const begun = await beginWith(join(folder, "best.safetensors"), others, wider);
  expect(begun.drawn.filter((name) => name.startsWith("lstm."))).toHaveLength(6);
  expect(begun.drawn).toContain("out.weight");
  expect(begun.drawn).toContain("chain.transitions");
  expect([...begun.parameters.keys()]).toContain("spelling.filters.3.weight");
  await expect(beginWith(join(folder, "nothing"), more, config)).rejects.toMatchObject({
    code: "SOURCE_NOT_FOUND",
  });
});

it("refuses a folder whose files do not belong together", async () => {
  const damaged = join(folder, "damaged");
  const damage = async (file: string, content: string | undefined) => {
    rmSync(damaged, { recursive: true, force: true });
    mkdirSync(damaged);
    for (const name of Object.values(TAGGER_FILES)) copyFileSync(join(folder, name), join(damaged, name));
    if (content === undefined) rmSync(join(damaged, file));
    else writeFileSync(join(damaged, file), content);
    return loadTagger(damaged).then(
      () => "none",
      (error: NamesakeError) => error.code,
    );
  };
  const { words, characters, classes } = vocabulary;
  const other = (json: VocabularyJson) => JSON.stringify(json);
  expect(await damage("tagger.json", undefined)).toBe("SOURCE_NOT_FOUND");
  expect(await damage("tagger.json", "{")).toBe("RECORD_INVALID");
  expect(await damage("tagger.json", '{"letters":16,"threshold":7}')).toBe("RECORD_INVALID");
  expect(await damage("vocabulary.json", other({ words: words.slice(1), characters, classes }))).toBe(
    "VOCABULARY_MISMATCH",
  );
  expect(await damage("vocabulary.json", other({ words, characters, classes: ["LOC"] }))).toBe(
    "MODEL_INVALID",
  );
  expect(await damage("model.onnx", "no model")).toBe("MODEL_INVALID");
});
