import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { text, utf8 } from "./bytes.js";
import { FileJournal, readJournal } from "./journal.js";
import { type JournalEntry, MemoryStore, MemoryStoreBuilder } from "./memory-store.js";
import { storeContract } from "./store.contract.js";
import { TABLES } from "./store.js";

storeContract("MemoryStore", {
  async builder(folder) {
    return new MemoryStoreBuilder(async (store) => {
      writeFileSync(join(folder, "snapshot"), Buffer.concat(store.snapshot()));
    });
  },
  async open(folder) {
    const path = join(folder, "journal");
    const found = readJournal(path);
    const tables = MemoryStore.tablesOf(readFileSync(join(folder, "snapshot")));
    return new MemoryStore(tables, new FileJournal(path, found), found.entries);
  },
});

describe("MemoryStore", () => {
  const changed = () => {
    const store = new MemoryStore();
    store.transact((writer) => {
      writer.put("ids", "a", utf8("1"));
      writer.put("ids", "😀", utf8("2"));
      writer.put("entities", 4, utf8("four"));
    });
    store.transact((writer) => writer.remove("ids", "a"));
    return store;
  };

  it("writes what was changed into a snapshot", () => {
    const again = new MemoryStore(MemoryStore.tablesOf(Buffer.concat(changed().snapshot())));
    expect([...again.scan("ids")].map(([key, value]) => [key, text(value)])).toEqual([["😀", "2"]]);
    expect([...again.scan("entities")].map(([key, value]) => [key, text(value)])).toEqual([[4, "four"]]);
  });

  it("refuses a snapshot that was cut at any byte, or that something was added to", () => {
    const bytes = Buffer.concat(changed().snapshot());
    for (let length = 0; length < bytes.length; length++)
      expect(() => MemoryStore.tablesOf(bytes.subarray(0, length))).toThrow(RangeError);
    expect(() => MemoryStore.tablesOf(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(RangeError);
  });

  it("reads snapshots of older formats, which lack the tables that came later", () => {
    const parts = new MemoryStore(MemoryStore.tablesOf(Buffer.concat(changed().snapshot()))).snapshot();
    const ofTable = parts.length / Object.keys(TABLES).length;
    for (const [version, lacks] of [
      [1, ["sameAs", "nameWords", "names", "log", "referrers"]],
      [2, ["nameWords", "names", "log", "referrers"]],
      [3, ["names", "log", "referrers"]],
    ] as const) {
      const older = Buffer.concat(parts.slice(0, -lacks.length * ofTable));
      const store = new MemoryStore(MemoryStore.tablesOf(older, version));
      expect(text(store.get("ids", "😀") ?? utf8("nothing"))).toBe("2");
      for (const table of lacks) expect([...store.scan(table)]).toEqual([]);
    }
  });

  it("changes nothing when its journal cannot be written", () => {
    const journal = {
      locked: <T>(write: () => T) => write(),
      catchUp: () => ({ entries: [] }),
      append(_entries: JournalEntry[]) {
        throw new Error("the disk is full");
      },
      close() {},
    };
    const store = new MemoryStore(undefined, journal);
    expect(() => store.transact((writer) => writer.put("ids", "a", utf8("1")))).toThrow("the disk is full");
    expect(store.get("ids", "a")).toBeUndefined();
  });

  it("keeps the last of equal keys that a builder was given", async () => {
    const builder = new MemoryStoreBuilder();
    for (const [key, value] of ["b1", "a1", "b2", "a2"].map((pair) => [pair[0] ?? "", pair] as const))
      builder.put("ids", key, utf8(value));
    await builder.finish();
    expect([...(builder.built?.scan("ids") ?? [])].map(([, value]) => text(value))).toEqual(["a2", "b2"]);
  });
});
