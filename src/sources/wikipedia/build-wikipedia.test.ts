import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { openKnowledgeBase } from "../../kb/folder.js";
import type { EntityRecord } from "../../kb/record.js";
import { buildWikipedia, type StageResults } from "./build-wikipedia.js";
import { brokenDump, SMALL_PAGES, smallDump } from "./small-dump.contract.js";
import { SPLITS } from "./split.js";
import { testFolder } from "./test-folder.contract.js";
import { DEFAULTS, type WikipediaOptions } from "./wikipedia-options.js";

interface Built {
  languages: readonly string[] | undefined;
  results: StageResults;
  hash: string;
  records: EntityRecord[];
  documents: string[];
}

async function build(
  dumps: readonly (string | Buffer)[],
  more: Partial<WikipediaOptions> = {},
): Promise<Built> {
  const folder = testFolder();
  const paths = dumps.map((dump, i) => {
    const path = join(folder, `dump-${i}.xml`);
    writeFileSync(path, dump);
    return path;
  });
  const out = join(folder, "kb");
  const options = { ...DEFAULTS, dumps: paths, work: join(folder, "work"), workers: 1 };
  const results = await buildWikipedia(
    { ...options, weakLabels: false, holdBack: false, ...more },
    out,
    {},
    { store: "memory" },
  );
  expect(existsSync(join(folder, "work"))).toBe(false);
  const kb = await openKnowledgeBase(out);
  const records = [...kb.entities()];
  const hash = kb.totals().contentHash;
  const { languages } = kb.manifest;
  await kb.close();
  const documents = SPLITS.map((split) => readFileSync(join(out, "documents", `${split}.jsonl`), "utf8"));
  return { results, hash, records, documents, languages };
}

/** The result without where the pieces were cut. */
const content = ({ hash, records, documents }: Built) => ({ hash, records, documents });

describe("the KB of a small dump", () => {
  let built: Built;
  beforeAll(async () => {
    built = await build([smallDump()]);
  });
  const record = (id: string) => built.records.find((one) => one.id === id);
  const names = (id: string) =>
    Object.fromEntries(
      (record(id)?.aliases ?? []).map((alias) =>
        typeof alias === "string" ? [alias, -1] : [alias.text, alias.count],
      ),
    );

  it("is in the language of the wiki, or of the edition that was asked for", async () => {
    expect(built.languages).toEqual(["en"]);
    expect((await build([smallDump()], { lang: "de" })).languages).toEqual(["de"]);
    expect((await build([smallDump()], { lang: "simple" })).languages).toEqual(["en"]);
  });

  it("has an entity for each article, the most linked first", () => {
    expect(built.records).toHaveLength(18);
    expect(built.records.slice(0, 4).map(({ id, count }) => [id, count])).toEqual([
      ["Ada Miller", 4],
      ["Old Mountain", 12],
      ["Quiet Sea", 10],
      ["Bob Stone", 1],
    ]);
    expect(record("Springfield")).toBeUndefined();
    expect(record("Talk:Ada Miller")).toBeUndefined();
  });

  it("has names from links, through redirects, with how often each was meant", () => {
    expect(names("Ada Miller")).toEqual({ "Ada Miller": 2, Ada: 1, "A. Miller": 1, "Ada M.": 0 });
    expect(record("Ada Miller")?.count).toBe(4);
    expect(record("Ada Miller")?.sameAs).toEqual(["smallwiki:11", "A. Miller", "Ada M."]);
    expect(names("Quiet Sea")).toEqual({ "Quiet Sea": 0, sea: 10 });
  });

  it("leaves out what names nothing", () => {
    expect(names("Mathematics")).toEqual({ Mathematics: 0, Maths: 0 });
    expect(built.results.names.left).toEqual({ "rare in lower case": 2 });
  });

  it("has names from disambiguation pages and titles", () => {
    expect(names("Springfield (band)")).toEqual({ "Springfield (band)": 0, Springfield: 0 });
    expect(names("Springfield, Ohio")).toEqual({ "Springfield, Ohio": 1, Springfield: 2 });
    expect(built.results.aliases.meanings).toBe(2);
  });

  it("has descriptions, types of frequent categories, neighbours and addresses", () => {
    expect(record("Ada Miller")?.description).toBe(
      "Ada Miller (born 1815) was a mathematician from Springfield. She wrote the first Quill programme.",
    );
    expect(record("River A")?.types).toEqual({ category: ["Rivers"] });
    expect(record("Ada Miller")?.types).toBeUndefined();
    expect(record("Quill (language)")?.relations).toEqual([
      { relation: "linked with", object: "Ada Miller" },
    ]);
    expect(record("Springfield, Ohio")?.url).toBe("https://small.wikipedia.org/wiki/Springfield,_Ohio");
  });

  it("says what was found and left out", () => {
    expect(built.results.read).toMatchObject({ articles: 18, redirects: 7, disambiguations: 1, skipped: 0 });
    expect(built.results.redirects).toMatchObject({
      redirects: 7,
      chained: 3,
      cyclic: 2,
      examples: ["Egg", "Hen"],
    });
    expect(built.results.links.missing).toBe(2);
  });

  it("comes with training documents, whose entities the KB knows", async () => {
    const documents = built.documents.flatMap((text) =>
      text
        .split("\n")
        .filter((line) => line !== "")
        .map(
          (line) =>
            JSON.parse(line) as { text: string; mentions: { start: number; end: number; entity: string }[] },
        ),
    );
    expect(documents.length).toBe(
      Object.values(built.results.documents).reduce((sum, count) => sum + count, 0),
    );
    const mentions = documents.flatMap(({ text, mentions }) =>
      mentions.map(({ start, end, entity }) => [text.slice(start, end), entity]),
    );
    expect(mentions).toContainEqual(["A. Miller", "A. Miller"]);
    expect(mentions).toContainEqual(["the Old Mountain", "The Old Mountain"]);
  });

  it("does not depend on pieces, threads, files or packing", async () => {
    const tiny = await build([smallDump()], { pieceBytes: 400, workers: 2 });
    expect(tiny.results.read.pieces).toBeGreaterThan(10);
    expect(content(tiny)).toEqual(content(built));
    const packed = await build([gzipSync(smallDump())], { pieceBytes: 1500 });
    expect(content(packed)).toEqual(content(built));
    const middle = smallDump().indexOf(SMALL_PAGES[9] ?? "");
    const head = smallDump().slice(0, smallDump().indexOf("  <page>"));
    const two = [`${smallDump().slice(0, middle)}</mediawiki>`, head + smallDump().slice(middle)];
    expect(content(await build(two))).toEqual(content(built));
  });

  it("is the same where pages are broken, too long or cut off, which is told", async () => {
    const broken = await build([brokenDump()]);
    expect(broken.results.read.skipped).toBe(4);
    expect(broken.results.read.problems.join("\n")).toMatch(/without a title.*"Endless".*"Huge".*"Cut off"/s);
    expect(content(broken)).toEqual(content(built));
  });

  it("takes the newest of pages that are there twice", async () => {
    const again = smallDump().replaceAll("2020-01-01", "2019-01-01").replaceAll("Springfield", "Winterfield");
    const twice = await build([smallDump(), again.replaceAll("Winterfield is", "Springfield is")]);
    expect(twice.results.pages.duplicates).toBeGreaterThan(10);
    expect(twice.records.find(({ id }) => id === "Quiet Sea")?.description).toBe(
      record("Quiet Sea")?.description,
    );
  });

  it("counts no links of pages that are held back", async () => {
    const honest = await build([smallDump()], { holdBack: true });
    expect(honest.documents).toEqual(built.documents);
    const counts = ({ records }: Built) => records.reduce((sum, { count = 0 }) => sum + count, 0);
    expect(counts(honest)).toBeLessThan(counts(built));
    expect(counts(honest)).toBe(honest.results.links.links);
  });

  it("keeps names of few links out, where that is wanted", async () => {
    const strict = await build([smallDump()], { minCount: 2 });
    const ada = strict.records.find(({ id }) => id === "Ada Miller");
    expect(ada?.aliases).toEqual([
      { text: "Ada Miller", count: 2 },
      { text: "A. Miller", count: 0 },
      { text: "Ada M.", count: 0 },
    ]);
  });
});

