import { expect, it, onTestFinished } from "vitest";
import { buildKnowledgeBase, openKnowledgeBase } from "../../kb/folder.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { entityTextOf } from "../../models/encoders/entity-text.js";
import { buildFolderIndex } from "../../vectors/folder-index.js";
import { VectorFolder } from "../../vectors/vector-folder.js";
import { CountingEncoder, vectorOf } from "./counting-encoder.contract.js";
import { DenseCandidates } from "./dense-candidates.js";
import { embedded, kbOf, recordOf, recordsOf, SHARD, temporaryFolder } from "./embedded-kb.contract.js";
import { writeEntityVectors } from "./write-entity-vectors.js";

async function opened(path: string, kb: KnowledgeBase, encoder: CountingEncoder): Promise<DenseCandidates> {
  const candidates = await DenseCandidates.open(path, kb, encoder);
  onTestFinished(() => candidates.close());
  return candidates;
}

/** The name of the entity that is nearest to the vector that a record has. */
async function nearestTo(kb: KnowledgeBase, candidates: DenseCandidates, record: EntityRecord) {
  const [hits] = await candidates.nearest([vectorOf(entityTextOf(kb, record))], 1);
  return hits?.[0] && { name: kb.at(hits[0].row)?.name, same: hits[0].score > 0.99 };
}

it.each(["exact", "hnsw", "ivf"] as const)("finds the entities nearest to queries: %s", async (kind) => {
  const { kb, path, encoder } = await embedded(recordsOf(200));
  const folder = VectorFolder.open(path);
  await buildFolderIndex(folder, kind);
  folder.close();
  const candidates = await opened(path, kb, encoder);
  const queries = [7, 150].map((number) => vectorOf(entityTextOf(kb, recordOf(number))));
  const found = await candidates.nearest(queries, 10);
  expect(found.map((hits) => hits.length)).toEqual([10, 10]);
  expect(found.map(([first]) => first?.row)).toEqual([7, 150]);
  const odd = await candidates.nearest(queries, 5, { allowed: (row) => row % 2 === 1 });
  expect(odd.flat().every(({ row }) => row % 2 === 1)).toBe(true);
  expect(await candidates.nearest([], 5)).toEqual([]);
  expect(encoder.taken()).toEqual([]);
});

it("counts edits of this process in the next answer, encoding what was edited alone", async () => {
  const { kb, path, encoder } = await embedded(recordsOf(40));
  const candidates = await opened(path, kb, encoder);
  const changed = { ...recordOf(3), description: "a river" };
  const added = { id: "new", name: "New" };
  kb.edit([{ put: changed }, { put: added }, { remove: "e5" }, { put: { ...recordOf(6), count: 9 } }]);
  const nearest = (record: EntityRecord) => nearestTo(kb, candidates, record);
  expect(await Promise.all([changed, added, recordOf(6)].map(nearest))).toEqual([
    { name: "Entity 3", same: true },
    { name: "New", same: true },
    { name: "Entity 6", same: true },
  ]);
  // A count is not read.
  expect(encoder.taken()).toEqual(["Entity 3", "New"]);
  for (const gone of [recordOf(3), recordOf(5)]) expect((await nearest(gone))?.same).toBe(false);
  kb.edit([{ remove: "new" }, { put: recordOf(5) }]);
  expect((await nearest(added))?.same).toBe(false);
  expect(await nearest(recordOf(5))).toEqual({ name: "Entity 5", same: true });
  expect(encoder.taken()).toEqual(["Entity 5"]);
});

