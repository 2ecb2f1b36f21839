import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../../dist/kb/record.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-world-"));

/** A title that is held back, found by the rule in its own words. */
const HELD = Array.from({ length: 1000 }, (_, i) => `Page ${i}`).find(
  (title) => BigInt(`0x${createHash("sha1").update(title).digest("hex")}`) % 50n === 0n,
) as string;

const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const put = (name: string, text: string) => writeFileSync(join(folder, name), gzipSync(text));

/** A little world: every file of the data, in its format, with a few lines. */
function writeWorld(): void {
  mkdirSync(join(folder, "kg"));
  put(
    "entities.jsonl.gz",
    lines([
      {
        title: "Copper (metal)",
        desc: "Copper, or Red metal, is a soft metal.",
        qid: "Q1",
        mid: "/m/1",
        dbo: "chemical_compound",
        n: 5,
      },
      { title: "Bronze", desc: "Bronze is an alloy of copper and tin.", mid: "/m/2", n: 3 },
      { title: "Cuprum", n: 2 },
      { title: "Bronzes", n: 1 },
      { title: "Red metal", n: 1 },
      { title: "Tin", qid: "Q3", wd_desc: "a metal", n: 7 },
      { title: "Old thing", n: 1 },
      { title: HELD, desc: "A page that is held back.", n: 0 },
    ]),
  );
  put(
    "anchors.tsv.gz",
    [
      "#anchor\ttitle\totttables\twtq_all\tfa_prose\tuoi_prose\tuoi_lists",
      "copper\tCopper (metal)\t1\t0\t0\t2\t0",
      "cuprum\tCopper (metal)\t2\t0\t0\t0\t0",
      "Cuprum\tCuprum\t0\t0\t0\t2\t0",
      "bronze\tBronze\t0\t1\t2\t0\t0",
      "bronzes\tBronzes\t0\t0\t0\t1\t0",
      "red metal\tRed metal\t0\t0\t0\t1\t0",
      "#tin\tTin\t0\t0\t0\t0\t7",
      "old thing\tOld thing\t0\t0\t0\t1\t0",
      "",
    ].join("\n"),
  );
  const paragraph = (page: string, text: string, links: [string, string, 0 | 1][]) => ({
    page,
    text,
    links: links.map(([anchor, title, redirect]) => {
      const at = [...text.slice(0, text.indexOf(anchor))].length;
      return [at, at + [...anchor].length, title, redirect];
    }),
  });
  put(
    "prose_uoi.jsonl.gz",
    lines([
      paragraph("Coin", "A coin of copper, that is Cuprum, beside bronzes.", [
        ["copper", "Copper (metal)", 0],
        ["Cuprum", "Cuprum", 1],
        ["bronzes", "Bronzes", 1],
      ]),
      paragraph("Coin", "The red metal and an old thing.", [
        ["red metal", "Red metal", 1],
        ["old thing", "Old thing", 1],
      ]),
      paragraph(HELD, "😀 Here copper is held back.", [["copper", "Copper (metal)", 0]]),
      paragraph(HELD, "And Cuprum too.", [["Cuprum", "Cuprum", 1]]),
    ]),
  );
  put("prose_fa.jsonl.gz", lines([paragraph("Bust", "A bust of bronze.", [["bronze", "Bronze", 0]])]));
  put("prose_wtq.jsonl.gz", lines([paragraph("Medal", "No link.", [])]));
  put("prose_misc.jsonl.gz", lines([paragraph(`wtf:${HELD}`, "Of tin.", [["tin", "Tin", 0]])]));
  put(
    "wikidata_items.jsonl.gz",
    lines([
      { qid: "Q1", label: "copper", aliases: ["Cu", "Miner\\'s friend"], p31: ["Q2", "Q99"] },
      { qid: "Q2", label: "chemical element" },
    ]),
  );
  writeFileSync(join(folder, "kg/db_insnet_test.txt"), "Bronze\tmadeOf\tCuprum\nBronze\tinColour\tBrown\n");
  writeFileSync(join(folder, "kg/yago_insnet_test.txt"), "Tin\tisA\tBronze\n");
  for (const part of ["train", "valid", "test"])
    writeFileSync(
      join(folder, `${part}.txt`),
      part === "train" ? "/m/1\t/metal/alloys./metal/alloy/used_in\t/m/2\n" : "",
    );
  execFileSync("tar", ["-czf", "kg/FB15k-237.tar.gz", "train.txt", "valid.txt", "test.txt"], { cwd: folder });
}