it("joins with Wikidata", async () => {
  const item = (id: string, title: string, claims: object) =>
    JSON.stringify({
      type: "item",
      id,
      labels: { en: { language: "en", value: title } },
      descriptions: { en: { language: "en", value: "from Wikidata" } },
      aliases: { en: [{ language: "en", value: `${title} by another name` }] },
      claims,
      sitelinks: { smallwiki: { site: "smallwiki", title } },
    });
  const statement = (property: string, id: string) => ({
    [property]: [
      {
        rank: "normal",
        type: "statement",
        mainsnak: {
          snaktype: "value",
          property,
          datatype: "wikibase-item",
          datavalue: { type: "wikibase-entityid", value: { "entity-type": "item", id } },
        },
      },
    ],
  });
  const wikidata = join(testFolder(), "items.json");
  const items = [item("Q1", "River A", statement("P131", "Q2")), item("Q2", "Springfield, Ohio", {})];
  writeFileSync(wikidata, `[\n${items.join(",\n")}\n]\n`);
  const { records, results } = await build([smallDump()], { wikidata });
  expect(results.facts).toEqual({ items: 2, relations: 1, toPages: 1 });
  const river = records.find(({ id }) => id === "River A");
  expect(river?.sameAs).toContain("Q1");
  expect(river?.aliases).toContainEqual({ text: "River A by another name", count: 0 });
  expect(river?.relations?.[0]).toMatchObject({ object: "Springfield, Ohio" });
});

it("leaves what another command began alone", async () => {
  const folder = testFolder();
  const dump = join(folder, "dump.xml");
  writeFileSync(dump, "<mediawiki><siteinfo></siteinfo></mediawiki>");
  const run = (minCount: number) =>
    buildWikipedia(
      {
        ...DEFAULTS,
        dumps: [dump],
        work: join(folder, "work"),
        workers: 1,
        weakLabels: false,
        holdBack: false,
        minCount,
      },
      join(folder, "kb"),
    );
  await expect(run(1)).rejects.toMatchObject({ code: "KB_EMPTY" });
  // What is given next may be another file of that name.
  expect(readdirSync(folder)).toEqual(["dump.xml"]);

  const page = "<title>A</title><ns>0</ns><id>1</id><revision><text>Alpha is [[B]].</text></revision>";
  writeFileSync(dump, `<mediawiki><siteinfo></siteinfo><page>${page}</page></mediawiki>`);
  mkdirSync(join(folder, "kb"));
  writeFileSync(join(folder, "kb", "thesis.txt"), "not a knowledge base");
  await expect(run(1)).rejects.toMatchObject({ code: "KB_EXISTS" });
  await expect(run(2)).rejects.toMatchObject({
    code: "UNFINISHED_UNUSABLE",
    message: expect.stringContaining("begun with minCount 1, now it is 2"),
  });
  expect(readdirSync(folder).sort()).toEqual(["dump.xml", "kb", "work"]);
});