it("counts edits of another process in the next answer, encoding what was edited alone", async () => {
  const encoder = new CountingEncoder();
  const path = temporaryFolder();
  const folder = `${path}-kb`;
  const { knowledgeBase: kb } = await buildKnowledgeBase(recordsOf(40), folder, () => []);
  // Another look at the folder sees as much of this one as another process does.
  const other = await openKnowledgeBase(folder);
  onTestFinished(() => Promise.all([kb.close(), other.close()]).then(() => undefined));
  await writeEntityVectors(path, kb, encoder, { shardRows: SHARD });
  encoder.taken();
  const candidates = await opened(path, kb, encoder);
  other.edit([{ put: { id: "new", name: "New" } }, { remove: "e5" }]);
  other.edit([{ put: { ...recordOf(3), description: "a river" } }]);
  expect(await nearestTo(kb, candidates, { id: "new", name: "New" })).toEqual({ name: "New", same: true });
  expect((await nearestTo(kb, candidates, recordOf(5)))?.same).toBe(false);
  expect((await nearestTo(kb, candidates, recordOf(3)))?.same).toBe(false);
  expect(encoder.taken()).toEqual(["Entity 3", "New"]);
});

it("counts edits that were made before it was opened, and leaves the folder as it is", async () => {
  const { kb, path, encoder } = await embedded(recordsOf(40));
  kb.edit([{ put: { ...recordOf(3), description: "a river" } }, { remove: "e39" }]);
  for (const _ of ["one", "another"]) {
    const candidates = await opened(path, kb, encoder);
    expect(encoder.taken()).toEqual(["Entity 3"]);
    expect((await nearestTo(kb, candidates, recordOf(39)))?.same).toBe(false);
  }
});

it("finds entities whose rows are others in a KB that was built again", async () => {
  const { path, encoder } = await embedded(recordsOf(40));
  const again = [{ id: "first", name: "First" }, ...recordsOf(40).filter((_, number) => number !== 20)];
  const kb = await kbOf(again);
  const candidates = await opened(path, kb, encoder);
  expect(encoder.taken()).toEqual(["First"]);
  for (const record of again)
    expect(await nearestTo(kb, candidates, record)).toEqual({ name: record.name, same: true });
});

it("compares all entities where an edit changed what others are called by", async () => {
  const related = { id: "r", name: "Related", relations: [{ relation: "part of", object: "e1" }] };
  const { kb, path, encoder } = await embedded([...recordsOf(10), related]);
  kb.edit([{ put: { ...recordOf(1), name: "Another name" } }]);
  await opened(path, kb, encoder);
  expect(encoder.taken()).toEqual(["Another name", "Related"]);
});

it("says what to run where the vectors are of another encoder or of another KB", async () => {
  const { kb, path, encoder } = await embedded(recordsOf(4));
  await expect(DenseCandidates.open(path, kb, new CountingEncoder("other"))).rejects.toMatchObject({
    code: "VECTORS_MISMATCH",
    details: { expected: "the model other", found: "counting-1" },
    message: expect.stringContaining("namesake embed entities") as string,
  });
  const others = Array.from({ length: 10_001 }, (_, i) => ({ id: `x${i}`, name: `Other ${i}` }));
  const other = await kbOf(others);
  await expect(DenseCandidates.open(path, other, encoder)).rejects.toMatchObject({
    code: "VECTORS_OUTDATED",
    details: { differences: 10_001, entities: 10_001 },
  });
  expect(encoder.taken()).toEqual([]);
  const candidates = await opened(path, kb, encoder);
  await expect(candidates.nearest([new Float32Array(3)], 1)).rejects.toMatchObject({
    code: "VECTORS_MISMATCH",
  });
});

it("answers again once an encoder that failed works", async () => {
  const { kb, path, encoder } = await embedded(recordsOf(40));
  const candidates = await opened(path, kb, encoder);
  kb.edit([{ put: { id: "new", name: "New" } }]);
  encoder.left = 0;
  await expect(nearestTo(kb, candidates, recordOf(1))).rejects.toMatchObject({ code: "CLOSED" });
  encoder.left = 1;
  expect(await nearestTo(kb, candidates, { id: "new", name: "New" })).toEqual({ name: "New", same: true });
  await candidates.close();
  await candidates.close();
  await expect(nearestTo(kb, candidates, recordOf(1))).rejects.toMatchObject({ code: "CLOSED" });
});
