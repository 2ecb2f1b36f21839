import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { text, utf8 } from "./bytes.js";
import type { Store, StoreBuilder } from "./store.js";

/** What a store needs to pass the contract: to be built into a folder, and to be opened from it. */
export interface StoreKind {
  builder(folder: string): Promise<StoreBuilder>;
  open(folder: string): Promise<Store>;
}

/** A store on disk, closed and removed at the end of the test. */
async function filled(kind: StoreKind, fill: (builder: StoreBuilder) => void = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "namesake-store-"));
  const builder = await kind.builder(folder);
  fill(builder);
  await builder.flush();
  await builder.finish();
  const opened = { store: await kind.open(folder) };
  onTestFinished(async () => {
    await opened.store.close();
    rmSync(folder, { recursive: true });
  });
  return {
    get store() {
      return opened.store;
    },
    async reopen() {
      await opened.store.close();
      opened.store = await kind.open(folder);
    },
  };
}

const inUtf8Order = (keys: readonly string[]): string[] =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
const keysOf = (store: Store, from?: string): string[] =>
  [...store.scan("aliases", from)].map(([key]) => key);

/** Ends of every length of UTF-8, and neighbours that UTF-16 would sort the other way round. */
const LETTERS = [" ", "a", "b", "\u007f", "é", "ÿ", "ठ", "\ue000", "\uffee", "😀", "\u{10fffe}"];
const letter = fc.constantFrom(...LETTERS);
const keyText = fc.oneof(
  fc.string({ unit: letter, minLength: 1, maxLength: 4 }),
  fc.string({ unit: letter, minLength: 60, maxLength: 80 }),
);