type World = typeof import("./records.js");
let world: World;

beforeAll(async () => {
  writeWorld();
  process.env["NAMESAKE_DATA"] = folder;
  world = await import("./records.js");
});
afterAll(() => {
  delete process.env["NAMESAKE_DATA"];
  rmSync(folder, { recursive: true });
});

async function recordsOf(tier: "S" | "M" | "XL", merging = true): Promise<Map<string, EntityRecord>> {
  const records = new Map<string, EntityRecord>();
  for await (const record of (await world.readWorld(tier, merging, () => {})).records())
    records.set(record.id, record);
  return records;
}

const countsOf = (record: EntityRecord | undefined): Record<string, number> =>
  Object.fromEntries(
    (record?.aliases ?? []).map((alias) =>
      typeof alias === "string" ? [alias, -1] : [alias.text, alias.count],
    ),
  );

describe("the world", () => {
  it("merges redirects where it is clear, and lists them", async () => {
    const { merges } = await world.readWorld("XL", true, () => {});
    expect(merges).toEqual([
      { from: "Bronzes", into: "Bronze", because: ["singular"] },
      { from: "Cuprum", into: "Copper (metal)", because: ["anchor"] },
    ]);
    const records = await recordsOf("XL");
    // The more linked first.
    expect([...records.keys()]).toEqual(["Copper (metal)", "Tin", "Bronze", "Red metal", "Old thing", HELD]);
    expect(records.get("Bronze")?.sameAs).toEqual(["/m/2", "Bronzes"]);
    expect((await recordsOf("XL", false)).size).toBe(8);
  });

  it("counts names, without the links of pages held back", async () => {
    const copper = (await recordsOf("XL")).get("Copper (metal)");
    // One "copper" of two, and one "Cuprum" of two, stand on the page that is held back.
    expect(copper?.count).toBe(2 + 2 + 1);
    expect(countsOf(copper)).toEqual({
      "Copper (metal)": 0,
      copper: 2,
      cuprum: 2,
      Cuprum: 1,
      Copper: 0,
      Cu: 0,
      "Miner's friend": 0,
    });
    expect(countsOf((await recordsOf("XL")).get("Tin"))).toEqual({ Tin: 0, "#tin": 7 });
    expect((await world.readWorld("XL", true, () => {})).subtracted).toBe(2);
  });

  it("knows texts, types, relations and what stands together", async () => {
    const records = await recordsOf("XL");
    const copper = records.get("Copper (metal)");
    expect(copper).toMatchObject({
      description: "Copper, or Red metal, is a soft metal.",
      types: { ner: ["PHYS"], dbpedia: ["chemical compound"], wikidata: ["chemical element", "Q99"] },
      sameAs: ["Q1", "/m/1", "Cuprum"],
      url: "https://en.wikipedia.org/wiki/Copper_(metal)",
    });
    expect(copper?.relations).toEqual([
      { relation: "used in", object: "Bronze" },
      { relation: "linked with", object: "Bronze" },
    ]);
    // Redirects stand for what they lead to, and what is no title is a word.
    expect(records.get("Bronze")?.relations).toEqual([
      { relation: "made of", object: "Copper (metal)" },
      { relation: "in colour", object: "Brown" },
      { relation: "linked with", object: "Copper (metal)" },
    ]);
    expect(records.get("Tin")).toMatchObject({ description: "a metal" });
  });

  it("comes in three sizes", async () => {
    expect([...(await recordsOf("M")).keys()]).toEqual(["Copper (metal)", "Bronze"]);
    expect([...(await recordsOf("S")).keys()]).toEqual(["Copper (metal)", "Tin"]);
  });
});

it("writes the pages held back as documents, a page of two sources as two", async () => {
  const { writeProse } = await import("./prose-sets.js");
  const path = join(folder, "prose-dev.jsonl");
  expect(await writeProse(path)).toEqual({ documents: 2, mentions: 3 });
  const documents = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map(
      (line) => JSON.parse(line) as { id: string; text: string; mentions: { start: number; end: number }[] },
    );
  expect(documents.map(({ id }) => id)).toEqual([`uoi: ${HELD}`, `misc: ${HELD}`]);
  const surfaces = documents.flatMap(({ text, mentions }) =>
    mentions.map(({ start, end }) => [...text].slice(start, end).join("")),
  );
  expect(surfaces).toEqual(["copper", "Cuprum", "tin"]);
});
