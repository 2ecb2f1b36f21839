import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../kb/record.js";
import { type CsvOptions, csvSource } from "./csv.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-reconciled-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string, options?: CsvOptions) {
  const path = join(folder, "kilns.csv");
  writeFileSync(path, content);
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  const source = csvSource(path, options);
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(record);
  return { records, rejected, info: source.info };
}

describe("a table that was reconciled in OpenRefine", () => {
  it("has the ids of what was matched, and others by name", async () => {
    const { records, rejected, info } = await read(
      [
        "name,match id,match name,judgment,match score,founded",
        "Kiln Bend Ltd,K7,Kiln Bend Limited,matched,98.5,1902",
        "Lime & Sons,K9,Lime,none,40,",
        "Odo's Ovens,,,new,,1950",
        "KBL,K7,Kiln Bend Limited,matched,77,",
        "Odo's Ovens,,,none,,",
      ].join("\n"),
    );
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        id: "K7",
        name: "Kiln Bend Limited",
        aliases: ["Kiln Bend Ltd", "KBL"],
        attributes: { "match score": 98.5, founded: 1902 },
      },
      { id: "kilns:lime-sons", name: "Lime & Sons", attributes: { "match score": 40 } },
      { id: "kilns:odo-s-ovens", name: "Odo's Ovens", attributes: { founded: 1950 } },
      { id: "kilns:odo-s-ovens-2", name: "Odo's Ovens" },
    ]);
    expect(info).toEqual([{ name: "kilns.csv", licence: "unknown", records: 4 }]);
  });

  it("joins types that are called like the fields of every object", async () => {
    const { records } = await read(
      "name,match id,types.constructor,types.__proto__\nOne,K7,,\nOne,K7,a,b\nOne,K7,c,",
    );
    expect(JSON.stringify(records[0]?.types)).toBe('{"constructor":["a","c"],"__proto__":["b"]}');
  });

  it("needs no judgment where there is a reconciled id", async () => {
    const { records } = await read(
      "Term,Reconciled ID,Reconciled name\nkiln,K1,Kiln\noven,,\npottery oven,K1,Kiln\n",
    );
    expect(records.map(({ id, name, aliases = [] }) => [id, name, ...aliases])).toEqual([
      ["K1", "Kiln", "kiln", "pottery oven"],
      ["kilns:oven", "oven"],
    ]);
  });

  it("leaves other tables as they are", async () => {
    const { records, rejected } = await read("QID,name,score\nK1,kiln,3\n,oven,4\n");
    expect(records).toEqual([{ id: "K1", name: "kiln", attributes: { score: 3 } }]);
    expect(rejected).toEqual(["kilns.csv, line 3: the id is empty"]);
  });
});

describe("records of several rows", () => {
  const table = [
    "id,name,aliases,type,born",
    "K1,Kiln Bend,The Bend,village,1802",
    ",,KB; The Bend,,1999",
    ",,,hamlet,",
    "K2,Lime,,,",
    ",,Limekiln,,",
  ].join("\n");

  it("are one where the rows below have only lists", async () => {
    const { records, rejected } = await read(table);
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        id: "K1",
        name: "Kiln Bend",
        aliases: ["The Bend", "KB"],
        types: { type: ["village", "hamlet"] },
        attributes: { born: 1802 },
      },
      { id: "K2", name: "Lime", aliases: ["Limekiln"] },
    ]);
  });

  it("take names from the rows below only when told so", async () => {
    const names = "id,name,type\nK1,Kiln Bend,village\n,Kilnbend,\n,Kiln Bend,hamlet\n";
    const plain = await read(names);
    expect(plain.records).toEqual([{ id: "K1", name: "Kiln Bend", types: { type: ["village"] } }]);
    expect(plain.rejected).toHaveLength(2);
    const told = await read(names, { records: true });
    expect(told.rejected).toEqual([]);
    expect(told.records).toEqual([
      { id: "K1", name: "Kiln Bend", aliases: ["Kilnbend"], types: { type: ["village", "hamlet"] } },
    ]);
  });

  it("do not go over to another record where theirs was left out", async () => {
    const { records, rejected } = await read("id,name,aliases\nK1,Kiln,\nK2,,\n,,oven\nK3,Lime,\n");
    expect(records.map(({ id, aliases }) => [id, aliases])).toEqual([
      ["K1", undefined],
      ["K3", undefined],
    ]);
    expect(rejected).toEqual([
      "kilns.csv, line 3: the name is empty",
      "kilns.csv, line 4: there is no row above that it could belong to",
    ]);
  });
});
