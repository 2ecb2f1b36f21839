import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { csvFormat } from "./csv.js";
import { formatContract, readAll } from "./format.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: string[]) {
  const path = join(folder, "gold.csv");
  writeFileSync(path, lines.join("\n"));
  const { documents, problems } = await readAll(csvFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

formatContract(csvFormat);

describe("csvFormat", () => {
  it("collects the rows of a document, wherever they stand", async () => {
    const { documents, problems } = await read(
      "Doc ID;Text;Start;End;Mention;Title;QID;NER;candidates",
      "a;😀 Lyon and Paris;2;6;Lyon;Lyon;Q456;LOC;Lyon|Lyons, Kansas",
      "b;Rome;0.0;4.0;;http://dbpedia.org/resource/Rome;;;",
      "c;Nothing;;;;;;;",
      'a;;11;16;Paris;;Q90;;["A|B"]',
      "b;Rome;0;2;Ro;NIL;;;",
    );
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "a",
        text: "😀 Lyon and Paris",
        mentions: [
          {
            start: 3,
            end: 7,
            entity: "Lyon",
            sameAs: ["Q456"],
            label: "LOC",
            candidates: ["Lyon", "Lyons, Kansas"],
          },
          { start: 12, end: 17, entity: "Q90", candidates: ["A|B"] },
        ],
      },
      {
        id: "b",
        text: "Rome",
        mentions: [
          { start: 0, end: 4, entity: "Rome" },
          { start: 0, end: 2, entity: null },
        ],
      },
      { id: "c", text: "Nothing", mentions: [] },
    ]);
  });

  it("knows documents by their texts where there are no ids, and mentions by their order where there are no offsets", async () => {
    const { documents, problems } = await read(
      "sentence\tmention\tanswer",
      "Lyon beat Lyon B\tLyon\tLyon (club)",
      "Lyon beat Lyon B\tLyon B\tLyon B",
      "Rome won\tRome\t",
      "Lyon beat Lyon B\tLyon\tLyon B",
      "Lyon beat Lyon B\tLyon\tLyon",
      "Rome won\tParis\tParis",
    );
    expect(documents).toEqual([
      {
        id: "1",
        text: "Lyon beat Lyon B",
        mentions: [
          { start: 0, end: 4, entity: "Lyon (club)" },
          { start: 10, end: 16, entity: "Lyon B" },
          { start: 10, end: 14, entity: "Lyon B" },
        ],
      },
      { id: "2", text: "Rome won", mentions: [{ start: 0, end: 4, entity: null }] },
    ]);
    expect(problems).toEqual([
      'gold.csv, line 6: "mention" should be in the text one more time, found "Lyon".',
      'gold.csv, line 7: "mention" should be in the text once, found "Paris".',
    ]);
  });

  it("joins contexts", async () => {
    const { documents, problems } = await read(
      "id,left_context,mention,right_context,entity",
      "1,The tram to,Lyon,stopped.,Lyon",
      '2,"The tram to ",Lyon,"\'s end",Lyon',
      "2,,Lyon,,Lyon",
      "3,x, ,y,Lyon",
    );
    expect(documents).toEqual([
      { id: "1", text: "The tram to Lyon stopped.", mentions: [{ start: 12, end: 16, entity: "Lyon" }] },
      { id: "2", text: "The tram to Lyon's end", mentions: [{ start: 12, end: 16, entity: "Lyon" }] },
      { id: "2#2", text: "Lyon", mentions: [{ start: 0, end: 4, entity: "Lyon" }] },
    ]);
    expect(problems).toEqual([
      expect.stringContaining('line 4: the id "2" was used'),
      expect.stringContaining('line 5: "mention" should be the text of the mention'),
    ]);
  });

  it("reports bad rows and goes on", async () => {
    const { documents, problems } = await read(
      "id,text,start,end,mention,entity",
      "a,😀 Lyon,3,7,Lyon,Lyon",
      "a,😀 Lyon,2,x,Lyon,Lyon",
      "b,,0,1,,Lyon",
      "a,😀 Lyon,2,6,Lyon,Lyon",
      "a,😀 Lyon,2,6,Paris,Lyon",
    );
    expect(documents).toEqual([
      { id: "a", text: "😀 Lyon", mentions: [{ start: 3, end: 7, entity: "Lyon" }] },
    ]);
    expect(problems).toEqual([
      expect.stringContaining("found offsets that fit its text in UTF-16 units; convert them"),
      expect.stringContaining("found start 2, end x"),
      'gold.csv, line 4: "text" should be a text, found "".',
      expect.stringContaining('"Paris" at 2 to 6'),
    ]);
  });

  it.each([["id,text,start,end\n1,Lyon,0,4"], ["text,entity\nLyon,Lyon"], [""]])(
    "refuses a table that lacks columns: %j",
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({ code: "RECORD_INVALID" });
      expect(csvFormat.detect({ path: "x.csv", head: text, names: [] })).toBe(0);
    },
  );
});
