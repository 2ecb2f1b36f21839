import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildKnowledgeBase } from "../kb/folder.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { writeAssignedTypes } from "../types/assigned-types-file.js";
import { quantiseRows } from "../vectors/quantised-rows.js";
import { hashOfId, writeEmbeddings } from "./coherence/embedding-file.js";
import { classFeatures } from "./entity-classes.js";
import { TRAINED_FILES, TrainedEntities } from "./trained-entities.js";

let folder: string;
let kb: KnowledgeBase;
const file = (name: keyof typeof TRAINED_FILES) => join(folder, TRAINED_FILES[name]);

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "trained-")), "kb");
  const records = [
    { id: "leeds", name: "Leeds" },
    { id: "leeds-utd", name: "Leeds United", types: { ner: ["ORG"] } },
  ];
  ({ knowledgeBase: kb } = await buildKnowledgeBase(records, folder, () => []));
});
afterAll(async () => {
  await kb.close();
  await rm(join(folder, ".."), { recursive: true });
});

const vectors = (ids: readonly string[]) => ({
  ...quantiseRows(
    ids.map(() => Float32Array.of(1, 0)),
    2,
  ),
  hashes: Float64Array.from(ids, hashOfId).sort(),
});
const rowsOf = (contentHash: string) => ({ kb: { contentHash, name: "kb" }, size: 2 });
const AXIS = { name: "class", classes: ["other", "LOC", "PER"], classOf: Uint16Array.of(1, 2) };

describe("what was learned of a KB's entities", () => {
  it("is looked for in the folder of the KB, and needs the vectors alone", async () => {
    expect(TrainedEntities.areIn(kb)).toBe(false);
    await writeEmbeddings(file("vectors"), vectors(["leeds"]), kb.totals().contentHash);
    expect(TrainedEntities.areIn(kb)).toBe(true);
    const trained = TrainedEntities.open(kb);
    expect(trained.vectors.of({ id: "leeds", name: "Leeds" })?.[0]).toBeCloseTo(1, 2);
    expect(trained.topics).toBeUndefined();
    expect(trained.classes.of({ id: "leeds", name: "Leeds" }, 0)).toBeUndefined();
    trained.close();
    trained.close();
  });

  it("has words and classes where they were written; a record's own class comes first", async () => {
    await writeEmbeddings(file("words"), vectors(["goal"]), kb.totals().contentHash);
    await writeAssignedTypes(
      file("classes"),
      { system: "ner", axes: [AXIS] },
      rowsOf(kb.manifest.contentHash),
    );
    const trained = TrainedEntities.open(kb);
    const topic = trained.topics?.of([["goal", 1]]);
    expect(trained.topics?.fit(topic, { id: "leeds", name: "Leeds" })).toBeCloseTo(1, 2);
    expect([...kb.entries()].map(([index, record]) => trained.classes.of(record, index))).toEqual([
      "LOC",
      "ORG",
    ]);
    expect(trained.classes.of({ id: "new", name: "New" }, 2)).toBeUndefined();
    trained.close();
  });

  it("is refused where it is of another KB, or no such file", async () => {
    await writeAssignedTypes(file("classes"), { system: "ner", axes: [AXIS] }, rowsOf("other"));
    expect(() => TrainedEntities.open(kb)).toThrow(
      expect.objectContaining({ code: "ASSIGNED_TYPES_FOREIGN" }),
    );
    await rm(file("classes"));
    await writeFile(file("words"), "nonsense");
    expect(() => TrainedEntities.open(kb)).toThrow(expect.objectContaining({ code: "EMBEDDINGS_INVALID" }));
  });
});

it("makes features of the classes that names mostly are of", () => {
  expect(classFeatures("LOC")).toEqual({ isPerson: 0, isPlace: 1, isGroup: 0, isWork: 0, isEvent: 0 });
  expect(classFeatures("FOOD")).toEqual({ isPerson: 0, isPlace: 0, isGroup: 0, isWork: 0, isEvent: 0 });
  expect(classFeatures(undefined)).toEqual({});
});
