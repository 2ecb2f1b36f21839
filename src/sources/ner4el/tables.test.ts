import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import type { EntityRecord } from "../../kb/record.js";
import { type PickledValue, pickledDictionary } from "./pickle.js";
import { ner4elTables } from "./read-tables.js";
import { TABLES } from "./tables.js";
import { unpickle } from "./unpickle.js";
import { writeTables } from "./write-tables.js";

const RECORDS: EntityRecord[] = [
  { id: "1", name: "Jordan", description: 'a "country", and\na kingdom', count: 30, types: { ner: ["LOC"] } },
  {
    id: "2",
    name: "Michael Jordan",
    aliases: [{ text: "Jordan", count: 70 }, "MJ"],
    count: 100,
    types: { ner: ["PER"] },
  },
  { id: "3", name: "Jordan River", aliases: [{ text: "Jordan", count: 5 }], count: 9 },
  { id: "4", name: "Łódź", description: "a city", types: { ner: ["LOC"] } },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-tables-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = () =>
  writeTables(
    () => RECORDS,
    folder,
    ({ types }) => types?.["ner"]?.[0],
  );
const text = (name: string): string => readFileSync(join(folder, name), "utf8");
const pickled = (name: string) => unpickle(readFileSync(join(folder, name)), name);

describe("the tables", () => {
  it("lead from names in small letters to ids, the most counted first", async () => {
    expect(await write()).toMatchObject({ entities: 4, aliases: 5 });
    expect(pickled(TABLES.aliases)).toEqual(
      new Map([
        ["jordan", ["2", "1", "3"]],
        ["jordan river", ["3"]],
        ["michael jordan", ["2"]],
        ["mj", ["2"]],
        ["łódź", ["4"]],
      ]),
    );
    expect(text(TABLES.aliasCounts).split("\n")[1]).toBe(`jordan,2,70,${70 / 105}`);
  });

  it("have titles, counts, descriptions and classes by id, and what share each class has", async () => {
    await write();
    expect(pickled(TABLES.titles)).toEqual(new Map(RECORDS.map(({ id, name }) => [id, name])));
    expect(pickled(TABLES.classes)).toEqual(
      new Map([
        ["1", "LOC"],
        ["2", "PER"],
        ["4", "LOC"],
      ]),
    );
    expect(text(TABLES.counts)).toBe("page_id,counts\n1,30\n2,100\n3,9\n4,0\n");
    expect(text(TABLES.descriptions)).toBe(
      'text_id,text\n1,"a ""country"", and\na kingdom"\n2,\n3,\n4,a city\n',
    );
    expect(text(TABLES.classShares)).toBe("class,entities,share\nLOC,2,0.5\nPER,1,0.25\n");
  });

  it("leave nothing else in the folder", async () => {
    await write();
    expect(readdirSync(folder).sort()).toEqual(Object.values(TABLES).sort());
  });

  it("go into no file", async () => {
    const file = join(folder, "tables");
    writeFileSync(file, "mine");
    const written = writeTables(
      () => RECORDS,
      file,
      () => undefined,
    );
    await expect(written).rejects.toMatchObject({ code: "WRITE_FAILED", details: { path: file } });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it("are read back, but for the capitals of aliases", async () => {
    await write();
    const records: EntityRecord[] = [];
    for await (const record of ner4elTables(folder).records({ rejected: () => {} })) records.push(record);
    expect(records).toEqual([
      RECORDS[0] && { ...RECORDS[0] },
      {
        ...RECORDS[1],
        aliases: [
          { text: "jordan", count: 70 },
          { text: "mj", count: 20 },
        ],
      },
      { ...RECORDS[2], aliases: [{ text: "jordan", count: 5 }] },
      RECORDS[3],
    ]);
  });

  it("are read also as NER4EL has them, without counts of aliases", async () => {
    await write();
    rmSync(join(folder, TABLES.aliasCounts));
    const records: EntityRecord[] = [];
    for await (const record of ner4elTables(folder).records({ rejected: () => {} })) records.push(record);
    expect(records[1]?.aliases).toEqual(["jordan", "mj"]);
  });
});

describe("pickles", () => {
  it("are what was written, whatever it was", () => {
    const value: fc.Arbitrary<PickledValue> = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.array(fc.string({ unit: "grapheme" })),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), value), (entries) => {
        const bytes = Buffer.concat([...pickledDictionary(Object.entries(entries))]);
        expect(unpickle(bytes, "x")).toEqual(new Map(Object.entries(entries)));
      }),
    );
  });

  it("go in many pieces", () => {
    const entries = Array.from({ length: 2500 }, (_, i) => [`name ${i}`, [`id ${i}`]] as const);
    const pieces = [...pickledDictionary(entries)];
    expect(pieces.length).toBeGreaterThan(3);
    expect(unpickle(Buffer.concat(pieces), "x")).toEqual(
      new Map(entries.map(([key, ids]) => [key, [...ids]])),
    );
  });

  // {'asa': ['1', '2'], 'Łódź': ['3'], 'n': [1, 70000, -5, 2**40, 1.5, None, True], 't': ('a',)} by Python 3, protocols 2 and 4.
  it.each([
    "gAJ9cQAoWAMAAABhc2FxAV1xAihYAQAAADFxA1gBAAAAMnEEZVgHAAAAxYHDs2TFunEFXXEGWAEAAAAzcQdhWAEAAABucQhdcQkoSwFKcBEBAEr7////igYAAAAAAAFHP/gAAAAAAABOiGVYAQAAAHRxClgBAAAAYXELhXEMdS4=",
    "gASVWQAAAAAAAAB9lCiMA2FzYZRdlCiMATGUjAEylGWMB8WBw7NkxbqUXZSMATOUYYwBbpRdlChLAUpwEQEASvv///+KBgAAAAAAAUc/+AAAAAAAAE6IZYwBdJSMAWGUhZR1Lg==",
  ])("of Python are read: %#", (base64) => {
    expect(unpickle(Buffer.from(base64, "base64"), "x")).toEqual(
      new Map<string, unknown>([
        ["asa", ["1", "2"]],
        ["Łódź", ["3"]],
        ["n", [1, 70000, -5, 2 ** 40, 1.5, null, true]],
        ["t", ["a"]],
      ]),
    );
  });

  it("of anything else are refused, and nothing in them is run", () => {
    // cos\nsystem\n(S'true'\ntR. calls a program in Python.
    for (const bytes of [
      Buffer.from("cos\nsystem\n(S'true'\ntR."),
      Buffer.from("\x80\x03}", "latin1"),
      Buffer.alloc(0),
    ])
      expect(() => unpickle(bytes, "x.pickle")).toThrow(NamesakeError);
  });

  it("that lack their end are told with their file", async () => {
    await write();
    const path = join(folder, TABLES.titles);
    writeFileSync(path, readFileSync(path).subarray(0, 20));
    const reading = async () => {
      for await (const _ of ner4elTables(folder).records({ rejected: () => {} }));
    };
    await expect(reading()).rejects.toThrow(path);
  });
});
