import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inFolder, kb, namesake, withSmallKb } from "./program.js";

withSmallKb();

const run = (...args: string[]) => namesake(["kb", ...args, ...kb]);
const show = async (id: string) =>
  JSON.parse((await run("show", id, "--json")).stdout) as Record<string, unknown>;
/** Runs a command that must succeed. */
async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stderr], args.join(" ")).toEqual([0, expect.any(String)]);
  return stdout;
}

describe("commands that change a KB", () => {
  it("add, update, rename, merge, split and remove entities", async () => {
    await done(
      "add",
      "per:hamm",
      "Mia Hamm",
      "--alias",
      "Hamm=3",
      "--alias",
      "Mia",
      "--type",
      "ner=PER",
      "--count",
      "9",
    );
    expect(await show("per:hamm")).toEqual({
      id: "per:hamm",
      name: "Mia Hamm",
      aliases: [{ text: "Hamm", count: 3 }, "Mia"],
      types: { ner: ["PER"] },
      count: 9,
    });
    await done("update", "per:hamm", "--description", "a footballer", "--clear", "count");
    await done("rename", "per:hamm", "Q162653");
    expect(await show("Q162653")).toMatchObject({ description: "a footballer", sameAs: ["per:hamm"] });
    await done("add", "double", "Mariel Hamm", "--relation", "born in=loc:asia");
    await done("merge", "Q162653", "double");
    expect(await show("Q162653")).toMatchObject({
      aliases: [{ text: "Hamm", count: 3 }, "Mia", "Mariel Hamm"],
    });
    await done("split", "Q162653", "other", "Mia", "--alias", "Mia", "--description", "a name");
    expect(await show("other")).toEqual({
      id: "other",
      name: "Mia",
      description: "a name",
      aliases: ["Mia"],
    });
    await done("remove", "other", "Q162653", "other");
    expect((await run("show", "Q162653")).code).toBe(1);
  });

  it("change aliases, types and relations", async () => {
    await done("alias", "add", "loc:asia", "Asien", "--count", "4");
    await done("alias", "count", "loc:asia", "Asien", "--count", "5");
    await done("type", "add", "loc:asia", "kind", "continent");
    await done("relate", "loc:asia", "near", "loc:europe");
    expect(await show("loc:asia")).toMatchObject({
      aliases: [{ text: "Asien", count: 5 }],
      types: { ner: ["LOC"], kind: ["continent"] },
      relations: [{ relation: "near", object: "loc:europe" }],
    });
    await done("alias", "remove", "loc:asia", "Asien");
    await done("type", "remove", "loc:asia", "kind");
    await done("relate", "loc:asia", "near", "--remove");
    expect(await show("loc:asia")).toEqual({
      id: "loc:asia",
      name: "Asia",
      types: { ner: ["LOC"] },
      count: 90,
    });
  });

  it("show what would change, and change nothing, in a dry run", async () => {
    const { code, stdout, stderr } = await run("merge", "loc:jordan", "per:jordan", "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toContain("~ loc:jordan  Jordan\n");
    expect(stdout).toContain("    + aliases: Michael Jordan (");
    expect(stdout).toContain("- per:jordan  Michael Jordan\n");
    expect(stderr).toContain("dry run");
    expect((await run("show", "per:jordan")).code).toBe(0);
    const lines = (await done("remove", "org:evil", "--dry-run", "--json")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ kind: "removed", id: "org:evil" }]);
    // What a record holds cannot steer the terminal.
    expect(await done("remove", "org:evil", "--dry-run")).not.toContain("\u001b");
  });

  it("apply many operations in one transaction, or none", async () => {
    const lines = [
      { op: "add", entity: { id: "n1", name: "One" } },
      { op: "addAlias", id: "n1", alias: "uno", count: 2 },
      { op: "rename", id: "n1", to: "n2" },
    ].map((line) => JSON.stringify(line));
    writeFileSync(inFolder("good.jsonl"), `${lines.join("\n")}\n\n`);
    await done("apply", "good.jsonl", "--author", "ann", "--message", "numbers");
    expect(await show("n2")).toMatchObject({ aliases: [{ text: "uno", count: 2 }] });
    const [latest] = (await done("history", "--json", "--limit", "1")).split("\n");
    expect(JSON.parse(latest ?? "")).toMatchObject({ author: "ann", message: "numbers" });

    writeFileSync(inFolder("bad.jsonl"), `{"op":"remove","id":"n2"}\n{"op":"remove","id":"nobody"}\n`);
    const failed = await run("apply", "bad.jsonl");
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('no entity "nobody"')]);
    expect((await run("show", "n2")).code).toBe(0);
    const wrong = await namesake(["kb", "apply", "-", ...kb], { input: '{"op":"add"}\n' });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("standard input, line 1")]);
    expect((await run("apply", "nowhere.jsonl")).code).toBe(1);
    await done("remove", "n2");
  });

  it("keep a history, undo, and refuse what is no longer so", async () => {
    await done("alias", "add", "org:evil", "Bad", "--author", "ann", "-m", "it is bad");
    const [transaction] = (await done("history", "--json", "-n", "1")).split("\n");
    const { version } = JSON.parse(transaction ?? "") as { version: number };
    await done("alias", "add", "org:evil", "Worse", "--author", "ben");
    const refused = await run("undo", String(version));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('"org:evil" was changed since, by ben at');
    await done("undo");
    expect(await done("undo", String(version))).toContain("- aliases: Bad");
    const history = await done("history", "--entity", "org:evil", "--changes");
    expect(history).toMatch(new RegExp(`${version} .* · ann · 1 change · it is bad\n`));
    expect(history).toContain("+ aliases: Bad");
    const late = await run("remove", "org:evil", "--if-version", String(version));
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining(`expected version ${version}`)]);
  });

  it("take snapshots, compare with them, and make a KB compact", async () => {
    expect(await done("snapshot", "before")).toContain("Snapshot before of version");
    await done("update", "loc:asia", "--count", "91");
    const diff = await namesake(["kb", "diff", "./kb@before"]);
    expect([diff.code, diff.stdout]).toEqual([0, "~ loc:asia  Asia\n    - count: 90\n    + count: 91\n"]);
    const operations = await namesake(["kb", "diff", "./kb", "./kb@before", "--operations"]);
    const back = await namesake(["kb", "apply", "-", ...kb], { input: operations.stdout });
    expect(back.code).toBe(0);
    expect((await namesake(["kb", "diff", "./kb@before"])).stderr).toBe("0 added, 0 removed, 0 changed.\n");
    expect(await done("compact", "--keep-log", "0")).toContain("MB now");
    expect((await run("undo")).code).toBe(1);
    expect(JSON.parse(await done("snapshots", "--json"))).toMatchObject([{ name: "before" }]);
    await done("snapshots", "--remove", "before");
    expect((await namesake(["kb", "diff", "./kb@before"])).code).toBe(1);
    expect((await namesake(["kb", "diff", "./kb"])).code).toBe(2);
  });

  it("prune to ids, to types and counts", async () => {
    expect((await run("prune")).code).toBe(2);
    writeFileSync(inFolder("ids.txt"), "loc:asia\nper:jordan\nloc:jordan\n");
    await done("prune", "--keep", "ids.txt");
    expect(await done("prune", "--type", "ner=LOC", "--min-count", "70", "--dry-run")).toBe(
      "- loc:jordan  Jordan\n- per:jordan  Michael Jordan\n",
    );
    await done("undo");
    expect((await run("show", "org:evil")).code).toBe(0);
  });

  it("say how they are used wrongly", async () => {
    for (const args of [
      ["alias", "frob", "loc:asia", "x"],
      ["alias", "count", "loc:asia", "x"],
      ["type", "add", "loc:asia", "kind"],
      ["relate", "loc:asia", "near"],
      ["add", "x", "X", "--type", "PER"],
      ["update", "loc:asia", "--clear", "name"],
      ["undo", "latest"],
      ["rename", "loc:asia"],
    ])
      expect((await run(...args)).code, args.join(" ")).toBe(2);
    // Nothing is edited by default.
    expect((await namesake(["kb", "remove", "loc:asia"])).code).toBe(2);
  });
});
