import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "./in-memory.js";
import { NameWordSorter } from "./name-word-sorter.js";
import { decodeHolders, encodeHolders, MOST_HOLDERS, nameWords } from "./name-words.js";
import { recordAliases } from "./record-aliases.js";
import { spillFiles } from "./spill-files.js";

const holder = fc.record({ index: fc.nat({ max: 1e6 }), count: fc.nat({ max: 1000 }) });

describe("nameWords", () => {
  it("counts a word of the name as the entity, and one of another name as that name", () => {
    const record = {
      ...{ id: "1", name: "Grace Hopper", count: 9 },
      aliases: [
        { text: "Amazing Grace", count: 2 },
        { text: "Hopper", count: 5 },
      ],
    };
    expect(nameWords(record, recordAliases(record))).toEqual(
      new Map([
        ["grace", 9],
        ["hopper", 9],
        ["amazing", 2],
      ]),
    );
  });

  it("leaves out what tells no names apart", () => {
    const record = { id: "1", name: "The Bank of J. Smith", count: 1 };
    expect([...nameWords(record, recordAliases(record)).keys()]).toEqual(["bank", "smith"]);
  });
});

describe("encodeHolders", () => {
  it("keeps the most counted, in order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(holder, { selector: ({ index }) => index, maxLength: 300 }), (holders) => {
        const { indexes, counts } = decodeHolders(encodeHolders(holders));
        const expected = [...holders]
          .sort((a, b) => b.count - a.count || a.index - b.index)
          .slice(0, MOST_HOLDERS);
        expect(Array.from(indexes, (index, i) => ({ index, count: counts[i] }))).toEqual(expected);
      }),
    );
  });
});

describe("NameWordSorter", () => {
  it("groups the entities of each word, in the order of the words", () => {
    const sorter = new NameWordSorter();
    sorter.add(7, new Map(Object.entries({ bill: 3, clinton: 3 })));
    sorter.add(2, new Map(Object.entries({ hillary: 5, clinton: 5 })));
    const sorted = [...sorter.sorted()].map(([word, entry]) => [word, [...decodeHolders(entry).indexes]]);
    expect(sorted).toEqual([
      ["bill", [7]],
      ["clinton", [2, 7]],
      ["hillary", [2]],
    ]);
  });

  it("takes more pairs than there is room for at first", () => {
    const sorter = new NameWordSorter();
    for (let index = 0; index < 5000; index++) sorter.add(index, new Map([[`w${index % 7}`, index]]));
    const sorted = [...sorter.sorted()];
    expect(sorted).toHaveLength(7);
    for (const [word, entry] of sorted) {
      const { indexes } = decodeHolders(entry);
      expect(indexes[0]).toBeGreaterThanOrEqual(4993);
      expect([...indexes].every((index) => `w${index % 7}` === word)).toBe(true);
    }
  });
});

it("groups what does not fit into memory as it groups the rest", () => {
  const word = fc.constantFrom("bill", "clinton", "hillary", "é", "東");
  const entity = fc.uniqueArray(fc.tuple(word, fc.double({ min: 0, max: 1e6, noNaN: true })), {
    selector: ([one]) => one,
  });
  const folder = mkdtempSync(join(tmpdir(), "namesake-words-"));
  try {
    fc.assert(
      fc.property(fc.array(entity, { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (entities, most) => {
        const whole = new NameWordSorter();
        const parts = new NameWordSorter(spillFiles(folder, "words"), most);
        for (const [index, words] of entities.entries())
          for (const sorter of [whole, parts]) sorter.add(index, new Map(words));
        expect([...parts.sorted()]).toEqual([...whole.sorted()]);
      }),
      { numRuns: 100 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("holders of a word", () => {
  const names = (kb: Awaited<ReturnType<typeof createKnowledgeBase>>, word: string) =>
    [...kb.holders(word).indexes].map((index) => kb.nameAt(index));

  it("are those of the KB as it was built, and as it is after an edit", async () => {
    const kb = await createKnowledgeBase([
      { id: "1", name: "Bill Clinton", count: 9 },
      { id: "2", name: "Hillary Clinton", count: 4 },
      { id: "3", name: "Clinton", count: 99 },
    ]);
    expect(names(kb, "clinton")).toEqual(["Bill Clinton", "Hillary Clinton"]);
    kb.edit([{ put: { id: "4", name: "George Clinton", count: 6 } }, { remove: "1" }]);
    expect(names(kb, "clinton")).toEqual(["George Clinton", "Hillary Clinton"]);
    expect(names(kb, "bill")).toEqual([]);
    kb.edit([{ put: { id: "2", name: "Hillary Rodham", count: 4 } }]);
    expect(names(kb, "clinton")).toEqual(["George Clinton"]);
    expect(names(kb, "rodham")).toEqual(["Hillary Rodham"]);
  });

  it("are the same after they were indexed anew", async () => {
    const kb = await createKnowledgeBase([
      { id: "1", name: "Bill Clinton", count: 9 },
      { id: "2", name: "Hillary Clinton", count: 4 },
    ]);
    kb.edit([{ remove: "1" }, { put: { id: "5", name: "Chelsea Clinton", count: 2 } }]);
    const before = ["bill", "chelsea", "clinton", "hillary"].map((word) => names(kb, word));
    kb.indexNames();
    expect(["bill", "chelsea", "clinton", "hillary"].map((word) => names(kb, word))).toEqual(before);
  });
});
