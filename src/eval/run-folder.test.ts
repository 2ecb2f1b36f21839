import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { kbFacts } from "./errors/kb-facts.js";
import { type Evaluated, evaluate } from "./evaluate.js";
import { localLinker } from "./linkers/linkers.js";
import { measure } from "./metrics/measure.js";
import { errorLines, readEvaluation, readRun, writeRun } from "./run-folder.js";
import { DOCUMENTS, datasetOf, oracle, smallKb, smallLinker } from "./small-kb.contract.js";

const root = mkdtempSync(join(tmpdir(), "namesake-run-"));
afterAll(() => rmSync(root, { recursive: true }));

let kb: KnowledgeBase;
let run: Evaluated;
const folder = join(root, "runs", "first");
beforeAll(async () => {
  kb = await smallKb();
  const small = localLinker("small", smallLinker(kb), { budget: "prior" });
  run = await evaluate(kb, [datasetOf(DOCUMENTS), datasetOf(DOCUMENTS)], [small, oracle(kb, DOCUMENTS)]);
  await writeRun(folder, run, kbFacts(kb));
});

const linesOf = (name: string) =>
  readFileSync(join(folder, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("writeRun", () => {
  it("writes four files and nothing else", () => {
    expect(readdirSync(folder).sort()).toEqual(["errors.jsonl", "judged.jsonl", "report.html", "run.json"]);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i);
  });

  it("writes every document of every linker, and every error", () => {
    expect(linesOf("judged.jsonl")).toHaveLength(2 * 2 * DOCUMENTS.length);
    const errors = linesOf("errors.jsonl");
    const counted = Object.values(run.evaluation.linkers).flatMap(({ errors: classes = {} }) =>
      ["given/wrong", "given/answered-nil", "given/nil-linked"].map((name) => classes[name]?.errors ?? 0),
    );
    const given = errors.filter(({ mode }) => mode === "given");
    expect(given).toHaveLength(counted.reduce((sum, count) => sum + count, 0));
    expect(errors[0]).toMatchObject({ linker: "small", dataset: "small", document: "bulls" });
    expect([...errorLines(run.sets, kbFacts(kb))]).toHaveLength(errors.length);
  });
});

describe("readRun", () => {
  it("gives back what was written", async () => {
    const read = await readRun(folder);
    expect(read.evaluation).toEqual(run.evaluation);
    const plain = (sets: Evaluated["sets"]) => JSON.parse(JSON.stringify(sets)) as unknown;
    expect(plain(read.sets)).toEqual(plain(run.sets));
  });

  it("gives back what measures the same", async () => {
    const { sets } = await readRun(folder);
    const options = { ks: [1, 30], classOf: kbFacts(kb).classOf };
    sets.forEach(({ documents }, i) => {
      expect(measure(documents, options)).toEqual(measure(run.sets[i]?.documents ?? [], options));
    });
  });

  it.each<[string, string, RegExp]>([
    ["run.json", "{", /expected|should be the result of namesake eval/],
    [
      "run.json",
      '{"version":2,"overall":{}}',
      /should be the result of namesake eval, version 1, found version 2/,
    ],
    ["judged.jsonl", "[]", /judged\.jsonl, line 1: "document" should be a judged document/],
    ["judged.jsonl", '{"dataset":"x","linker":"y","id":"1","text":"t"}', /line 1: "document" should be/],
  ])("says so where %s is %s", async (name, content, message) => {
    const broken = join(root, `broken-${name}-${content.length}`);
    await writeRun(broken, run, kbFacts(kb));
    writeFileSync(join(broken, name), content);
    await expect(readRun(broken)).rejects.toMatchObject({ code: "RECORD_INVALID" });
    await expect(readRun(broken)).rejects.toThrow(message);
  });

  it.each<[string, string, unknown]>([
    ["run.json", "overall.candidateRecall", null],
    ["run.json", "datasets.small", null],
    ["run.json", "created", 5],
    ["judged.jsonl", "gold.0.right", null],
    ["judged.jsonl", "given", []],
    ["judged.jsonl", "given.0.candidates", [null]],
  ])("says so where a part of %s is damaged: %s", async (name, part, value) => {
    const broken = join(root, `damaged-${name}-${part}`);
    await writeRun(broken, run, kbFacts(kb));
    const content = readFileSync(join(broken, name), "utf8");
    const [first = "", ...rest] = name === "run.json" ? [content] : content.split("\n");
    const whole = JSON.parse(first) as Record<string, unknown>;
    const keys = part.split(".");
    const last = keys.pop() ?? "";
    const holder = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, whole);
    holder[last] = value;
    writeFileSync(join(broken, name), [JSON.stringify(whole), ...rest].join("\n"));
    await expect(readRun(broken)).rejects.toMatchObject({ code: "RECORD_INVALID" });
  });

  it("says so where documents are missing, or are of another run", async () => {
    const cut = join(root, "cut");
    await writeRun(cut, run, kbFacts(kb));
    const lines = readFileSync(join(cut, "judged.jsonl"), "utf8").split("\n");
    writeFileSync(join(cut, "judged.jsonl"), lines.slice(1).join("\n"));
    await expect(readRun(cut)).rejects.toThrow(
      `"documents" should be the ${DOCUMENTS.length} of small that run.json beside it tells of, by small, found ${DOCUMENTS.length - 1}`,
    );
  });

  it("says so where there is nothing", async () => {
    await expect(readRun(join(root, "nowhere"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
    await expect(readEvaluation(root)).rejects.toThrow(/it is a folder/);
  });
});
