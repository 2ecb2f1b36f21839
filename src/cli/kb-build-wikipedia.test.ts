import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { namesakeFormat } from "../eval/formats/namesake.js";
import { openKnowledgeBase } from "../kb/folder.js";
import { brokenDump, smallDump } from "../sources/wikipedia/small-dump.contract.js";
import { SPLITS } from "../sources/wikipedia/split.js";
import { testFolder } from "../sources/wikipedia/test-folder.contract.js";
import { addKbCommands } from "./kb.js";
import { buildFromDumps } from "./kb-build-wikipedia.js";

const FLAGS = {
  workers: 1,
  minCount: 1,
  minShare: 0.001,
  splitBy: "page",
  mirror: "http://127.0.0.1:9",
  store: "memory",
} as const;

let said = "";
beforeEach(() => {
  said = "";
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  return () => write.mockRestore();
});

describe("kb build wikipedia", () => {
  it("says what it takes, what it finds and what to do next", async () => {
    const folder = testFolder();
    const dump = join(folder, "smallwiki-20261101-pages-articles.xml");
    writeFileSync(dump, smallDump());
    const out = join(folder, "kb");
    expect(await buildFromDumps([dump], { ...FLAGS, out })).toBe(0);
    expect(said).toContain("of disk");
    expect(said).toContain("18 articles, 7 redirects, 1 disambiguation page");
    expect(said).toContain("2 go in circles and were left out: Egg, Hen");
    expect(said).toContain(`namesake link --kb ${out}`);
    expect(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"))).toMatchObject({
      name: "kb",
      entities: 18,
      sources: [{ name: "smallwiki", version: "20261101", records: 18 }],
    });
  });

  it("takes the options behind it, also those that kb build has too", async () => {
    const folder = testFolder();
    const dump = join(folder, "dump.xml");
    writeFileSync(dump, smallDump());
    const out = join(folder, "here");
    let code = -1;
    const program = new Command();
    addKbCommands(program, (given) => {
      code = given;
    });
    const words = ["kb", "build", "wikipedia", dump, "--out", out, "--min-count", "2", "--store", "memory"];
    await program.parseAsync([...words, "--workers", "1", "--weak-labels"], { from: "user" });
    expect(code).toBe(0);
    const kb = await openKnowledgeBase(out);
    expect(kb.entity("Ada Miller")?.aliases).toContainEqual({ text: "Ada Miller", count: 2 });
    expect(kb.entity("Ada Miller")?.aliases).not.toContainEqual({ text: "Ada", count: 1 });
    await kb.close();
  });

  it("reports broken pages, and says so by its exit code", async () => {
    const folder = testFolder();
    const dump = join(folder, "dump.xml");
    writeFileSync(dump, brokenDump());
    expect(await buildFromDumps([dump], { ...FLAGS, out: join(folder, "kb") })).toBe(3);
    expect(said.match(/left out: page/g)).toHaveLength(4);
    expect(said).toContain('"Huge"');
  });

  it.each([
    ["no files", [], {}, "the dump"],
    ["files and a download", ["x.xml"], { download: "enwiki" }, "--download"],
    ["what cannot be held back", ["x.xml"], { holdBack: true, splitBy: "time" as const }, "--hold-back"],
    ["the name of the starter", ["x.xml"], { out: "starter" }, "--out"],
  ])("refuses %s", async (_, dumps, flags, option) => {
    await expect(buildFromDumps(dumps, { ...FLAGS, ...flags })).rejects.toMatchObject({
      code: "OPTION_INVALID",
      details: { option },
    });
  });

  it("says that a file is not there before it does anything", async () => {
    const folder = testFolder();
    const out = join(folder, "kb");
    await expect(buildFromDumps([join(folder, "none.xml")], { ...FLAGS, out })).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Real excerpts of dumps: what they have at least and at most. */
const DUMPS = join(
  process.env["NAMESAKE_DATA"] ?? join(import.meta.dirname, "../../../shared/data"),
  "dumps",
);
const EXCERPTS = [
  { file: "enwiki-gensim.xml.bz2", lang: "en", articles: [95, 110], redirects: 100, links: [20_000, 26_000] },
  { file: "dbpedia-mini-en.xml.bz2", lang: "en", articles: [20, 27], redirects: 2, links: [4000, 9000] },
  { file: "dbpedia-mini-de.xml.bz2", lang: "de", articles: [2, 2], redirects: 0, links: [1500, 2500] },
  { file: "dbpedia-mini-fr.xml.bz2", lang: "fr", articles: [1, 3], redirects: 0, links: [300, 2500] },
  { file: "dbpedia-mini-es.xml.bz2", lang: "es", articles: [1, 1], redirects: 0, links: [100, 1500] },
  { file: "dbpedia-mini-pt.xml.bz2", lang: "pt", articles: [1, 1], redirects: 0, links: [100, 1500] },
  { file: "dbpedia-mini-ja.xml.bz2", lang: "ja", articles: [1, 1], redirects: 0, links: [100, 1500] },
  { file: "dbpedia-mini-zh.xml.bz2", lang: "zh", articles: [1, 1], redirects: 0, links: [50, 1500] },
  {
    file: "ltgwiki-dumpster.xml.gz",
    lang: "ltg",
    articles: [850, 1000],
    redirects: 150,
    links: [4500, 7000],
  },
] as const;

describe.skipIf(!existsSync(DUMPS))("real excerpts", () => {
  it.each(EXCERPTS)("$file goes through", async ({ file, lang, articles, redirects, links }) => {
    const folder = testFolder();
    const out = join(folder, "kb");
    expect(await buildFromDumps([join(DUMPS, file)], { ...FLAGS, out, lang, weakLabels: true })).toBe(0);
    const found = (what: string) =>
      Number(new RegExp(`([\\d,]+) ${what}s?\\b`).exec(said)?.[1]?.replaceAll(",", ""));
    expect(found("article")).toBeGreaterThanOrEqual(articles[0]);
    expect(found("article")).toBeLessThanOrEqual(articles[1]);
    expect(Math.abs(found("redirect") - redirects)).toBeLessThanOrEqual(0.1 * redirects);
    expect(found("link")).toBeGreaterThanOrEqual(links[0]);
    expect(found("link")).toBeLessThanOrEqual(links[1]);
    const kb = await openKnowledgeBase(out);
    const described = [...kb.entities()].filter(({ description = "" }) => description.length > 20).length;
    expect(described / kb.size).toBeGreaterThan(0.75);
    await kb.close();
    for (const split of SPLITS) {
      const problems: unknown[] = [];
      const path = join(out, "documents", `${split}.jsonl`);
      for await (const { text, mentions } of namesakeFormat.read(path, {
        problem: (problem) => problems.push(problem),
      }))
        for (const { start, end } of mentions) expect(text.slice(start, end).trim()).not.toBe("");
      expect(problems).toEqual([]);
    }
  });
});
