import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { loadTypeClassifier } from "../../models/types/load-type-classifier.js";
import type { TypeClassifier } from "../../models/types/type-classifier.js";
import { TYPE_FILES } from "../../models/types/type-files.js";
import { type TrainResult, train } from "../../nn/training/train.js";
import { configOf } from "../config/index.js";
import type { LinkedText } from "../encoders/linked-texts.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { trainOptions } from "../training-schema.js";
import {
  prepareTypes,
  readTypePreparation,
  saveTypes,
  type TypeConfig,
  typeSchema,
  typeTask,
} from "./index.js";
import { TypeScore } from "./scoring.js";
import { smallTypes } from "./small-types.contract.js";

const SETTINGS = [
  "model.dropout=0.1",
  "model.hidden=16",
  "inputs.contextTokens=24",
  "inputs.mentions=3",
  "training.buckets=[24]",
  "training.threads=1",
  "noise.mentions=0.5",
  "validation.mentions=80",
];
const KINDS: Readonly<Record<string, TypeConfig>> = {
  encoder: configOf(typeSchema, undefined, [
    ...SETTINGS,
    "training.epochs=4",
    "training.batch=8",
    "optimiser.rate=0.004",
    "encoder.trunk=new",
    "encoder.layers=1",
    "encoder.states=32",
    "encoder.heads=2",
    "encoder.vocabulary=260",
    "encoder.rate=1",
  ]),
  lstm: configOf(typeSchema, undefined, [
    ...SETTINGS,
    "training.epochs=4",
    "training.batch=16",
    "optimiser.rate=0.01",
    "model.kind=lstm",
    "inputs.contextTokens=16",
    "training.buckets=[16]",
    "lstm.wordWidth=16",
    "lstm.characterWidth=4",
    "lstm.filters=8",
    "lstm.affixes=64",
    "lstm.width=16",
  ]),
};

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const home = mkdtempSync(join(tmpdir(), "namesake-types-"));
let kb: KnowledgeBase;
const training = (): LinkedText[] => smallTexts(kb, range(0, 80), 300, 1);
const development = (): LinkedText[] => smallTexts(kb, range(80, 100), 40, 2);
beforeAll(async () => {
  kb = await smallWorld(100);
});
afterAll(() => rmSync(home, { recursive: true }));

/** Trains in a folder, from where it stands. */
async function trained(config: TypeConfig, folder: string, more: object = {}): Promise<TrainResult> {
  const types = smallTypes(kb);
  const preparation = await readTypePreparation(folder);
  const task = typeTask({ types, training, development, preparation }, config);
  return train(task, { ...trainOptions(config, folder), ...more });
}

