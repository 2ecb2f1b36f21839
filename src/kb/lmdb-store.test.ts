import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { text, utf8 } from "./bytes.js";
import { LmdbStore, LmdbStoreBuilder, loadLmdb } from "./lmdb-store.js";
import { storeContract } from "./store.contract.js";

async function lmdb(): Promise<typeof import("lmdb")> {
  const loaded = await loadLmdb();
  if ("why" in loaded) throw new Error(`lmdb cannot be loaded: ${loaded.why}`);
  return loaded;
}

storeContract("LmdbStore", {
  builder: async (folder) => new LmdbStoreBuilder(await lmdb(), join(folder, "data.mdb")),
  open: async (folder) => LmdbStore.open(await lmdb(), join(folder, "data.mdb"), undefined),
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "namesake-lmdb-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it("throws on a file that is not LMDB's", async () => {
  const path = join(await emptyFolder(), "data.mdb");
  writeFileSync(path, Buffer.alloc(16_384, 7));
  const module = await lmdb();
  expect(() => LmdbStore.open(module, path, undefined)).toThrow();
});

it("opened to read only, it reads, and forgets what it is to remember", async () => {
  const path = join(await emptyFolder(), "data.mdb");
  const builder = new LmdbStoreBuilder(await lmdb(), path);
  builder.put("ids", "a", utf8("1"));
  await builder.finish();
  const store = LmdbStore.open(await lmdb(), path, "permission denied");
  expect(store.readOnly).toBe("permission denied");
  expect(text(store.get("ids", "a") ?? utf8("nothing"))).toBe("1");
  store.remember("vectors", [[0, utf8("vector")]]);
  expect(() => store.transact((writer) => writer.put("ids", "a", utf8("2")))).toThrow();
  expect(text(store.get("ids", "a") ?? utf8("nothing"))).toBe("1");
  await store.close();
});

it("lets go of the file when a build is abandoned", async () => {
  const path = join(await emptyFolder(), "data.mdb");
  const builder = new LmdbStoreBuilder(await lmdb(), path);
  builder.put("ids", "a", utf8("1"));
  await builder.abandon();
  const store = LmdbStore.open(await lmdb(), path, undefined);
  expect(store.get("ids", "a")).toBeUndefined();
  await store.close();
});

it("reads a file of an older format, which lacks a table, where it cannot be written", async () => {
  const path = join(await emptyFolder(), "data.mdb");
  const module = await lmdb();
  const root = module.open<Uint8Array, string>({ path, noSubdir: true, encoding: "binary", maxDbs: 9 });
  await root.openDB<Uint8Array, string>("ids", { encoding: "binary" }).put("a", utf8("1"));
  await root.close();
  const store = LmdbStore.open(module, path, "it belongs to another");
  expect(store.get("nameWords", "a")).toBeUndefined();
  expect([...store.scan("nameWords")]).toEqual([]);
  expect(text(store.get("ids", "a") ?? utf8("nothing"))).toBe("1");
  await store.close();
});
