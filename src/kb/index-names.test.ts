import { expect, it } from "vitest";
import { text, uint32, utf8 } from "./bytes.js";
import { createKnowledgeBase } from "./in-memory.js";
import { KnowledgeBase } from "./knowledge-base.js";
import { MemoryStoreBuilder } from "./memory-store.js";
import { canonicalJson } from "./record-aliases.js";

it("gives a KB of an older format its names, which were read out of the records before", async () => {
  const record = { id: "1", name: 'Bill "the Kid" Clinton', count: 9 };
  const { manifest } = await createKnowledgeBase([record]);
  const builder = new MemoryStoreBuilder();
  const totals = {
    ...{ entities: 1, aliases: 0, relations: 0, contentHash: manifest.contentHash },
    ...{ nextIndex: 1, edits: 0 },
  };
  builder.put("entities", 0, utf8(canonicalJson(record)));
  builder.put("ids", "1", uint32(0));
  builder.put("meta", "totals", utf8(JSON.stringify(totals)));
  await builder.finish();
  const store = builder.built;
  if (store === undefined) throw new Error("a finished builder has a store");

  expect(store.get("names", 0)).toBeUndefined();
  const kb = new KnowledgeBase(manifest, store);
  expect(kb.nameAt(0)).toBe(record.name);
  expect(kb.holders("clinton").indexes).toHaveLength(0);

  kb.indexNames();
  expect(text(store.get("names", 0) ?? utf8("nothing"))).toBe(record.name);
  expect(new KnowledgeBase(manifest, store).nameAt(0)).toBe(record.name);
  expect(kb.holders("clinton").indexes).toHaveLength(1);
});