describe.each(Object.entries(KINDS))("a classifier of the kind %s", (kind, config) => {
  const folder = join(home, kind);
  let result: TrainResult;
  let classifier: TypeClassifier;
  beforeAll(async () => {
    mkdirSync(folder);
    await prepareTypes(folder, training, smallTypes(kb), config, undefined);
    result = await trained(config, folder);
    await saveTypes(folder, {
      preparation: await readTypePreparation(folder),
      parameters: result.parameters,
    });
    classifier = await loadTypeClassifier(folder, { types: smallTypes(kb) });
  });
  afterAll(() => classifier.close());

  it("learns types by their contexts, of entities that it never saw", () => {
    expect(result.best?.score).toBeGreaterThan(0.9);
  });

  it("is, once saved and opened, what was measured", async () => {
    const { axes } = smallTypes(kb);
    const score = new TypeScore(axes.map(({ classes }) => classes.length));
    for (const { text, mentions } of development())
      for (const [i, types] of (await classifier.classify(text, mentions)).entries()) {
        const row = mentions[i]?.row as number;
        score.add(
          axes.map(({ classOf }) => classOf[row] as number),
          types,
        );
        for (const probabilities of types)
          expect(probabilities.reduce((sum, one) => sum + one)).toBeCloseTo(1, 5);
      }
    // Whole numbers of 8 bits may decide otherwise where two classes are equally likely.
    expect(Math.abs(score.all.micro - (result.best?.score as number))).toBeLessThan(0.03);
  });

  it("says the same of a mention, alone and among others, in short texts and in long ones", async () => {
    const text =
      "Shares of Kalomi fell as the factory closed. Fish swim in the cold water of Velani after the rain.";
    const spans = ["Kalomi", "Velani"].map((name) => ({
      start: text.indexOf(name),
      end: text.indexOf(name) + name.length,
    }));
    const together = await classifier.classify(text, spans);
    for (const [i, span] of spans.entries())
      expect((await classifier.classify(text, [span]))[0]).toEqual(together[i]);
    const behind = `${text}${" rain".repeat(50_000)}`;
    const [first] = await classifier.classify(behind, spans);
    expect(first?.map(({ length }) => length)).toEqual(classifier.axes.map(({ classes }) => classes.length));
    expect(await classifier.classify(text, [])).toEqual([]);
    const [alone] = await classifier.classify("Kalomi", [{ start: 0, end: 6 }]);
    expect(alone?.flatMap((one) => [...one]).every(Number.isFinite)).toBe(true);
    await expect(classifier.classify("Kalomi", [{ start: 3, end: 9 }])).rejects.toMatchObject({
      code: "SPAN_INVALID",
    });
  });

  it("is trained to the same numbers in one run and in two", async () => {
    const short = { ...config, training: { ...config.training, epochs: 0, steps: 6 } };
    const run = async (name: string) => {
      const own = join(home, `${kind}-${name}`);
      mkdirSync(own);
      await prepareTypes(own, training, smallTypes(kb), short, undefined);
      return own;
    };
    const once = await trained(short, await run("once"));
    const twice = await run("twice");
    await trained(short, twice, { pauseAt: 4 });
    const { parameters } = await trained(short, twice, { resume: true });
    expect(parameters).toEqual(once.parameters);
  });

  it("refuses other types, and files that do not belong together", async () => {
    const types = smallTypes(kb);
    const [kindAxis, life] = types.axes as [(typeof types.axes)[0], (typeof types.axes)[0]];
    const load = (axes: typeof types.axes) => loadTypeClassifier(folder, { types: { ...types, axes } });
    await expect(load([kindAxis])).rejects.toThrow(
      "expected 2 axes (kind, life), found one axis (kind). Give the type system that it was trained for",
    );
    await expect(load([life, kindAxis])).rejects.toThrow('expected the axis "kind", found "life"');
    const renamed = { ...kindAxis, classes: ["other", "river", "firm", "singer"] };
    await expect(load([renamed, life])).rejects.toThrow(
      'expected the class "company" on the axis "kind", found "firm"',
    );
    const more = { ...life, classes: [...life.classes, "undead"] };
    expect(() => classifier.requireTypes({ ...types, axes: [kindAxis, more] })).toThrow(
      'expected 2 classes on the axis "life", found 3 of them, one of which is "undead"',
    );

    const damaged = join(folder, "damaged");
    const lexicon = kind === "encoder" ? TYPE_FILES.tokeniser : TYPE_FILES.vocabulary;
    const damage = async (file: string, content: string) => {
      rmSync(damaged, { recursive: true, force: true });
      mkdirSync(damaged);
      for (const name of [TYPE_FILES.settings, TYPE_FILES.model, lexicon])
        copyFileSync(join(folder, name), join(damaged, name));
      writeFileSync(join(damaged, file), content);
      return loadTypeClassifier(damaged).then(
        () => "none",
        (error: NamesakeError) => error.code,
      );
    };
    const settings = JSON.stringify({ ...JSON.parse(JSON.stringify(classifier.settings)), id: "types-0" });
    expect(await damage(TYPE_FILES.settings, settings)).toBe("MODEL_INVALID");
    expect(await damage(TYPE_FILES.settings, settings.replace("company", "firm"))).toBe("RECORD_INVALID");
    expect(await damage(TYPE_FILES.settings, "{")).toBe("RECORD_INVALID");
    expect(await damage(TYPE_FILES.model, "no model")).toBe("MODEL_INVALID");
    await expect(loadTypeClassifier(join(folder, "nowhere"))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
  });
});
