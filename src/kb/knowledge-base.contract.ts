import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import type { Edit } from "./edit.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import type { EntityRecord } from "./record.js";
import { canonicalJson, recordAliases } from "./record-aliases.js";
import { closedAfterwards, ELSEWHERE, ids, RECORDS, records, recordWith } from "./sample-records.contract.js";
import type { SearchHit } from "./search.js";

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: recordWith(ids).map((put) => ({ put })) },
  { weight: 2, arbitrary: ids.map((remove) => ({ remove })) },
);

/** Everything that can be seen of a KB and depends on nothing but its records. */
function visible(kb: KnowledgeBase, keys: Iterable<string>) {
  const { nextIndex: _nextIndex, edits: _edits, ...stats } = kb.stats();
  const entities = [...kb.entities()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const postings = [...keys].map((key) => [
    key,
    kb
      .lookup(key)
      .postings.map(({ index, ...posting }) => ({ id: kb.at(index)?.id ?? "", ...posting }))
      .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1)),
  ]);
  return { stats, entities, postings, byId: entities.map(({ id }) => kb.entity(id)) };
}

const hitIds = (hits: readonly SearchHit[]): string[] => hits.map(({ entity }) => entity.id);
const keysOf = (all: readonly EntityRecord[]): Set<string> =>
  new Set(all.flatMap((record) => recordAliases(record).map(({ key }) => key)));

function code(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof NamesakeError ? error.code : String(error);
  }
  return "no error";
}

