import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { utf8 } from "./bytes.js";
import { LmdbStore, LmdbStoreBuilder, loadLmdb } from "./lmdb-store.js";
import { rewriteLmdb } from "./rewrite-lmdb.js";
import { TABLES, type Table } from "./store.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rewrite-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function lmdb() {
  const module = await loadLmdb();
  if ("why" in module) throw new Error(module.why);
  return module;
}

const all = (store: LmdbStore) =>
  (Object.keys(TABLES) as Table[]).map((table) =>
    [...store.scan(table)].map(([key, value]) => [key, Buffer.from(value).toString("hex")]),
  );

it("writes all that is there, without freed room, into a file that can be written to", async () => {
  const module = await lmdb();
  const path = join(folder, "data.mdb");
  const builder = new LmdbStoreBuilder(module, path);
  for (let i = 0; i < 3000; i++) {
    builder.put("entities", i, utf8(JSON.stringify({ id: `e${i}`, text: "long ".repeat(i % 90) })));
    builder.put("vectors", i, new Uint8Array(500).fill(i));
  }
  for (const id of ["a", "ä", "b c", "😀"]) builder.put("ids", id, utf8(id));
  await builder.finish();
  const store = LmdbStore.open(module, path, undefined);
  store.transact((writer) => {
    for (let i = 0; i < 2000; i++) writer.remove("vectors", i);
  });

  const written = join(folder, "data-1.mdb");
  await rewriteLmdb(module, store, written);
  expect(readdirSync(folder).filter((name) => name.includes("raw"))).toEqual([]);
  const copy = LmdbStore.open(module, written, undefined);
  expect(all(copy)).toEqual(all(store));
  copy.transact((writer) => {
    for (let i = 0; i < 3000; i++) writer.put("vectors", i, new Uint8Array(700).fill(1));
    for (let i = 0; i < 1500; i++) writer.remove("entities", i);
  });
  expect([...copy.scan("vectors")]).toHaveLength(3000);
  await copy.close();
  await store.close();
});

it("leaves nothing behind where it fails", async () => {
  const module = await lmdb();
  const path = join(folder, "other.mdb");
  const builder = new LmdbStoreBuilder(module, path);
  builder.put("ids", "a", utf8("1"));
  await builder.finish();
  const store = LmdbStore.open(module, path, undefined);
  const broken = Object.assign(Object.create(store), {
    copy: () => Promise.reject(new Error("the disk is full")),
  });
  await expect(rewriteLmdb(module, broken, join(folder, "other-1.mdb"))).rejects.toThrow("the disk is full");
  expect(existsSync(join(folder, "other-1.mdb-raw"))).toBe(false);
  await store.close();
});
