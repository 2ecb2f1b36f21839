import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { EntityRecord } from "../../src/kb/record.js";
import { dumpOf, LONDON, LOVELACE } from "../../src/sources/wikidata/sample-items.contract.js";
import { inFolder, namesake, withSmallKb } from "./program.js";

withSmallKb();

const PEOPLE = "id,name,born,sameAs,count\np1,Ada King,1815,Q7259,7\np2,Bo Dee,1900,,2\n";

async function build(...args: string[]) {
  writeFileSync(inFolder("people.csv"), PEOPLE);
  writeFileSync(inFolder("items.json"), dumpOf([LOVELACE, LONDON, '{"id":']));
  return namesake(["kb", "build", ...args]);
}

const shown = async (id: string, kb: string): Promise<EntityRecord> =>
  JSON.parse((await namesake(["kb", "show", id, "--kb", kb, "--json"])).stdout);

it("builds from a dump of Wikidata", async () => {
  const built = await build("wikidata", "items.json", "--lang", "fr,en", "--out", "./items");
  expect(built.code).toBe(3);
  expect(built.stderr).toContain("items.json, line 4");
  expect(built.stderr).toContain("Of 3 entities left out: 1 broken.");
  expect(await shown("Q7259", "./items")).toMatchObject({ name: "Ada de Lovelace", types: { ner: ["PER"] } });
  expect(readdirSync(inFolder(".")).filter((name) => name.startsWith(".namesake-"))).toEqual([]);
});

it("gives the same with any number of threads", async () => {
  const hashes = [];
  for (const threads of ["0", "2"]) {
    await build("wikidata", "items.json", "--threads", threads, "--no-ner", "--out", `./threads${threads}`);
    const manifest = readFileSync(inFolder(`threads${threads}/manifest.json`), "utf8");
    hashes.push((JSON.parse(manifest) as { contentHash: string }).contentHash);
  }
  expect(hashes[0]).not.toBe("");
  expect(new Set(hashes).size).toBe(1);
});

it("merges sources, lists what was merged, and shows where facts are from", async () => {
  const args = [
    "people.csv",
    "wikidata:items.json",
    "--merge",
    "--scale",
    "people.csv=0.5",
    "--out",
    "./merged",
  ];
  const built = await build(...args);
  expect(built.stderr).toContain("Merged 1 records into 1 others, 1 of them with conflicts");
  expect(readFileSync(inFolder("merged/merges.tsv"), "utf8")).toMatch(
    /^kept\tabsorbed\tname\tbecause\tsources\tconflicts\np1\tQ7259\tAda King\tid Q7259\tpeople\.csv \+ items\.json\tname is Ada King, not Ada Lovelace; attributes\.born is /,
  );
  expect(await shown("p1", "./merged")).toMatchObject({
    id: "p1",
    count: 3.5,
    attributes: { died: "1852-11-27" },
  });
  const { stdout } = await namesake(["kb", "show", "p1", "--kb", "./merged"]);
  expect(stdout).toMatch(/from +items\.json/);
  expect(stdout).toMatch(/people\.csv: name, .*attributes\.born/);
});

it("prefers the source and the rules that it is told to", async () => {
  const args = [
    "people.csv",
    "wikidata:items.json",
    "--prefer",
    "items.json",
    "--no-ner",
    "--out",
    "./preferred",
  ];
  await build(...args, "--rule", "attributes=most counted");
  expect(await shown("Q7259", "./preferred")).toMatchObject({
    name: "Ada Lovelace",
    attributes: { born: 1815 },
    sameAs: expect.arrayContaining(["p1"]),
  });
});

it.each([
  [["--prefer", "nothing.csv"], '--prefer should be one of people.csv, found "nothing.csv"'],
  [["--scale", "people.csv"], "--scale should be NAME=VALUE"],
  [["--scale", "people.csv=-1"], "--scale should be a number"],
  [["--rule", "id=error"], "--rule id should be one of first, most counted"],
  [["--rule", "nose=first"], "--rule should be one of id, name"],
  [["--on", "nose"], "--on should be one of same-as, name"],
  [["--lang", "English!"], "--lang should be codes of languages"],
])("refuses %j", async (args, message) => {
  const { code, stderr } = await build("people.csv", "--out", "./refused", ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(existsSync(inFolder("refused"))).toBe(false);
});

it("builds nothing where a conflict is an error", async () => {
  const args = [
    "people.csv",
    "wikidata:items.json",
    "--rule",
    "name=error",
    "--no-ner",
    "--out",
    "./refused",
  ];
  const { code, stderr } = await build(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(
    "The records p1, Q7259 are one thing but differ in name: Ada King | Ada Lovelace.",
  );
  expect(existsSync(inFolder("refused"))).toBe(false);
  expect(readdirSync(inFolder(".")).filter((name) => name.startsWith(".namesake-"))).toEqual([]);
});