/** One shared suite: a KB passes it on every store. */
export function knowledgeBaseContract(
  title: string,
  build: (records: readonly EntityRecord[]) => Promise<KnowledgeBase>,
): void {
  const make = closedAfterwards(build);

  describe(`${title}: reading`, () => {
    it("finds entities by id and by index", async () => {
      const kb = await make();
      expect(kb.size).toBe(6);
      for (const record of RECORDS) {
        expect(kb.entity(record.id)).toEqual(record);
        expect(kb.at(kb.index(record.id) ?? -1)).toEqual(record);
      }
      for (const id of ["Q61", "q60", "", "x".repeat(10_000), "__proto__"])
        expect(kb.entity(id)).toBeUndefined();
      expect(kb.at(6)).toBeUndefined();
    });

    it("gives the name of an id alone, before and after an edit", async () => {
      const odd = [{ id: 'a"b', name: 'C"\\d' }, { id: "long", name: "é".repeat(300) }, ...RECORDS];
      const kb = await make(odd);
      for (const { id, name } of odd) expect([kb.nameOf(id), kb.nameOf(id)]).toEqual([name, name]);
      expect(kb.nameOf("Q61")).toBeUndefined();
      kb.edit([{ put: { id: "Q60", name: "Gotham" } }]);
      expect([kb.nameOf("Q60"), kb.nameOf("long")]).toEqual(["Gotham", "é".repeat(300)]);
    });

    it("resolves ids of elsewhere, its own first", async () => {
      const kb = await make([
        { id: "b", name: "B", sameAs: ["Q2", "a", "tab\there", "cut \ud83d", "x".repeat(700)] },
        { id: "a", name: "A", sameAs: ["Q2", "Q1", "Q1"] },
      ]);
      const of = (id: string) => kb.resolve(id);
      expect(["a", "b", "Q1", "Q2"].map(of)).toEqual(["a", "b", "a", "b"]);
      expect(["", "A", "Q3", "tab\there", "cut \ud83d", "x".repeat(700), "__proto__"].map(of)).toEqual(
        Array(7).fill(undefined),
      );
      kb.edit([{ remove: "b" }]);
      expect(["b", "Q2", "a"].map(of)).toEqual([undefined, "a", "a"]);
    });

    it("gives the candidates of an alias, most counted first", async () => {
      const kb = await make();
      const of = (alias: string) => kb.candidates(alias).map(({ entity, count }) => [entity.id, count]);
      expect(of("new york")).toEqual([
        ["Q60", 60],
        ["Q1384", 40],
      ]);
      // What the counted aliases leave of 100 is 30, so half of the count it is; "Big Apple" has a fifth.
      expect(of("New York City")).toEqual([["Q60", 50]]);
      expect(of("BIG  APPLE")).toEqual([["Q60", 20]]);
      expect(of("Apple")).toEqual([
        ["Q312", 50],
        ["Q89", 30],
      ]);
      expect(of("McDonald's")).toEqual([["Q38076", 7.5]]);
      expect(of("Tokyo")).toEqual([["東京", 0]]);
      expect(of("New")).toEqual([]);
      expect(of("nowhere")).toEqual([]);
      expect(of("")).toEqual([]);
    });

    it("says of each beginning of an alias that it goes on", async () => {
      const kb = await make();
      expect(kb.lookup("new")).toEqual({ postings: [], longer: true });
      expect(kb.lookup("new york").longer).toBe(true);
      expect(kb.lookup("new york city").longer).toBe(false);
      expect(kb.lookup("big")).toEqual({ postings: [], longer: true });
      expect(kb.lookup("apple")).toMatchObject({
        longer: true,
        postings: [{ tier: "name" }, { tier: "name" }],
      });
      expect(kb.lookup("nyc")).toMatchObject({ longer: false, postings: [{ tier: "alias" }] });
      expect(kb.lookup("ne")).toEqual({ postings: [], longer: false });
      expect(kb.lookup("x".repeat(100_000))).toEqual({ postings: [], longer: false });
    });

    it("counts types, relations, aliases and entities", async () => {
      const { contentHash, ...stats } = (await make()).stats();
      expect(contentHash).toMatch(/^[0-9a-f]{32}$/);
      expect(stats).toEqual({
        entities: 6,
        aliases: 11,
        relations: 4,
        nextIndex: 6,
        edits: 0,
        types: { ner: { LOC: 2, ORG: 1 }, kind: { city: 1, port: 1, state: 1, fruit: 1 } },
        relationNames: { "located in": 2, "twinned with": 1 },
      });
    });

    it("goes over the entities in the order of the records", async () => {
      const kb = await make();
      expect([...kb.entities()]).toEqual(RECORDS);
      kb.edit([{ remove: "Q1384" }]);
      const removed = RECORDS.findIndex(({ id }) => id === "Q1384");
      const left = RECORDS.map((record, index) => [index, record]).filter(([index]) => index !== removed);
      expect([...kb.entries()]).toEqual(left);
      expect([...kb.entries(removed)]).toEqual(left.slice(removed));
    });

    it("knows in how many descriptions a word is", async () => {
      const kb = await make([
        { id: "1", name: "a", description: "rivers of Europe" },
        { id: "2", name: "b", description: "a river" },
        { id: "3", name: "c", description: "an ocean" },
      ]);
      expect([kb.wordCount("river"), kb.wordCount("ocean"), kb.wordCount("moon")]).toEqual([2, 1, 1]);
    });

    it("has a hash of the records that their order and the order of their fields do not change", async () => {
      const { contentHash } = (await make()).totals();
      const reversed = [...RECORDS]
        .reverse()
        .map((record) => Object.fromEntries(Object.entries(record).reverse()));
      expect((await make(reversed as unknown as EntityRecord[])).totals().contentHash).toBe(contentHash);
      for (let i = 0; i < RECORDS.length; i++) {
        const changed = RECORDS.map((record, k) =>
          k === i ? { ...record, url: "https://example.org" } : record,
        );
        expect((await make(changed)).totals().contentHash).not.toBe(contentHash);
      }
    });

    it("keeps vectors by model until their entity changes", async () => {
      const kb = await make();
      kb.rememberVectors([
        { index: 0, origin: "m1", vector: Uint8Array.of(1, 2, 3) },
        { index: 2, origin: "m1", vector: Uint8Array.of(4) },
      ]);
      await expect.poll(() => [...(kb.vector(2, "m1") ?? [])]).toEqual([4]);
      expect([...(kb.vector(0, "m1") ?? [])]).toEqual([1, 2, 3]);
      expect(kb.vector(0, "m2")).toBeUndefined();
      expect(kb.vector(1, "m1")).toBeUndefined();
      kb.edit([{ put: { id: "Q60", name: "Gotham" } }]);
      expect(kb.vector(0, "m1")).toBeUndefined();
      expect([...(kb.vector(2, "m1") ?? [])]).toEqual([4]);
    });
  });

  describe(`${title}: editing`, () => {
    it("adds an entity that counts at once", async () => {
      const kb = await make();
      const record: EntityRecord = {
        id: "Q84",
        name: "London",
        aliases: [{ text: "New York", count: 1 }, "London Town"],
        types: { ner: ["LOC"], kind: ["capital"] },
        relations: [{ relation: "located in", object: "Q145" }],
        count: 20,
      };
      expect(kb.search("lon")).toEqual([]);
      kb.edit([{ put: record }]);
      expect(kb.size).toBe(7);
      expect(kb.entity("Q84")).toEqual(record);
      expect(kb.candidates("new york").map(({ entity, count }) => [entity.id, count])).toEqual([
        ["Q60", 60],
        ["Q1384", 40],
        ["Q84", 1],
      ]);
      expect(kb.lookup("london").longer).toBe(true);
      expect(hitIds(kb.search("lon"))).toEqual(["Q84"]);
      expect(kb.stats()).toMatchObject({
        entities: 7,
        aliases: 14,
        relations: 5,
        nextIndex: 7,
        edits: 1,
        types: { ner: { LOC: 3 }, kind: { capital: 1 } },
        relationNames: { "located in": 3 },
      });
    });

    it("replaces an entity, of whose old names nothing is left", async () => {
      const kb = await make();
      const index = kb.index("Q60");
      kb.edit([{ put: { id: "Q60", name: "Gotham", types: { kind: ["nickname"] } } }]);
      expect(kb.index("Q60")).toBe(index);
      expect(kb.entity("Q60")).toEqual({ id: "Q60", name: "Gotham", types: { kind: ["nickname"] } });
      for (const old of ["New York City", "NYC", "Big Apple"]) expect(kb.candidates(old)).toEqual([]);
      expect(kb.candidates("New York").map(({ entity }) => entity.id)).toEqual(["Q1384"]);
      expect(kb.candidates("Gotham").map(({ entity }) => entity.id)).toEqual(["Q60"]);
      expect(kb.stats()).toMatchObject({
        entities: 6,
        types: { ner: { LOC: 1, ORG: 1 }, kind: { state: 1, fruit: 1, nickname: 1 } },
        relationNames: { "located in": 1 },
      });
    });

    it("removes an entity", async () => {
      const kb = await make();
      kb.edit([{ remove: "Q1384" }]);
      expect(kb.size).toBe(5);
      expect(kb.entity("Q1384")).toBeUndefined();
      expect(kb.index("Q1384")).toBeUndefined();
      expect([...kb.entities()].map(({ id }) => id)).toEqual(["Q60", "Q312", "Q89", "Q38076", "東京"]);
      expect(kb.candidates("New York").map(({ entity }) => entity.id)).toEqual(["Q60"]);
      expect(kb.stats().types["kind"]).not.toHaveProperty("state");
    });

    it("never uses an index twice", async () => {
      const kb = await make();
      kb.edit([{ remove: "東京" }, { put: { id: "new", name: "New" } }]);
      expect(kb.index("new")).toBe(6);
    });

    it("tells which entities were edited since", async () => {
      const kb = await make();
      const start = kb.refresh();
      expect(kb.editedSince(start)).toEqual([]);
      kb.edit([{ put: { id: "new", name: "New" } }, { remove: "Q60" }]);
      const middle = kb.refresh();
      expect(code(() => kb.edit([{ remove: "Q312" }, { remove: "Q61" }]))).toBe("CANDIDATE_UNKNOWN");
      kb.edit([{ put: { id: "Q1384", name: "New York" } }]);
      expect(kb.editedSince(start)).toEqual([6, 0, 1]);
      expect(kb.editedSince(middle)).toEqual([1]);
      expect(kb.editedSince(start + 1)).toEqual([0, 1]);
      expect([kb.editedSince(start - 1), kb.editedSince(99)]).toEqual([undefined, undefined]);
    });

    it.each([
      ["an id that is not there", { remove: "Q61" }, "CANDIDATE_UNKNOWN"],
      ["an id longer than any", { remove: "x".repeat(10_000) }, "CANDIDATE_UNKNOWN"],
      ["a record without a name", { put: { id: "Q61" } }, "RECORD_INVALID"],
      ["a record with a wrong count", { put: { id: "Q61", name: "x", count: -1 } }, "RECORD_INVALID"],
    ])("changes nothing when one edit has %s", async (_what, wrong, expected) => {
      const kb = await make();
      const keys = keysOf(RECORDS);
      const before = [visible(kb, keys), kb.totals()];
      const edits = [{ remove: "Q60" }, { put: { id: "Q62", name: "Sixty-two" } }, wrong as Edit];
      expect(code(() => kb.edit(edits))).toBe(expected);
      expect([visible(kb, keys), kb.totals()]).toEqual(before);
      expect(kb.candidates("sixty-two")).toEqual([]);
    });

    it("has the hash of before when edits are undone", async () => {
      const kb = await make();
      const { contentHash } = kb.totals();
      const apple = RECORDS[2] as EntityRecord;
      kb.edit([{ remove: apple.id }, { put: { id: "Q1", name: "Universe" } }]);
      expect(kb.totals().contentHash).not.toBe(contentHash);
      kb.edit([{ put: apple }]);
      kb.edit([{ remove: "Q1" }]);
      expect(kb.totals().contentHash).toBe(contentHash);
    });

    it("can lose all its entities and get new ones", async () => {
      const kb = await make([{ id: "1", name: "One" }]);
      kb.edit([{ remove: "1" }]);
      expect(kb.stats()).toMatchObject({ entities: 0, aliases: 0, contentHash: "0".repeat(32) });
      expect([...kb.entities()]).toEqual([]);
      kb.edit([{ put: { id: "2", name: "Two" } }]);
      expect(kb.candidates("two")).toHaveLength(1);
    });

    it("is, after any edits, the KB that is built from what they leave", async () => {
      await fc.assert(
        fc.asyncProperty(
          records,
          fc.array(fc.array(edit, { maxLength: 3 }), { maxLength: 6 }),
          async (given, all) => {
            const kb = await make(given);
            let model = new Map(given.map((record) => [record.id, record]));
            const seen = keysOf(given);
            for (const edits of all) {
              const next = new Map(model);
              let possible = true;
              for (const one of edits) {
                if ("put" in one) {
                  next.set(one.put.id, one.put);
                  for (const key of keysOf([one.put])) seen.add(key);
                } else if (!next.delete(one.remove)) possible = false;
              }
              expect(code(() => kb.edit(edits))).toBe(possible ? "no error" : "CANDIDATE_UNKNOWN");
              if (possible) model = next;
            }
            const scratch = model.size === 0 ? undefined : await make([...model.values()]);
            for (const elsewhere of ELSEWHERE) {
              const meant = [...model.values()].filter(({ sameAs }) => sameAs?.includes(elsewhere));
              const own = model.has(elsewhere) ? [elsewhere] : meant.map(({ id }) => id);
              const resolved = kb.resolve(elsewhere);
              expect(own.length === 0 ? resolved === undefined : own.includes(resolved ?? "")).toBe(true);
            }
            const beginnings = [...seen].flatMap((key) =>
              key.split(" ").map((_, i, words) => words.slice(0, i).join(" ")),
            );
            const keys = new Set([...seen, ...beginnings]);
            if (scratch === undefined) {
              expect(kb.stats()).toMatchObject({
                entities: 0,
                aliases: 0,
                relations: 0,
                types: {},
                relationNames: {},
              });
              return;
            }
            expect(visible(kb, keys)).toEqual(visible(scratch, keys));
            for (const key of keys) {
              const { postings, longer } = kb.lookup(key);
              // A mark may stay behind; one that is missing would hide a name.
              if (scratch.lookup(key).longer) expect(longer).toBe(true);
              const order = [...postings].sort((a, b) => b.count - a.count || a.index - b.index);
              expect(postings).toEqual(order);
              expect(scratch.lookup(key).postings).toEqual(
                [...scratch.lookup(key).postings].sort((a, b) => b.count - a.count || a.index - b.index),
              );
              expect(hitIds(kb.search(key, { limit: 100 })).sort()).toEqual(
                hitIds(scratch.search(key, { limit: 100 })).sort(),
              );
            }
            for (const record of kb.entities())
              expect(JSON.parse(canonicalJson(model.get(record.id) as EntityRecord))).toEqual(record);
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}
