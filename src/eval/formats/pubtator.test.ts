import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatContract, readAll } from "./format.contract.js";
import { pubtatorFormat } from "./pubtator.js";

formatContract(pubtatorFormat, { tokenised: true });

let path = "";
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), "namesake-pubtator-")), "articles.txt");
});
afterAll(() => rm(join(path, ".."), { recursive: true }));

async function read(...rows: string[]) {
  await writeFile(path, rows.join("\n"));
  return readAll(pubtatorFormat, path);
}

const row = (...cells: (string | number)[]) => cells.join("\t");

describe("pubtatorFormat", () => {
  it("counts the title, one character and the abstract", async () => {
    const { documents, problems } = await read(
      "7|t|On 𝛽-lactams and rash.",
      "7|a|Penicillin caused rash; brumal fever did not.",
      row(7, 3, 12, "𝛽-lactams", "Chemical", "MESH:D047090"),
      row(7, 17, 21, "rash", "Disease", "D005076"),
      row(7, 23, 33, "Penicillin", "Chemical", "D010406|D010400", "peni|cillin"),
      row(7, 41, 45, "rash", "Disease", "-1"),
      row(7, 47, 59, "brumal fever", "Disease"),
      row(7, "CID", "D010406", "D005076"),
      "",
      "8|t|Nothing follows.",
      "8|a|",
    );
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "7",
        text: "On 𝛽-lactams and rash.\nPenicillin caused rash; brumal fever did not.",
        mentions: [
          { start: 3, end: 13, entity: "MESH:D047090", sameAs: ["D047090"], label: "Chemical" },
          { start: 18, end: 22, entity: "D005076", label: "Disease" },
          { start: 24, end: 34, entity: "D010406", others: ["D010400"], label: "Chemical" },
          { start: 42, end: 46, entity: null, label: "Disease" },
          { start: 48, end: 60, entity: null, label: "Disease" },
        ],
      },
      { id: "8", text: "Nothing follows.", mentions: [] },
    ]);
  });

  it.each([
    ["1017;1019", ["1017", "1019"]],
    ["MESH:D01,MESH:D02", ["MESH:D01", "MESH:D02"]],
    ["D01+D02", ["D01", "D02"]],
    ["D01|D01", ["D01"]],
    ["-1|D02", [null, "D02"]],
    ["9606(Tax:10090);5", ["9606(Tax:10090)", "5"]],
    ["c|SUB|A|1799|G", ["c|SUB|A|1799|G"]],
    ["tmVar:p|SUB|V|600|E;RS#:1", ["tmVar:p|SUB|V|600|E;RS#:1"]],
    ["Washington, D.C.", ["Washington, D.C."]],
    ["C++", ["C++"]],
    ["-", [null]],
  ])("reads the identifier %s", async (identifier, expected) => {
    const { documents } = await read("1|t|One.", row(1, 0, 3, "One", "Gene", identifier));
    const { entity, others = [] } = documents[0]?.mentions[0] ?? {};
    expect([entity, ...others]).toEqual(expected);
  });

  it("needs no blank line between articles, and passes over those that there are", async () => {
    const { documents, problems } = await read(
      "",
      "1|t|A cold.",
      "",
      "1|a|It was a cold.",
      "",
      row(1, 2, 6, "cold", "UnknownType", "D1"),
      "2|t|B.",
      "1|t|A cold.",
    );
    expect(documents.map(({ id, mentions }) => [id, mentions])).toEqual([
      ["1", [{ start: 2, end: 6, entity: "D1" }]],
      ["2", []],
      ["1#2", []],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(["RECORD_DUPLICATE"]);
  });

  it("reports what it leaves out", async () => {
    const { documents, problems } = await read(
      "1|t|A cold.",
      "1|a|It was the flu.",
      row(1, 2, 6, "flu", "Disease", "D1"),
      row(1, 20, 60, "flu", "Disease", "D1"),
      row(2, 2, 6, "cold", "Disease", "D1"),
      row(1, -2, 6, "cold", "Disease", "D1"),
      "See also the flu.",
      row(1, 2, 6, "cold", "Disease", "D1"),
    );
    expect(documents[0]?.mentions).toEqual([{ start: 2, end: 6, entity: "D1", label: "Disease" }]);
    expect(problems.map(({ message }) => message)).toEqual([
      'articles.txt, line 6: "line" should be text, a mention or a relation of PubTator, found "1\\t-2\\t6\\tcold\\tDisease\\tD1".',
      'articles.txt, line 7: "line" should be text, a mention or a relation of PubTator, found "See also the flu.".',
      'articles.txt, line 1, document 1: "mentions" should be "flu" at 2 to 6, found "cold".',
      expect.stringContaining("articles.txt, line 1, document 1: a mention must lie inside the text"),
      'articles.txt, line 5: "id" should be that of its document, 1, found "2".',
    ]);
  });

  it("says which line is not of it", async () => {
    await expect(read("", "id,text", "1,A cold.")).rejects.toMatchObject({
      message: 'articles.txt, line 2: "line" should be ID|t|TITLE, found "id,text".',
    });
  });

  it("is not sure of a title alone", () => {
    const detect = (head: string) => pubtatorFormat.detect({ path: "x", head, names: [] });
    expect(detect("id|t|answer\n1|A|b\n")).toBe(0.3);
    expect(detect("id|question|answer\n")).toBe(0);
    expect(detect("1|t|A cold.\n1\t2\t6\tcold\tDisease\tD1\n")).toBe(0.9);
  });
});
