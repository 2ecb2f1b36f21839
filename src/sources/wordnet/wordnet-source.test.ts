import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import { wordNetSource } from "./wordnet-source.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-wordnet-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(path?: string) {
  const source = wordNetSource(path);
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(record);
  return { records, rejected, info: source.info };
}

describe("wordNetSource", () => {
  it("reads the dictionary of a folder", async () => {
    const dict = join(folder, "WordNet-3.0", "dict");
    mkdirSync(dict, { recursive: true });
    writeFileSync(
      join(dict, "data.noun"),
      [
        "  1 WordNet 3.0 Copyright 2006 by Princeton University.  All rights reserved.  ",
        "00000201 06 n 01 artefact 0 000 | a thing that people made  ",
        '00000302 06 n 02 kiln 0 pottery_oven 0 002 @ 00000201 n 0000 #p 00000503 n 0000 | an oven for clay; "a hot kiln"  ',
        "00000503 06 n 01 pottery 0 001 @ 00000201 n 0000 | a workshop  ",
        "00000604 06 n 05 torn 0 | too short  ",
        "no synset at all",
      ].join("\n"),
    );
    writeFileSync(
      join(dict, "index.sense"),
      "kiln%1:06:00:: 00000302 1 3\npottery_oven%1:06:00:: 00000302 1 7\nkiln%2:30:00:: 00000999 1 9\n",
    );
    const { records, rejected, info } = await read(join(folder, "WordNet-3.0"));
    expect(rejected).toEqual(["data.noun, line 5: not a synset", "data.noun, line 6: not a synset"]);
    expect(info).toMatchObject([{ name: "WordNet", version: "3.0", records: 3 }]);
    expect(records.map(({ id }) => id)).toEqual(["wn:00000201-n", "wn:00000302-n", "wn:00000503-n"]);
    expect(records[1]).toMatchObject({
      name: "pottery oven",
      description: "an oven for clay",
      aliases: [
        { text: "kiln", count: 3 },
        { text: "pottery oven", count: 7 },
      ],
      types: { wordnet: ["artefact"] },
      relations: [{ relation: "part of", object: "wn:00000503-n" }],
      count: 10,
    });
  });

  it("reads the dictionary that is installed", async () => {
    const { records, rejected, info } = await read();
    expect(rejected).toEqual([]);
    expect(records).toHaveLength(82_192);
    expect(info).toMatchObject([{ licence: "WordNet-3.0", records: 82_192 }]);
    expect(records.find(({ id }) => id === "wn:02131577-n")?.name).toBe("jaguar");
  });

  it("says that a folder has none", async () => {
    await expect(read(folder)).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
