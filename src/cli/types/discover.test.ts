import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildKnowledgeBase } from "../../kb/folder.js";
import { parseTypeSystem } from "../../types/type-system-yaml.js";
import { EXIT } from "../exit.js";
import { addDiscoverCommand } from "./discover.js";
import type { DiscoveryReport } from "./discovery-report.js";

const NAMES = ["Mercury", "Venus", "Mars", "Jupiter", "Saturn"];

describe("namesake types discover", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-discover-"));
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), "utf8");
  let printed = "";
  let complained = "";

  beforeAll(async () => {
    const kinds = { planet: "a planet of the Sun", god: "a god of Rome", car: "a car of 1999" };
    const records = NAMES.flatMap((name) =>
      Object.entries(kinds).map(([kind, about], i) => ({
        id: `${name} (${kind})`,
        name,
        description: `${name} is ${about} .`,
        count: 9 - i,
      })),
    );
    await (await buildKnowledgeBase(records, path("kb"), () => [])).knowledgeBase.close();
    const texts = NAMES.flatMap((name) =>
      Object.keys(kinds).map((kind) => ({
        id: `${name} ${kind}`,
        text: `Look at ${name} , the ${kind} !`,
        mentions: [{ start: 8, end: 8 + name.length, entity: `${name} (${kind})` }],
      })),
    );
    writeFileSync(path("texts.jsonl"), texts.map((text) => `${JSON.stringify(text)}\n`).join(""));
    const keep = (text: unknown, done?: unknown) => {
      printed += String(text);
      if (typeof done === "function") done();
      return true;
    };
    vi.spyOn(process.stdout, "write").mockImplementation(keep);
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      complained += String(text);
      return true;
    });
  });

  afterAll(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** Without what takes seconds to be read. */
  async function discover(...words: string[]): Promise<number> {
    printed = "";
    let code = -1;
    const types = new Command("types").exitOverride();
    addDiscoverCommand(types, (given) => {
      code = given;
    });
    const fixed = [
      "--kb",
      path("kb"),
      "--min-members",
      "2",
      "--without",
      "hypernym",
      "--without",
      "ner class",
    ];
    await types.parseAsync(["discover", path("texts.jsonl"), ...fixed, ...words], { from: "user" });
    return code;
  }

  it("finds the types that tell the entities apart, by each method", async () => {
    const perfect = ["--out", path("out"), "--method", "all", "--no-learnability", "--penalty", "0.01"];
    expect(await discover(...perfect)).toBe(EXIT.ok);
    expect(printed).toContain("15 mentions");
    const report = JSON.parse(read("out/report.json")) as DiscoveryReport;
    expect(report).toMatchObject({ mentions: 15, prior: 1 / 3, bound: 1 });
    expect(report.oracle).toEqual([{ types: 2, accuracy: 1 }]);
    for (const found of report.found) expect(found).toMatchObject({ value: 0.98, oracle: 1 });
    expect(report.found.map(({ method }) => method)).toEqual(["greedy", "beam", "cem", "ga"]);
    expect(parseTypeSystem(read("out/types.yaml"), "types.yaml").axes.length).toBe(2);

    // What is done stays as it is.
    const before = read("out/ga.json");
    expect(await discover(...perfect, "--resume", "--json")).toBe(EXIT.ok);
    expect(read("out/ga.json")).toBe(before);
    expect(JSON.parse(printed)).toEqual(report);
    await expect(discover(...perfect, "--resume", "--seed", "9")).rejects.toMatchObject({
      code: "SEARCH_FOREIGN",
    });
  });

  it("takes what an earlier run has measured", async () => {
    expect(await discover("--out", path("measured"), "--method", "greedy")).toBe(EXIT.ok);
    const rows = read("measured/learnability.jsonl").trimEnd().split("\n").slice(1);
    const types = rows.map((row) => (JSON.parse(row) as { type: string }).type);
    expect(types).toContain("definition planet");

    // So few mentions that nothing can be measured: nothing is learnable.
    const again = ["--learnability", path("measured/learnability.jsonl"), "--method", "greedy"];
    expect(await discover("--out", path("again"), ...again)).toBe(EXIT.ok);
    const report = JSON.parse(read("again/report.json")) as DiscoveryReport;
    expect(report).toMatchObject({ learnable: 0, distinct: types.length });
    expect(complained).toContain("no type can be told by context");
    expect(complained).toContain("there is no type system to write");
    expect(existsSync(path("again/types.yaml"))).toBe(false);
  });
});
