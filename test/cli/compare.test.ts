import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunComparison } from "../../src/eval/report/compare-runs.js";
import { inFolder, namesake, prior, withSmallKb } from "./program.js";

withSmallKb();

const line = (id: string, entity: string) =>
  `${JSON.stringify({ id, text: `Jordan met ${id}.`, mentions: [{ start: 0, end: 6, entity }] })}\n`;

beforeAll(async () => {
  writeFileSync(inFolder("gold.jsonl"), line("1", "loc:jordan") + line("2", "per:jordan"));
  writeFileSync(inFolder("more.jsonl"), line("1", "loc:jordan"));
  const run = (...args: string[]) => namesake(["eval", ...prior, ...args]);
  await run("gold.jsonl", "--out", "runs/a", "--linker", "prior", "--linker", "default");
  // The words of the context are looked at, but no encoder.
  await run("gold.jsonl", "--out", "runs/b", "--linker", "prior-links", "--candidates", "given");
  await run("more.jsonl", "--out", "runs/other");
});

describe("compare", () => {
  it("tells how the measures differ, in 100 columns", async () => {
    const { code, stdout, stderr } = await namesake(["compare", "runs/a", "runs/b"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("prior-links against prior");
    expect(stdout).toMatch(/In-KB accuracy +50\.0 +50\.0 +0\.0/);
    expect(stdout).toMatch(/gold, given +0 +0 +1 +1/);
    for (const text of stdout.split("\n")) expect(text.length).toBeLessThanOrEqual(100);
  });

  it("gives all of it as JSON, and as a page", async () => {
    const { code, stdout } = await namesake([
      "compare",
      "runs/a",
      "runs/b",
      "--json",
      "--html",
      "difference.html",
    ]);
    expect(code).toBe(0);
    const { before, after, counts } = JSON.parse(stdout) as RunComparison;
    expect([before, after]).toEqual(["prior", "prior-links"]);
    expect(counts.map(({ dataset, mode }) => `${dataset} ${mode}`)).toEqual(["gold given", "gold found"]);
    expect(readFileSync(inFolder("difference.html"), "utf8")).toMatch(/^<!doctype html>/i);
  });

  it("compares linkers of one run", async () => {
    const { code, stdout } = await namesake([
      "compare",
      "runs/a",
      "runs/a",
      "--before",
      "prior",
      "--after",
      "default",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("default against prior");
  });

  it("compares nothing that is of other data", async () => {
    const { code, stdout, stderr } = await namesake(["compare", "runs/a", "runs/other", "--html", "no.html"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/Compare runs of the same data/);
    expect(existsSync(inFolder("no.html"))).toBe(false);
  });

  it.each([
    [["compare", "runs/a"], 2, "missing required argument 'after'"],
    [
      ["compare", "runs/a", "runs/b", "--after", "prior"],
      2,
      "--after should be one of the run's linkers: prior-links",
    ],
    [["compare", "runs/a", "nowhere"], 1, "Cannot read nowhere/run.json: it does not exist"],
  ])("%j", async (args, expected, message) => {
    const { code, stdout, stderr } = await namesake(args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toContain(message);
  });
});
