import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { LinkedDocument } from "../../src/cli/formats/format.js";
import { inFolder, kb, namesake, withSmallKb } from "./program.js";

withSmallKb();

describe.concurrent("kb", () => {
  it("builds from a table, and the next command links against it by its name", async () => {
    writeFileSync(
      inFolder("staff.csv"),
      "id,name,aliases,type\n1,Ann Baker,Annie;AB,person\n2,Bob Cook,,person\n",
    );
    const built = await namesake(["kb", "build", "staff.csv"]);
    expect(built.code).toBe(0);
    const linked = await namesake([
      "link",
      "--kb",
      "staff",
      "--format",
      "jsonl",
      "We saw Annie and Bob Cook.",
    ]);
    const { links } = JSON.parse(linked.stdout) as LinkedDocument;
    expect(links.map(({ entity }) => [entity?.id, entity?.types])).toEqual([
      ["1", ["person"]],
      ["2", ["person"]],
    ]);
  });

  it("builds from standard input, in either store", async () => {
    for (const store of ["memory", "lmdb"]) {
      const input = readFileSync(inFolder("kb.jsonl"));
      const out = `./from-stdin-${store}`;
      const { code } = await namesake(["kb", "build", "jsonl", "-", "--out", out, "--store", store], {
        input,
      });
      expect(code).toBe(0);
      const { stdout } = await namesake(["kb", "info", "--json", "--kb", out]);
      expect(JSON.parse(stdout)).toMatchObject({ store, entities: 4 });
    }
  });

  it("exports its entities, which build the same KB again", async () => {
    const { code, stdout } = await namesake(["kb", "export", ...kb]);
    expect(code).toBe(0);
    await namesake(["kb", "build", "jsonl", "-", "--out", "./again"], { input: stdout });
    const infos = await Promise.all(
      [kb, ["--kb", "./again"]].map((one) => namesake(["kb", "info", "--json", ...one])),
    );
    const [own, again] = infos.map(
      (info) => (JSON.parse(info.stdout) as { contentHash: string }).contentHash,
    );
    expect(again).toBe(own);
  });

  it.each(["blink", "zeshel"])("reads and writes the entities of %s", async (format) => {
    const exported = await namesake(["kb", "export", ...kb, "--to", format]);
    expect(exported.stdout.trimEnd().split("\n")).toHaveLength(4);
    const folder = `./${format}`;
    const built = await namesake(["kb", "build", format, "-", "--out", folder], { input: exported.stdout });
    expect(built.code).toBe(0);
    const found = await namesake(["kb", "show", "--kb", folder, "--json", "Michael Jordan"]);
    expect(JSON.parse(found.stdout)).toMatchObject({
      id: "per:jordan",
      name: "Michael Jordan",
      description: "an American basketball player",
    });
  });

  it("names the records it leaves out", async () => {
    writeFileSync(inFolder("twice.csv"), "id,name\n1,Ann\n1,Bob\n2,Cid\n3\n");
    const { code, stderr } = await namesake(["kb", "build", "twice.csv"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/left out: .*the id "1" was used by an earlier record/);
    expect(stderr).toMatch(/left out: .*line 5/);
    expect(stderr).toContain("2 entities");
  });

  it("shows what a KB is made of, for people and as JSON", async () => {
    const [info, infoJson, stats, statsJson] = await Promise.all([
      namesake(["kb", "info", ...kb]),
      namesake(["kb", "info", ...kb, "--json"]),
      namesake(["kb", "stats", ...kb]),
      namesake(["kb", "stats", ...kb, "--json"]),
    ]);
    expect(info.stdout).toMatch(/^entities +4$/m);
    expect(info.stdout).toContain("kb.jsonl");
    expect(JSON.parse(infoJson.stdout)).toMatchObject({
      format: "namesake-kb",
      entities: 4,
      typeSystem: "ner",
    });
    expect(stats.stdout).toMatch(/^4 entities/);
    expect(JSON.parse(statsJson.stdout)).toMatchObject({
      entities: 4,
      types: { ner: { LOC: 2, PER: 1 } },
      relationNames: { "part of": 1 },
    });
  });

  it("finds and shows entities, for people and as JSON", async () => {
    const [search, searchJson, show, showJson, none] = await Promise.all([
      namesake(["kb", "search", ...kb, "jord"]),
      namesake(["kb", "search", ...kb, "jord", "--json", "--limit", "1"]),
      namesake(["kb", "show", ...kb, "loc:jordan"]),
      namesake(["kb", "show", ...kb, "Michael", "Jordan", "--json"]),
      namesake(["kb", "search", ...kb, "qqqq"]),
    ]);
    expect(search.stdout).toContain("loc:jordan");
    expect(search.stdout).toContain("per:jordan");
    expect(JSON.parse(searchJson.stdout)).toHaveLength(1);
    expect(show.stdout).toMatch(/^part of +Asia \(loc:asia\)$/m);
    expect(JSON.parse(showJson.stdout)).toMatchObject({ id: "per:jordan", name: "Michael Jordan" });
    expect(none).toMatchObject({ code: 0, stdout: 'Nothing like "qqqq" in kb.\n' });
  });
});

describe.concurrent("help", () => {
  it("tells the version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await namesake(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([["link"], ["kb", "build"], ["serve"]])("of %s %s has examples", async (...command) => {
    const { code, stdout } = await namesake([...command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?:\n {2}\$ namesake/);
  });
});
