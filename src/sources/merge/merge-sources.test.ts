import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { checkRecord, type EntityRecord } from "../../kb/record.js";
import type { Source } from "../source.js";
import type { MergeRules } from "./conflict-rules.js";
import { conflictText, type Merge, mergeLines } from "./merge-report.js";
import { type MergeOptions, mergeSources } from "./merge-sources.js";

const scratch = mkdtempSync(join(tmpdir(), "namesake-merge-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function sourceOf(name: string, records: readonly EntityRecord[]): Source {
  const info = { name, records: 0 };
  return {
    info: [info],
    async *records() {
      for (const record of records) {
        info.records++;
        yield record;
      }
    },
  };
}

type Inputs = Record<string, readonly EntityRecord[]>;

async function merge(inputs: Inputs, options: MergeOptions & { scales?: Record<string, number> } = {}) {
  const [records, rejected, merges]: [EntityRecord[], string[], Merge[]] = [[], [], []];
  const source = mergeSources(
    Object.entries(inputs).map(([name, given]) => ({
      name,
      source: sourceOf(name, given),
      scale: options.scales?.[name] ?? 1,
    })),
    { scratch, ...options, onMerge: (one) => void merges.push(one) },
  );
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(checkRecord(record, "test"));
  expect(readdirSync(scratch)).toEqual([]);
  return { records, rejected, merges, info: source.info };
}

const bare = ({ sources: _, ...record }: EntityRecord): EntityRecord => record;

describe("mergeSources", () => {
  it("merges by ids, and says where each fact is from", async () => {
    const { records, merges, info, rejected } = await merge({
      a: [
        {
          id: "a1",
          name: "Ada Lovelace",
          attributes: { born: 1815, died: 1851 },
          sameAs: ["Q7259"],
          count: 10,
        },
        { id: "a2", name: "Nobody" },
      ],
      b: [
        { id: "Q7251", name: "Alan Turing", relations: [{ relation: "read", object: "Q7259" }] },
        {
          id: "Q7259",
          name: "Ada King",
          description: "English mathematician",
          aliases: ["Ada Byron"],
          types: { ner: ["PER"] },
          attributes: { born: 1815, died: 1852 },
          count: 40,
        },
      ],
    });
    expect(records).toEqual([
      {
        id: "a1",
        name: "Ada Lovelace",
        description: "English mathematician",
        aliases: [{ text: "Ada Lovelace", count: 10 }, { text: "Ada King", count: 40 }, "Ada Byron"],
        types: { ner: ["PER"] },
        count: 40,
        attributes: { born: 1815, died: 1851 },
        sameAs: ["Q7259"],
        sources: {
          "*": ["b"],
          name: ["a"],
          "aliases.Ada Lovelace": ["a"],
          "attributes.born": ["a", "b"],
          "attributes.died": ["a"],
          "sameAs.Q7259": ["a", "b"],
        },
      },
      { id: "a2", name: "Nobody", sources: { "*": ["a"] } },
      {
        id: "Q7251",
        name: "Alan Turing",
        relations: [{ relation: "read", object: "a1" }],
        sources: { "*": ["b"] },
      },
    ]);
    expect(rejected).toEqual([]);
    expect(merges).toHaveLength(1);
    expect(merges[0]).toMatchObject({
      kept: "a1",
      sources: ["a", "b"],
      absorbed: [{ id: "Q7259", because: "id Q7259" }],
    });
    expect(merges[0]?.conflicts.map(conflictText)).toEqual([
      "name is Ada Lovelace, not Ada King",
      "attributes.died is 1851, not 1852",
    ]);
    expect(mergeLines(merges[0] as Merge)).toBe(
      "a1\tQ7259\tAda Lovelace\tid Q7259\ta + b\tname is Ada Lovelace, not Ada King; attributes.died is 1851, not 1852\n",
    );
    expect(info).toEqual([
      { name: "a", records: 2 },
      { name: "b", records: 2 },
    ]);
  });

  it("merges equal ids, ids elsewhere in common, and what is the same as the same", async () => {
    const { records, merges } = await merge({
      a: [{ id: "1", name: "A", sameAs: ["viaf:7"] }],
      b: [{ id: "1", name: "B", sameAs: ["gnd:9"] }],
      c: [{ id: "c", name: "C", sameAs: ["gnd:9"] }],
      d: [{ id: "d", name: "D", sameAs: ["viaf:7"] }],
    });
    expect(records.map(bare)).toEqual([
      { id: "1", name: "A", aliases: ["B", "C", "D"], sameAs: ["viaf:7", "gnd:9", "c", "d"] },
    ]);
    expect(merges[0]?.absorbed).toEqual([
      { id: "1", because: "id 1" },
      { id: "c", because: "id gnd:9" },
      { id: "d", because: "id viaf:7" },
    ]);
  });

  it("does not trust an id elsewhere that a source gave twice", async () => {
    const { records } = await merge({
      a: [
        { id: "a1", name: "A", sameAs: ["viaf:7"] },
        { id: "a2", name: "B", sameAs: ["viaf:7"] },
      ],
      b: [{ id: "b1", name: "C", sameAs: ["viaf:7"] }],
    });
    expect(records.map(({ id }) => id)).toEqual(["a1", "a2", "b1"]);
  });

  it("joins two records of one source where another says so, and reports it", async () => {
    const { records, merges } = await merge({
      a: [
        { id: "a1", name: "A" },
        { id: "a2", name: "B" },
      ],
      b: [{ id: "b1", name: "A", sameAs: ["a1", "a2"] }],
    });
    expect(records.map(({ id }) => id)).toEqual(["a1"]);
    expect(merges[0]?.absorbed.map(({ because }) => because)).toEqual(["by way of the next", "id a1"]);
    expect(merges[0]?.conflicts.map(conflictText)).toContain("id in a is a1, not a2");
  });

  it("merges by name where that is asked for, but no namesakes", async () => {
    const inputs: Inputs = {
      a: [
        { id: "a1", name: "Zürich" },
        { id: "a2", name: "Springfield", description: "city in Illinois" },
        { id: "a3", name: "Springfield", description: "city in Ohio" },
      ],
      b: [
        { id: "b1", name: "ZURICH" },
        { id: "b2", name: "Springfield" },
      ],
    };
    expect((await merge(inputs)).records).toHaveLength(5);
    const { records, merges } = await merge(inputs, { by: "name" });
    expect(records.map(({ id }) => id)).toEqual(["a1", "a2", "a3", "b2"]);
    expect(merges[0]?.absorbed).toEqual([{ id: "b1", because: "name zurich" }]);
  });

  it("scales counts", async () => {
    const { records } = await merge(
      {
        a: [{ id: "1", name: "A", count: 3 }],
        b: [{ id: "1", name: "A", count: 1_000_000, aliases: [{ text: "Aa", count: 333_333 }] }],
      },
      { scales: { b: 0.00001 } },
    );
    expect(records.map(bare)).toEqual([
      {
        id: "1",
        name: "A",
        aliases: [{ text: "Aa", count: 3.3333 }],
        count: 10,
      },
    ]);
  });

  it("leaves out second records of one id in a source, and what is no record", async () => {
    const { records, rejected } = await merge({
      a: [{ id: "1", name: "A" }, { id: "1", name: "B" }, { id: "2" } as EntityRecord],
      b: [{ id: "2", name: "C" }],
    });
    expect(records.map(({ name }) => name)).toEqual(["A", "C"]);
    expect(rejected).toEqual([
      'a, record 2: the id "1" was used by an earlier record. Ids must be unique.',
      'a, record 3: "name" should be a non-empty text, found nothing.',
    ]);
  });

  it("keeps the sources that a record came with", async () => {
    const a = { id: "1", name: "A", description: "d", sources: { "*": ["x"], description: ["y"] } };
    const { records } = await merge({ a: [a], b: [{ id: "1", name: "A", url: "u" }] });
    expect(records[0]?.sources).toEqual({ "*": ["b"], name: ["b", "x"], description: ["y"] });
    expect((await merge({ a: [a] })).records).toEqual([a]);
  });
});

describe("rules", () => {
  const inputs: Inputs = {
    a: [
      {
        id: "a",
        name: "A",
        count: 1,
        types: { ner: ["LOC"], kind: ["city"] },
        attributes: { born: 1 },
        relations: [{ relation: "in", object: "x" }],
        sameAs: ["z"],
      },
    ],
    b: [
      {
        id: "b",
        name: "B",
        count: 2,
        types: { ner: ["PER"] },
        attributes: { born: 2 },
        relations: [{ relation: "in", object: "y" }],
        sameAs: ["z"],
      },
    ],
  };
  const ruled = async (rules: Partial<MergeRules>) => (await merge(inputs, { rules })).records[0];

  it("has the first, all, or the most counted", async () => {
    expect(await ruled({})).toMatchObject({
      id: "a",
      name: "A",
      count: 2,
      types: { ner: ["LOC"], kind: ["city"] },
    });
    expect(
      await ruled({ id: "most counted", name: "most counted", attributes: "most counted" }),
    ).toMatchObject({
      id: "b",
      name: "B",
      attributes: { born: 2 },
      sameAs: ["a", "z"],
    });
    expect(await ruled({ types: "union" })).toMatchObject({ types: { ner: ["LOC", "PER"], kind: ["city"] } });
    expect(await ruled({ types: "most counted", relations: "first", count: "first" })).toMatchObject({
      types: { ner: ["PER"], kind: ["city"] },
      relations: [{ relation: "in", object: "x" }],
      count: 1,
    });
    expect(await ruled({ aliases: "first" })).not.toHaveProperty("aliases");
  });

  it.each([
    ["name", "A | B"],
    ["types", "LOC | PER"],
    ["attributes", "1 | 2"],
    ["relations", "in=x | in=y"],
  ])("ends with an error on %s where that is the rule", async (field, values) => {
    await expect(ruled({ [field]: "error" })).rejects.toMatchObject({ code: "MERGE_CONFLICT" });
    await expect(ruled({ [field]: "error" })).rejects.toThrow(values);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe("properties", () => {
  const name = fc.constantFrom("Ann", "Bob", "Cy");
  const count = fc.integer({ min: 0, max: 5 });
  const record = fc.record(
    {
      id: fc.constantFrom("1", "2", "3", "4", "5"),
      name,
      description: fc.constantFrom("x", "y"),
      aliases: fc.uniqueArray(name, { maxLength: 2 }),
      types: fc.record({ ner: fc.constantFrom(["PER"], ["LOC"]) }, { requiredKeys: [] }),
      relations: fc.array(fc.record({ relation: fc.constant("in"), object: fc.constantFrom("1", "9") }), {
        maxLength: 2,
      }),
      count,
      attributes: fc.record({ born: count }, { requiredKeys: [] }),
      sameAs: fc.uniqueArray(fc.constantFrom("2", "5", "v1", "v2", "v3"), { maxLength: 2 }),
    },
    { requiredKeys: ["id", "name"] },
  ) as fc.Arbitrary<EntityRecord>;
  const source = fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 4 });
  const sources = fc.array(source, { minLength: 1, maxLength: 4 });

  const SYMMETRIC: MergeRules = {
    id: "most counted",
    name: "most counted",
    description: "most counted",
    aliases: "union",
    types: "union",
    relations: "union",
    count: "most counted",
    attributes: "most counted",
    url: "most counted",
  };
  /** Lists as sets: their order is that of the sources. */
  const normal = (records: readonly EntityRecord[]) => {
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map((one) => JSON.stringify(sorted(one))).sort();
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, one]) => [key, sorted(one)] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    };
    return sorted(records);
  };
  const named = (lists: readonly EntityRecord[][], names: readonly number[]): Inputs =>
    Object.fromEntries(lists.map((list, i) => [`s${names[i]}`, list]));

  it("leads relations to what stays, each once, and leaves out what became one says of itself", async () => {
    const { records } = await merge({
      one: [
        {
          id: "A",
          name: "A",
          relations: ["X", "Y"].map((object) => ({ relation: "in", object })),
        },
        { id: "X", name: "X", relations: [{ relation: "by", object: "Y" }] },
      ],
      two: [{ id: "Y", name: "Y", sameAs: ["X"], relations: [{ relation: "near", object: "X" }] }],
    });
    expect(records.map(({ id, relations = [] }) => [id, relations])).toEqual([
      ["A", [{ relation: "in", object: "X" }]],
      ["X", []],
    ]);
  });

  it("gives the same in any order of the sources, where the rules do not ask for it", async () => {
    await fc.assert(
      fc.asyncProperty(sources, fc.constantFrom("same-as", "name"), async (lists, by) => {
        const order = lists.map((_, i) => i);
        const forward = await merge(named(lists, order), { rules: SYMMETRIC, by });
        const backward = await merge(named([...lists].reverse(), [...order].reverse()), {
          rules: SYMMETRIC,
          by,
        });
        expect(normal(backward.records)).toEqual(normal(forward.records));
      }),
    );
  });

  it("gives the same when it is merged with itself, or merged again", async () => {
    await fc.assert(
      fc.asyncProperty(source, async (list) => {
        const alone = (await merge({ s: list })).records;
        expect(normal((await merge({ s: list, t: list })).records.map(bare))).toEqual(
          normal((await merge({ s: alone, t: alone })).records.map(bare)),
        );
        const twice = (await merge({ s: list, t: list })).records;
        expect(normal((await merge({ u: twice })).records)).toEqual(normal(twice));
      }),
      { numRuns: 40 },
    );
  });

  it("has every record in one, ids and all, and no id twice", async () => {
    await fc.assert(
      fc.asyncProperty(sources, async (lists) => {
        const { records } = await merge(named(lists, [...lists.keys()]));
        const ids = records.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id, name } of lists.flat()) {
          const having = records.filter((one) => one.id === id || one.sameAs?.includes(id));
          const names = having.flatMap((one) => [
            one.name,
            ...(one.aliases ?? []).map((alias) => (typeof alias === "string" ? alias : alias.text)),
          ]);
          expect(names).toContain(name);
        }
      }),
    );
  });
});