/** One shared suite: every store passes it. */
export function storeContract(name: string, kind: StoreKind): void {
  describe(`${name} keeps the contract of a store`, () => {
    it("gives back what was put, by table and key", async () => {
      const { store } = await filled(kind, (builder) => {
        builder.put("entities", 0, utf8("zero"));
        builder.put("ids", "Q1", utf8("id"));
        builder.put("aliases", "Q1", utf8("alias"));
      });
      expect(text(store.get("entities", 0) ?? utf8("nothing"))).toBe("zero");
      expect(text(store.get("ids", "Q1") ?? utf8("nothing"))).toBe("id");
      expect(text(store.get("aliases", "Q1") ?? utf8("nothing"))).toBe("alias");
      expect(store.get("entities", 1)).toBeUndefined();
      expect(store.get("facets", "Q1")).toBeUndefined();
    });

    it("has no value for keys that cannot be keys", async () => {
      const { store } = await filled(kind);
      expect(store.get("ids", "")).toBeUndefined();
      expect(store.get("ids", "x".repeat(1979))).toBeUndefined();
      expect(store.get("ids", "é".repeat(50_000))).toBeUndefined();
      expect(store.get("ids", "x".repeat(1_000_000))).toBeUndefined();
    });

    it("finds keys with control characters, and tells them apart", async () => {
      const unit = fc.constantFrom("\0", "\u0001", "\u0004", "\u0005", "\t", "\u001b", "\u001f", "a", "é");
      const keys = fc.uniqueArray(
        fc.oneof(
          fc.string({ unit, minLength: 1, maxLength: 3 }),
          fc.string({ unit, minLength: 62, maxLength: 66 }),
        ),
        { maxLength: 30 },
      );
      await fc.assert(
        fc.asyncProperty(keys, async (given) => {
          const { store } = await filled(kind);
          store.transact((writer) => {
            for (const key of given) writer.put("ids", key, utf8(key));
          });
          for (const key of given) expect(text(store.get("ids", key) ?? utf8("nothing"))).toBe(key);
        }),
        { numRuns: 20 },
      );
    });

    it("scans in the order of UTF-8 bytes, whatever the order of the puts", async () => {
      const keys = ["\u{10428}", "\uffee", "ab", "a", "é", "a b", "😀", "\ue000", "b", "\u0001"];
      const { store } = await filled(kind, (builder) => {
        for (const key of keys) builder.put("aliases", key, utf8(key));
      });
      const found = [...store.scan("aliases")].map(([key, value]) => [key, text(value)]);
      expect(found).toEqual(inUtf8Order(keys).map((key) => [key, key]));
      store.transact((writer) => {
        for (const key of ["\uffef", "aa", "😁"]) writer.put("aliases", key, utf8(key));
        writer.remove("aliases", "ab");
      });
      const now = [...keys.filter((key) => key !== "ab"), "\uffef", "aa", "😁"];
      expect(keysOf(store)).toEqual(inUtf8Order(now));
    });

    it("scans from a key on, whether it is there or not", async () => {
      const { store } = await filled(kind, (builder) => {
        for (const key of ["new", "new york", "new york city", "newark", "old"])
          builder.put("aliases", key, utf8(key));
      });
      expect(keysOf(store, "new york")).toEqual(["new york", "new york city", "newark", "old"]);
      expect(keysOf(store, "new y")).toEqual(["new york", "new york city", "newark", "old"]);
      expect(keysOf(store, "nex")).toEqual(["old"]);
      expect(keysOf(store, "z")).toEqual([]);
      expect(keysOf(store, "")).toEqual(["new", "new york", "new york city", "newark", "old"]);
    });

    it("orders index tables by number", async () => {
      const indexes = [0, 1, 9, 10, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1];
      const { store, reopen } = await filled(kind, (builder) => {
        for (const index of indexes) builder.put("entities", index, utf8(String(index)));
      });
      const found = () => [...store.scan("entities")].map(([index, value]) => [index, text(value)]);
      expect(found()).toEqual(indexes.map((index) => [index, String(index)]));
      expect([...store.scan("entities", 11)].map(([index]) => index)).toEqual(indexes.slice(4));
      store.transact((writer) => writer.put("entities", 300, utf8("300")));
      expect([...store.scan("entities", 256)].map(([index]) => index)).toEqual([
        256,
        300,
        ...indexes.slice(6),
      ]);
      await reopen();
    });

    it("keeps values of no byte and of a megabyte", async () => {
      const large = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 31 + (i >> 8)) & 255);
      const kept = await filled(kind, (builder) => {
        builder.put("aliases", "large", large);
        builder.put("aliases", "none", new Uint8Array(0));
      });
      kept.store.transact((writer) => {
        writer.put("ids", "large", large);
        writer.put("ids", "none", new Uint8Array(0));
      });
      for (let round = 0; round < 2; round++) {
        for (const table of ["aliases", "ids"] as const) {
          expect(kept.store.get(table, "none")).toHaveLength(0);
          expect(Buffer.compare(kept.store.get(table, "large") ?? new Uint8Array(0), large)).toBe(0);
          expect([...kept.store.scan(table)].map(([key, value]) => [key, value.length])).toEqual([
            ["large", large.length],
            ["none", 0],
          ]);
        }
        await kept.reopen();
      }
    });

    it("copies what is put, so that the caller may use the bytes again", async () => {
      const { store } = await filled(kind);
      for (const bytes of [utf8("first"), Buffer.from("first")]) {
        store.transact((writer) => {
          writer.put("meta", "m", bytes);
          bytes.fill(0);
        });
        expect(text(store.get("meta", "m") ?? utf8("nothing"))).toBe("first");
      }
    });

    it("gives a transaction its own writes to read", async () => {
      const { store } = await filled(kind, (builder) => builder.put("ids", "a", utf8("old")));
      store.transact((writer) => {
        expect(text(writer.get("ids", "a") ?? utf8("nothing"))).toBe("old");
        writer.put("ids", "a", utf8("new"));
        expect(text(writer.get("ids", "a") ?? utf8("nothing"))).toBe("new");
        writer.remove("ids", "a");
        expect(writer.get("ids", "a")).toBeUndefined();
        writer.remove("ids", "never there");
        writer.put("ids", "b", utf8("b"));
      });
      expect(store.get("ids", "a")).toBeUndefined();
      expect(text(store.get("ids", "b") ?? utf8("nothing"))).toBe("b");
    });

    it("undoes a transaction that throws, and hands the error on", async () => {
      const kept = await filled(kind, (builder) => {
        builder.put("ids", "a", utf8("1"));
        builder.put("entities", 7, utf8("seven"));
      });
      const broken = new Error("broken off");
      const change = () =>
        kept.store.transact((writer) => {
          writer.put("ids", "a", utf8("2"));
          writer.put("ids", "b", utf8("2"));
          writer.remove("entities", 7);
          throw broken;
        });
      for (let round = 0; round < 2; round++) {
        expect(change).toThrow(broken);
        expect([...kept.store.scan("ids")].map(([key, value]) => [key, text(value)])).toEqual([["a", "1"]]);
        expect(text(kept.store.get("entities", 7) ?? utf8("nothing"))).toBe("seven");
        await kept.reopen();
      }
      kept.store.transact((writer) => writer.put("ids", "b", utf8("3")));
      expect(keysOf(kept.store)).toEqual([]);
      expect(text(kept.store.get("ids", "b") ?? utf8("nothing"))).toBe("3");
    });

    it("shows remembered vectors at once or soon", async () => {
      const { store } = await filled(kind);
      store.remember("vectors", [
        [3, utf8("three")],
        [1, utf8("one")],
      ]);
      await expect
        .poll(() => [...store.scan("vectors")].map(([index, value]) => [index, text(value)]))
        .toEqual([
          [1, "one"],
          [3, "three"],
        ]);
    });

    it("behaves as a map does, through transactions, throws and reopenings", async () => {
      const change = fc.record({
        key: fc.oneof(keyText, fc.nat({ max: 20 }), fc.constantFrom(2 ** 31, 2 ** 32 - 1)),
        value: fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined }),
      });
      const step = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ changes: fc.array(change, { maxLength: 8 }), fails: fc.boolean() }),
        },
        { weight: 1, arbitrary: fc.constant("reopen" as const) },
      );
      const first = fc.dictionary(keyText, fc.uint8Array({ maxLength: 20 }), { maxKeys: 15 });
      await fc.assert(
        fc.asyncProperty(first, fc.array(step, { maxLength: 8 }), keyText, async (start, steps, from) => {
          let model = new Map<string | number, Uint8Array>(Object.entries(start));
          const kept = await filled(kind, (builder) => {
            for (const [key, value] of Object.entries(start)) builder.put("aliases", key, value);
          });
          for (const taken of steps) {
            if (taken === "reopen") {
              await kept.reopen();
            } else {
              const next = new Map(model);
              const run = () =>
                kept.store.transact((writer) => {
                  for (const { key, value } of taken.changes) {
                    if (value === undefined) next.delete(key);
                    else next.set(key, value);
                    if (typeof key === "string") {
                      if (value === undefined) writer.remove("aliases", key);
                      else writer.put("aliases", key, value);
                    } else if (value === undefined) writer.remove("entities", key);
                    else writer.put("entities", key, value);
                  }
                  if (taken.fails) throw new RangeError("on purpose");
                });
              if (taken.fails) expect(run).toThrow(RangeError);
              else {
                run();
                model = next;
              }
            }
            agrees(kept.store, model, from);
          }
          agrees(kept.store, model, from);
        }),
        { numRuns: 40 },
      );
    });
  });
}

function agrees(store: Store, model: ReadonlyMap<string | number, Uint8Array>, from: string): void {
  const plain = (value: Uint8Array | undefined) => value && [...value];
  const texts = inUtf8Order([...model.keys()].filter((key) => typeof key === "string"));
  const numbers = [...model.keys()].filter((key) => typeof key === "number").sort((a, b) => a - b);
  for (const key of texts) expect(plain(store.get("aliases", key))).toEqual(plain(model.get(key)));
  expect([...store.scan("aliases")].map(([key, value]) => [key, plain(value)])).toEqual(
    texts.map((key) => [key, plain(model.get(key))]),
  );
  expect([...store.scan("entities")].map(([key, value]) => [key, plain(value)])).toEqual(
    numbers.map((key) => [key, plain(model.get(key))]),
  );
  const rest = texts.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(from)) >= 0);
  expect(keysOf(store, from)).toEqual(rest);
}
