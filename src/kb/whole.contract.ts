import { expect } from "vitest";
import { utf8 } from "./bytes.js";
import { ContentHash } from "./content-hash.js";
import { createKnowledgeBase } from "./in-memory.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import type { EntityRecord } from "./record.js";
import { canonicalJson, recordAliases, sameAsKeys } from "./record-aliases.js";

/** What an alias leads to, by ids, in an order of its own. */
const leadsTo = (kb: KnowledgeBase, key: string) =>
  kb
    .lookup(key)
    .postings.map(({ index, ...posting }) => ({ id: kb.at(index)?.id ?? "nobody", ...posting }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * That nothing of a KB is half done: its hash is that of its records, and all that its tables say of them is what a fresh build of
 * its records says.
 */
export async function expectWhole(kb: KnowledgeBase): Promise<void> {
  const records = [...kb.entities()];
  const hash = new ContentHash();
  for (const record of records) hash.add(utf8(canonicalJson(record)));
  expect(kb.totals().contentHash).toBe(hash.toString());
  expect(kb.size).toBe(records.length);
  if (records.length === 0) return;
  const fresh = await createKnowledgeBase(records as EntityRecord[]);
  const { nextIndex: _, edits: __, ...stats } = kb.stats();
  expect(fresh.stats()).toMatchObject(stats);
  for (const record of records) {
    expect(kb.entity(record.id)).toEqual(record);
    expect(kb.nameOf(record.id)).toBe(record.name);
    for (const id of sameAsKeys(record))
      expect(kb.resolve(id) === undefined).toBe(fresh.resolve(id) === undefined);
    for (const { key } of recordAliases(record)) {
      expect(leadsTo(kb, key)).toEqual(leadsTo(fresh, key));
      for (const word of key.split(" "))
        expect(kb.holders(word).indexes.length).toBe(fresh.holders(word).indexes.length);
    }
  }
  const objects = [
    ...new Set(records.flatMap(({ relations = [] }) => relations.map(({ object }) => object))),
  ];
  for (const object of objects)
    expect(kb.referrers([object]).sort()).toEqual(fresh.referrers([object]).sort());
}
