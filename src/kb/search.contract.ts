import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseAlias } from "../text/normalise.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import type { EntityRecord } from "./record.js";
import { recordAliases } from "./record-aliases.js";
import { closedAfterwards, name, records } from "./sample-records.contract.js";
import type { SearchHit } from "./search.js";

/** The distance of Levenshtein, by its recursive definition over the letters. */
function levenshtein(a: readonly string[], b: readonly string[]): number {
  let row = b.map((_, i) => i + 1);
  a.forEach((letter, i) => {
    let left = i + 1;
    row = row.map((above, j) => {
      const diagonal = j === 0 ? i : (row[j - 1] ?? 0);
      left = Math.min(above + 1, left + 1, diagonal + Number(letter !== b[j]));
      return left;
    });
  });
  return row.at(-1) ?? a.length;
}

const hitIds = (hits: readonly SearchHit[]): string[] => hits.map(({ entity }) => entity.id);

/** One shared suite: a KB is searched alike on every store. */
export function searchContract(
  title: string,
  build: (records: readonly EntityRecord[]) => Promise<KnowledgeBase>,
): void {
  const make = closedAfterwards(build);

  describe(`${title}: search`, () => {
    it("finds the beginnings of names, exact ones and high counts first", async () => {
      const kb = await make();
      const hits = kb.search("new york");
      expect(hits.map(({ entity, alias, distance, count }) => [entity.id, alias, distance, count])).toEqual([
        ["Q60", "new york", 0, 60],
        ["Q1384", "new york", 0, 40],
      ]);
      expect(hitIds(kb.search("NEW Y"))).toEqual(["Q60", "Q1384"]);
      expect(hitIds(kb.search("app"))).toEqual(["Q312", "Q89"]);
      expect(hitIds(kb.search("app", { limit: 1 }))).toEqual(["Q312"]);
      expect(hitIds(kb.search("東"))).toEqual(["東京"]);
      expect(kb.search("applf", { match: "prefix" })).toEqual([]);
      expect(kb.search("")).toEqual([]);
      expect(kb.search("x".repeat(100_000))).toEqual([]);
    });

    it("finds misspelt names where no name begins so", async () => {
      const kb = await make();
      expect(kb.search("new yrok", { limit: 1 })).toMatchObject([{ alias: "new york", distance: 2 }]);
      expect(hitIds(kb.search("aple"))).toEqual(["Q312", "Q89"]);
      expect(kb.search("new yrok", { distance: 1 })).toEqual([]);
      expect(hitIds(kb.search("apple", { match: "fuzzy", distance: 1 }))).toEqual(["Q312", "Q89"]);
    });

    it("turns to misspelt names also where nothing but a trace of a removed name begins so", async () => {
      const kb = await make([
        { id: "1", name: "new yorks" },
        { id: "2", name: "new york city" },
        { id: "3", name: "newyork" },
      ]);
      kb.edit([{ remove: "2" }, { remove: "1" }]);
      expect(hitIds(kb.search("new york"))).toEqual(["3"]);
    });

    it("finds what comparing the query with every alias finds", async () => {
      const query = fc.oneof(
        name,
        fc.tuple(name, fc.constantFrom("", "x", "😀", "\uffee")).map((parts) => parts.join("")),
      );
      await fc.assert(
        fc.asyncProperty(records, fc.array(query, { minLength: 1, maxLength: 5 }), async (given, queries) => {
          const kb = await make(given);
          for (const written of queries) {
            const target = [...normaliseAlias(written)];
            for (const distance of [1, 2] as const) {
              const expected = new Set<string>();
              const nearest = new Map<string, number>();
              for (const record of given)
                for (const { key } of recordAliases(record)) {
                  const edits = levenshtein([...key], target);
                  if ([...key][0] !== target[0] || edits > distance) continue;
                  expected.add(record.id);
                  nearest.set(record.id, Math.min(edits, nearest.get(record.id) ?? edits));
                }
              const hits = kb.search(written, { match: "fuzzy", distance, limit: 100 });
              expect(hitIds(hits).sort()).toEqual([...expected].sort());
              for (const hit of hits) expect(hit.distance).toBe(nearest.get(hit.entity.id));
            }
          }
        }),
        { numRuns: 40 },
      );
    });

    it("passes over thousands of names to those within two edits", async () => {
      const letters = ["a", "b", "é", "﨎", "𐐨", "\u{10fffd}"];
      const all: EntityRecord[] = [];
      for (const a of letters)
        for (const b of letters)
          for (const c of letters)
            for (const d of letters) all.push({ id: String(all.length), name: `m${a}${b}${c}${d}` });
      const kb = await make(all);
      for (const written of ["mabab", "m﨎𐐨é", "m\u{10fffd}\u{10fffd}\u{10fffd}\u{10fffd}", "maabbé", "n"]) {
        const target = [...normaliseAlias(written)];
        const expected = all.filter(({ name }) => {
          const key = [...normaliseAlias(name)];
          return key[0] === target[0] && levenshtein(key, target) <= 2;
        });
        const hits = kb.search(written, { match: "fuzzy", distance: 2, limit: all.length });
        expect(hitIds(hits).sort()).toEqual(expected.map(({ id }) => id).sort());
      }
    });
  });
}
