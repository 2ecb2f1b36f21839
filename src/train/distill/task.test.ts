import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { entityTextOf } from "../../models/encoders/entity-text.js";
import { loadBiEncoder } from "../../models/encoders/load-bi-encoder.js";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import { train } from "../../nn/training/train.js";
import { type Preparation, prepareBiEncoder, readPreparation } from "../biencoder/index.js";
import { configOf } from "../config/index.js";
import type { CandidateLists } from "../encoders/candidate-lists.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { trainOptions } from "../training-schema.js";
import type { TaughtExample } from "./examples.js";
import { distillationSchema, distillationTask } from "./index.js";
import { ABSENT } from "./model.js";

const SETTINGS = [
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
  "training.epochs=4",
  "training.threads=1",
  "optimiser.rate=4e-3",
  "validation.mentions=20",
  "validation.others=20",
  "teacher.candidates=3",
];

const folder = mkdtempSync(join(tmpdir(), "namesake-distill-"));
let kb: KnowledgeBase;

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const training = () => smallTexts(kb, range(0, 30), 300, 1);
const development = () => smallTexts(kb, range(0, 30), 40, 2);

/** The entities of a mention's name: its own, and the two wrong ones in the order of the KB, which the labels do not tell apart. */
function namesakesOf(own: number): number[] {
  const first = own - (own % 3);
  return [own, ...[first, first + 1, first + 2].filter((row) => row !== own)];
}

/** Thinks so much of the own entity, and of the two others. */
function teacherOf(scores: readonly number[]): CandidateLists {
  const lists = training().flatMap(({ mentions }) => mentions.map(({ row }) => namesakesOf(row as number)));
  return { mentions: lists.length, most: 3, rows: (i) => lists[i] as number[], scores: () => scores };
}

const config = configOf(distillationSchema, undefined, SETTINGS);
let preparation: Preparation;
const taskOf = (teacher: CandidateLists) =>
  distillationTask({ kb, training, development, preparation, teacher }, config);

beforeAll(async () => {
  kb = await smallWorld(40);
  await prepareBiEncoder(folder, training, config, undefined);
  preparation = await readPreparation(folder, config);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** How often a student has the own entity first, and the others in the order of the KB, of the mentions of the development texts. */
async function ordersOf(name: string, teacher: CandidateLists) {
  const run = join(folder, name);
  const { parameters } = await train(taskOf(teacher), trainOptions(config, run));
  const { tokeniser, settings } = preparation;
  const scale = Math.exp(parameters.get("scale")?.[0] as number);
  const made = { settings: { ...settings, scale }, tokeniser, parameters, precision: "float32" } as const;
  await saveBiEncoder(run, made);
  const { encoder } = await loadBiEncoder(run);
  const counts = { ownFirst: 0, inOrder: 0, all: 0 };
  for (const { text, mentions } of development()) {
    const queries = await encoder.encodeMentions(text, mentions);
    for (const [i, { row }] of mentions.entries()) {
      const rows = namesakesOf(row as number);
      const vectors = await encoder.encodeEntities(
        rows.map((one) => entityTextOf(kb, kb.at(one) ?? { id: "", name: "" })),
      );
      const [own = 0, one = 0, other = 0] = vectors.map((vector) =>
        vector.reduce((sum, value, at) => sum + value * (queries[i]?.[at] as number), 0),
      );
      counts.all++;
      if (own > Math.max(one, other)) counts.ownFirst++;
      if (one > other) counts.inOrder++;
    }
  }
  await encoder.close();
  return { ownFirst: counts.ownFirst / counts.all, inOrder: counts.inOrder / counts.all };
}

it("teaches students what their teachers think of entities that the labels do not tell apart", async () => {
  const inOrder = await ordersOf("in-order", teacherOf([6, 3, 0]));
  expect(inOrder.ownFirst).toBeGreaterThan(0.85);
  expect(inOrder.inOrder).toBeGreaterThan(0.75);
  // Of the same labels, and the other way round.
  const reversed = await ordersOf("reversed", teacherOf([6, 0, 3]));
  expect(reversed.ownFirst).toBeGreaterThan(0.85);
  expect(reversed.inOrder).toBeLessThan(0.25);
});

it("gives each candidate its entity in the batch and its score, and to mentions without candidates nothing", async () => {
  const scores = [6, 3, 0];
  const all = teacherOf(scores);
  // Of these mentions the first has no list that could be taught, and the last have none at all.
  const teacher = { ...all, mentions: 12, rows: (i: number) => all.rows(i).slice(0, i === 0 ? 1 : 3) };
  const task = taskOf(teacher);
  const examples: TaughtExample[] = [];
  for await (const example of task.examples(0)) {
    examples.push(example);
    if (examples.length === 16) break;
  }
  const { keys, taught, teacher: thoughts } = task.collate(examples, 24);
  const most = config.teacher.candidates;
  for (const [i, { place, row }] of examples.entries()) {
    const found = new Map(
      Array.from({ length: most }, (_, j): [number, number] => [
        Number(keys.data[Number(taught.data[i * most + j])]),
        Number(thoughts.data[i * most + j]),
      ]),
    );
    const expected = new Map(all.rows(place).map((one, rank) => [one, scores[rank]]));
    if (place > 0 && place < 12) expect(found).toEqual(expected);
    else expect([...found.values()].every((score) => score === ABSENT)).toBe(true);
    // The own one is that in the mention's place, though another mention may mean it too.
    if (found.get(row as number) === 6) expect([...taught.data].slice(i * most, (i + 1) * most)).toContain(i);
  }
  expect(examples.map(({ place }) => place)).toEqual(range(0, 16));
});
