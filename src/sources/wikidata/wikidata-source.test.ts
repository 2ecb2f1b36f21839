import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { checkRecord, type EntityRecord } from "../../kb/record.js";
import { classItem, dumpOf, entity, LONDON, LOVELACE, statement, texts } from "./sample-items.contract.js";
import { wikidataFacts } from "./wikidata-facts.js";
import { wikidataItems } from "./wikidata-items.js";
import { type WikidataOptions, wikidataSource } from "./wikidata-source.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-wikidata-test-"));
const scratch = mkdtempSync(join(tmpdir(), "namesake-wikidata-scratch-"));
afterAll(() => {
  for (const one of [folder, scratch]) rmSync(one, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, options: WikidataOptions = {}) {
  const source = wikidataSource(path, { scratch, threads: 0, ner: false, ...options });
  const [records, rejected, progress]: [EntityRecord[], string[], number[]] = [[], [], []];
  const observer = {
    rejected: (message: string) => void rejected.push(message),
    progress: (fraction: number) => void progress.push(fraction),
  };
  for await (const record of source.records(observer)) records.push(checkRecord(record, "test"));
  expect(readdirSync(scratch)).toEqual([]);
  return { records, rejected, progress, tally: source.tally, info: source.info };
}

const disambiguation = {
  id: "Q9",
  labels: texts({ en: "London" }),
  claims: { P31: [statement(entity("Q4167410"))] },
  sitelinks: { enwiki: { title: "London (disambiguation)" } },
};
const french = { id: "Q10", labels: texts({ fr: "Lyon" }), sitelinks: { frwiki: { title: "Lyon" } } };
/** Classes stand behind what they are classes of, as happens. */
const ITEMS = [
  LOVELACE,
  LONDON,
  disambiguation,
  french,
  { type: "property", id: "P31", labels: texts({ en: "instance of" }) },
  { entity: "Q11", redirect: "Q84" },
  classItem("Q170790", "mathematician", "Q901"),
  classItem("Q5", "human", "Q215627"),
  classItem("Q515", "city", "Q486972"),
];

describe("wikidataSource", () => {
  it("has what the dump has, with the labels of classes as types", async () => {
    const { records, rejected, tally, info, progress } = await read(write("items.json", dumpOf(ITEMS)));
    expect(rejected).toEqual([]);
    expect(records.map(({ id, types }) => [id, types])).toEqual([
      ["Q7259", { "instance of": ["human"], occupation: ["mathematician"] }],
      ["Q84", { "instance of": ["city"] }],
      ["Q170790", undefined],
      ["Q5", undefined],
      ["Q515", undefined],
    ]);
    expect(tally).toEqual({ lines: 9, unwanted: 3, unnamed: 0, redirects: 0, otherEntities: 1, broken: 0 });
    expect(info).toEqual([
      { name: "items.json", licence: "CC0-1.0", url: "https://www.wikidata.org", records: 5 },
    ]);
    expect(progress.every((one, i) => one >= (progress[i - 1] ?? 0) && one <= 1)).toBe(true);
  });

  it("takes only what has a page in a wiki, and knows the names of classes that have none", async () => {
    const path = write("items.json.gz", gzipSync(dumpOf(ITEMS)));
    const { records, tally } = await read(path, { site: "enwiki", languages: ["de", "en"] });
    expect(records.map(({ id, types }) => [id, types])).toEqual([
      ["Q7259", { "instance of": ["human"], occupation: ["mathematician"] }],
      ["Q84", { "instance of": ["city"] }],
    ]);
    expect(tally).toMatchObject({ lines: 9, unwanted: 7 });
    const pages = await read(path, { site: "enwiki", wikimediaPages: true });
    expect(pages.records.map(({ id }) => id)).toEqual(["Q7259", "Q84", "Q9"]);
  });

  it("gives NER classes by classes and those above them", async () => {
    const above = [
      { id: "Q1", labels: texts({ en: "Zorblax" }), claims: { P31: [statement(entity("Q100"))] } },
      classItem("Q100", "blorp", "Q101"),
      classItem("Q101", "glorp", "Q5"),
    ];
    const { records } = await read(write("above.json", dumpOf([...ITEMS, ...above])), { ner: true });
    const classOf = Object.fromEntries(records.map(({ id, types }) => [id, types?.["ner"]]));
    expect(classOf).toMatchObject({ Q7259: ["PER"], Q84: ["LOC"], Q1: ["PER"] });
  });

  it("reports broken lines, and goes on", async () => {
    const lines = ['{"id":"Q1",', "[1]", '{"id":"Q2","labels":"x"}', "null", LONDON, "{}"];
    const { records, rejected, tally } = await read(write("broken.json", dumpOf(lines)));
    expect(records.map(({ id }) => id)).toEqual(["Q84"]);
    expect(tally).toMatchObject({ lines: 6, broken: 3, unwanted: 2 });
    expect(rejected).toHaveLength(3);
    const items: string[] = [];
    const all: string[] = [];
    for await (const { id } of wikidataItems(join(folder, "broken.json"), {
      rejected: (message) => all.push(message),
    }))
      items.push(id);
    expect(items).toEqual(["Q84"]);
    expect(all).toHaveLength(5);
    expect(all[0]).toMatch(
      /^broken\.json, line 2: "item" should be one JSON object, found text that is not JSON/,
    );
  });

  it("reads a dump without brackets, with Windows line ends, and one that is cut off", async () => {
    const text = [LONDON, LOVELACE].map((item) => JSON.stringify(item)).join("\r\n");
    expect((await read(write("bare.json", text))).records).toHaveLength(2);
    const cut = await read(write("cut.json", text.slice(0, -300)));
    expect(cut.records.map(({ id }) => id)).toEqual(["Q84"]);
    expect(cut.rejected).toHaveLength(1);
    expect((await read(write("empty.json", "[\n]\n"))).records).toEqual([]);
  });

  it("removes its files when nobody wants the rest, and when the dump is not there", async () => {
    const source = wikidataSource(write("items.json", dumpOf(ITEMS)), { scratch, threads: 0, ner: false });
    for await (const _ of source.records({ rejected: () => {} })) break;
    expect(readdirSync(scratch)).toEqual([]);
    await expect(read(join(folder, "nothing.json"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe("wikidataFacts", () => {
  it("has the items of a wiki by the titles of their pages", async () => {
    const path = write("items.json", dumpOf([...ITEMS, { ...LONDON, id: "Q12", labels: {} }]));
    const found: unknown[] = [];
    const items = wikidataItems(path, { rejected: () => {} }, { sites: ["enwiki"] });
    for await (const { title, id, record } of wikidataFacts(items, { site: "enwiki", languages: ["en"] }))
      found.push([title, id, record.id, record.name]);
    expect(found).toEqual([
      ["Ada Lovelace", "Q7259", "Q7259", "Ada Lovelace"],
      ["London", "Q84", "Q84", "London"],
      ["London (disambiguation)", "Q9", "Q9", "London"],
      ["London", "Q12", "Q12", "London"],
    ]);
  });
});

const dumps = join(
  process.env["NAMESAKE_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url)),
  "dumps",
);

describe.skipIf(!existsSync(dumps))("real excerpts", () => {
  it("reads a dump in which nothing has a label", async () => {
    const path = join(dumps, "mock-dump-for-long-testing.json");
    const { records, rejected, tally } = await read(path, { wikimediaPages: true });
    expect([records, rejected]).toEqual([[], []]);
    expect(tally).toMatchObject({ lines: 101, broken: 0 });
    let items = 0;
    for await (const item of wikidataItems(path, { rejected: () => {} })) if (item.id !== "") items++;
    expect(items).toBe(55);
  });

  it("takes lists for the empty objects that they stand for", async () => {
    const messages: string[] = [];
    const path = join(dumps, "mock-dump-with-bugs.json");
    let items = 0;
    for await (const item of wikidataItems(path, { rejected: (message) => messages.push(message) }))
      if (Object.keys(item.labels).length === 0) items++;
    expect([items, messages]).toEqual([55, []]);
  });

  it("reads items in the pages of a MediaWiki dump", async () => {
    const { records, tally, rejected } = await read(join(dumps, "dbpedia-mini-wikidata.xml.bz2"));
    expect(rejected).toEqual([]);
    expect(records).toHaveLength(13);
    expect(tally).toEqual({
      lines: 47,
      unwanted: 11,
      unnamed: 0,
      redirects: 0,
      otherEntities: 23,
      broken: 0,
    });
    const article = records.find(({ id }) => id === "Q74647643");
    expect(article).toMatchObject({
      name: "The economic returns to hospital admitting privileges",
      description: "scientific article published on 01 June 1998",
      attributes: { "publication date": "1998-06-01" },
    });
  });
});
