import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/eval/result.js";
import { smallKb, smallLinker } from "../../src/eval/small-kb.contract.js";
import { createServer } from "../../src/serve/server.js";
import { inFolder, namesake, prior, withSmallKb } from "./program.js";

withSmallKb();

const shipped = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SAMPLE = shipped("examples/sample/sentences.jsonl");

const line = (value: object) => `${JSON.stringify(value)}\n`;
const jordan = (id: string, entity: string | null, more: object = {}) =>
  line({ id, text: `Jordan met ${id}.`, mentions: [{ start: 0, end: 6, entity, ...more }] });
const GOLD = [
  jordan("1", "loc:jordan", { slices: ["kingdoms"] }),
  jordan("2", "per:jordan"),
  jordan("3", "loc:jordan"),
  line({
    id: "4",
    text: "Asia and Zork.",
    mentions: [
      { start: 0, end: 4, entity: "loc:asia" },
      { start: 9, end: 13, entity: null },
    ],
  }),
].join("");

const BROKEN = line({ id: "5", text: "Zork.", mentions: [{ start: 0, end: 99, entity: null }] });

const evaluateGold = (...args: string[]) => namesake(["eval", "gold.jsonl", ...prior, ...args]);
const parsed = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Evaluation;
const read = (name: string) => readFileSync(inFolder(name), "utf8");

beforeAll(() => {
  writeFileSync(inFolder("gold.jsonl"), GOLD);
  writeFileSync(inFolder("broken.jsonl"), GOLD + BROKEN);
});

describe("the table", () => {
  it("has each linker, the baselines and the slices, in 100 columns", async () => {
    const { code, stdout, stderr } = await evaluateGold("--linker", "default", "--linker", "prior");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "Evaluating gold …\n" });
    for (const part of [
      "gold  4 documents, 5 mentions (namesake)",
      "default",
      "prior ",
      "prior-links",
      "by popularity",
      "kingdoms",
    ])
      expect(stdout).toContain(part);
    expect(stdout).toMatch(
      /^default takes .+ ms a mention \(median; 99th percentile .+ ms\); peak memory \d+ MB\.$/m,
    );
    for (const text of stdout.split("\n")) expect(text.length, text).toBeLessThanOrEqual(100);
    expect(stdout).not.toMatch(/undefined|NaN|Infinity|\[object/);
  });

  it("leaves out what was not run", async () => {
    const { stdout } = await evaluateGold("--mode", "gold");
    expect(stdout).toMatch(/in KB %/);
    expect(stdout).not.toMatch(/strict/);
    const found = await evaluateGold("--mode", "end-to-end");
    expect(found.stdout).toMatch(/strict/);
    expect(found.stdout).not.toMatch(/in KB %/);
  });

  it("adds up several data sets of one name", async () => {
    const { code, stdout } = await namesake(["eval", "gold.jsonl", "gold.jsonl", ...prior]);
    expect(code).toBe(0);
    for (const part of ["gold  4 documents", "gold-2  4 documents", "all together"])
      expect(stdout).toContain(part);
    expect(stdout.match(/^prior-links /gm)).toHaveLength(3);
  });
});

describe("--json", () => {
  it("has the stable keys, on the shipped sample", async () => {
    const { code, stdout } = await namesake(["eval", SAMPLE, "--budget", "prior", "--limit", "60", "--json"]);
    expect(code).toBe(0);
    const { overall, slices, baseline, datasets } = parsed({ stdout });
    for (const share of [
      overall.inKbAccuracy,
      overall.strict?.f1,
      overall.nil?.f1,
      overall.ece,
      baseline.overall.inKbAccuracy,
    ]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
    expect(overall.candidateRecall?.["30"]).toBeGreaterThan(0.9);
    expect(Object.keys(slices)).toEqual(expect.arrayContaining(["popularity", "class", "ambiguity"]));
    expect(baseline.aboveBaseline).toBeCloseTo(
      (overall.inKbAccuracy ?? 0) - (baseline.overall.inKbAccuracy ?? 0),
      12,
    );
    expect(datasets["sentences"]).toMatchObject({ format: "namesake", documents: 60, problems: 0 });
    expect(overall.intervals?.["inKbAccuracy"]?.low).toBeLessThan(overall.inKbAccuracy ?? 0);
  });

  it("is asked for what the command line says", async () => {
    const { options, overall, comparisons } = parsed(
      await evaluateGold(
        "--json",
        "--k",
        "3,1",
        "--no-intervals",
        "--limit",
        "2",
        "--candidates",
        "given",
        "--mentions",
        "all",
      ),
    );
    expect(options).toEqual({
      mode: "both",
      candidates: "given",
      ks: [1, 3],
      limit: 2,
      budget: "prior",
      mentions: "all",
    });
    expect(Object.keys(overall.candidateRecall ?? {})).toEqual(["1", "3"]);
    expect([overall.intervals, comparisons]).toEqual([undefined, []]);
  });
});

describe("linkers", () => {
  it("are named, files or folders of weights, and addresses", async () => {
    const server = await createServer(smallLinker(await smallKb()));
    await server.listen({ host: "127.0.0.1", port: 0 });
    const address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    mkdirSync(inFolder("tuned"), { recursive: true });
    copyFileSync(shipped("models/linker.json"), inFolder("tuned/linker.json"));
    const names = ["default", "./tuned", "tuned/linker.json", address, "prior-links"];
    try {
      const result = await evaluateGold("--json", ...names.flatMap((name) => ["--linker", name]));
      expect(result.code).toBe(0);
      const { linkers, linker } = parsed(result);
      expect([Object.keys(linkers), linker]).toEqual([names, "default"]);
      expect(linkers["./tuned"]?.overall).toEqual(linkers["default"]?.overall);
      expect(linkers[address]?.overall.strict?.tp).toBeGreaterThan(0);
    } finally {
      await server.close();
    }
  });

  it("may be what the data set brings", async () => {
    writeFileSync(
      inFolder("linked.jsonl"),
      line({
        id: 1,
        title: "A meeting",
        text: "Jordan met Asia.",
        labels: [
          { id: 0, span: [0, 6], entity_id: "per:jordan", name: "Jordan" },
          { id: 1, span: [11, 15], entity_id: "loc:asia", name: "Asia" },
        ],
        entity_mentions: [
          { span: [0, 6], id: "per:jordan", recognized_by: "x", linked_by: "x", candidates: [] },
        ],
      }),
    );
    const result = await namesake(["eval", "linked.jsonl", ...prior, "--linker", "predictions", "--json"]);
    expect(result.stderr).toBe("Evaluating linked …\n");
    expect(parsed(result)).toMatchObject({
      datasets: { linked: { format: "elevant-articles" } },
      overall: { inKbAccuracy: 0.5, strict: { tp: 1, fp: 0, fn: 1 } },
    });
  });

  it("that do not answer end the run at once", async () => {
    const server = createHttpServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
    const { code, stdout, stderr } = await evaluateGold("--linker", address);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      `namesake: The linker ${address} did not answer: nothing listens there. Check that it runs and speaks "POST /v1/link".\n`,
    );
  });
});

describe("what is written", () => {
  it("is a folder with everything, which another run can be held against", async () => {
    expect(
      (await evaluateGold("--out", "runs/first", "--html", "page.html", "--errors", "errors.jsonl")).code,
    ).toBe(0);
    expect(readdirSync(inFolder("runs/first")).sort()).toEqual([
      "errors.jsonl",
      "judged.jsonl",
      "report.html",
      "run.json",
    ]);
    expect(read("page.html")).toBe(read("runs/first/report.html"));
    expect(read("errors.jsonl")).toBe(read("runs/first/errors.jsonl"));
    expect(read("errors.jsonl")).toContain('"linker":"default"');

    const same = await evaluateGold("--baseline", "runs/first/run.json", "--max-drop", "0");
    expect({ code: same.code, stderr: same.stderr }).toEqual({ code: 0, stderr: "Evaluating gold …\n" });

    const better = JSON.parse(read("runs/first/run.json")) as Evaluation;
    better.overall.accuracy = (better.overall.accuracy ?? 0) + 0.01;
    better.overall.ece = (better.overall.ece ?? 0) - 0.02;
    writeFileSync(inFolder("better.json"), JSON.stringify(better));
    const worse = await evaluateGold("--baseline", "better.json");
    expect(worse.code).toBe(4);
    expect(worse.stdout).toContain("by popularity");
    expect(worse.stderr.match(/^namesake: .*$/gm)).toEqual([
      expect.stringMatching(
        /^namesake: Accuracy with NIL \(accuracy\) of default went from \d+\.\d to \d+\.\d, by more than 0\.5 points/,
      ),
      expect.stringMatching(/^namesake: Calibration error \(ece\) of default went from/),
    ]);
    expect((await evaluateGold("--baseline", "better.json", "--max-drop", "2.5")).code).toBe(0);
  });

  it("is not held against a run of something else", async () => {
    await evaluateGold("--out", "runs/other", "--mode", "gold");
    const { code, stderr } = await evaluateGold("--baseline", "runs/other/run.json");
    expect(code).toBe(1);
    expect(stderr).toContain('Option "mode": expected gold, found both. Compare runs of the same data');
  });

  it("is not begun where it cannot be written", async () => {
    for (const [option, path] of [
      ["--html", "gold.jsonl/page.html"],
      ["--out", "gold.jsonl"],
      ["--errors", "."],
    ] as const) {
      const { code, stdout, stderr } = await evaluateGold(option, path);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain(`Cannot write ${path}`);
      expect(stderr).not.toContain("Evaluating");
    }
    expect((await evaluateGold("--out", "")).code).toBe(2);
  });

  it.skipIf(!existsSync("/dev/full"))("is told on standard output where writing fails", async () => {
    const { code, stdout, stderr } = await evaluateGold("--html", "/dev/full");
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot write /dev/full: the disk is full");
    expect(stdout).toContain("by popularity");
  });

  it("is nothing where nothing could be measured", async () => {
    writeFileSync(inFolder("empty.jsonl"), line({ id: "1", text: "Nothing of note.", mentions: [] }));
    const { code, stdout, stderr } = await namesake(["eval", "empty.jsonl", ...prior, "--out", "runs/none"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("empty.jsonl, read as namesake, has nothing to evaluate");
    expect(existsSync(inFolder("runs/none"))).toBe(false);
  });
});

describe("what is wrong with the data", () => {
  it("is named on stderr, and the rest is measured", async () => {
    const result = await namesake(["eval", "broken.jsonl", ...prior, "--json"]);
    expect(result.code).toBe(3);
    expect(result.stderr).toMatch(
      /^namesake: in the data: broken\.jsonl, line 5: a mention must lie inside the text/m,
    );
    expect(parsed(result).problems.count).toBe(1);
  });

  it("is counted from the 21st on", async () => {
    // 25 mentions, and 24 ids that are not unique.
    writeFileSync(inFolder("worse.jsonl"), GOLD + BROKEN.repeat(25));
    const { code, stderr } = await namesake(["eval", "worse.jsonl", ...prior]);
    expect(code).toBe(3);
    expect(stderr.match(/in the data: /g)).toHaveLength(20);
    expect(stderr).toContain("namesake: … and 29 more problems in the data.");
  });

  it("ends a strict run", async () => {
    const { code, stdout, stderr } = await namesake(["eval", "broken.jsonl", ...prior, "--strict"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^namesake: broken\.jsonl, line 5: a mention must lie inside the text/m);
  });

  it("may be that it is of another knowledge base", async () => {
    const { code, stderr } = await namesake(["eval", SAMPLE, ...prior, "--limit", "20"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^namesake: the knowledge base kb lacks the entities of (\d+) of \1 mentions, such as "character:nike-goddess", "/m,
    );
    expect((await evaluateGold()).stderr).not.toContain("lacks");
  });

  it("may come from standard input, in a format that is named", async () => {
    const piped = await namesake(["eval", "-", "--format", "namesake", ...prior], { input: GOLD });
    expect(piped.code).toBe(0);
    expect(piped.stdout).toContain("stdin  4 documents");
    const unnamed = await namesake(["eval", "-", ...prior], { input: GOLD });
    expect(unnamed.code).toBe(1);
    expect(unnamed.stderr).toMatch(
      /Cannot tell which format - has. Name it: --format with one of namesake, /,
    );
  });
});

describe.concurrent("what is wrong on the command line", () => {
  it.each([
    [["eval"], "missing required argument 'dataset'"],
    [
      ["eval", "gold.jsonl", "--linker", "nobody"],
      "--linker should be one of default, open, news, predictions, prior, prior-links",
    ],
    [["eval", "gold.jsonl", "--format", "word"], "--format should be one of namesake"],
    [["eval", "gold.jsonl", "--mode", "raw"], "--mode should be one of gold, end-to-end, both"],
    [["eval", "gold.jsonl", "--k", "1,x"], "--k should be a whole number"],
    [["eval", "gold.jsonl", "--candidates", "all"], "--candidates should be one of own, given"],
    [["eval", "gold.jsonl", "--limit", "0"], "--limit should be"],
    [["eval", "gold.jsonl", "--file", "texts"], "--file should be ROLE=PATH"],
    [
      ["eval", "gold.jsonl", "--linker", "prior", "--linker", "prior", ...prior],
      "linkers should be linkers of different names",
    ],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await namesake(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it.each([
    [["eval", "nowhere.jsonl"], "Cannot read nowhere.jsonl: it does not exist"],
    [["eval", "gold.jsonl", "--kb", "nowhere"], 'There is no knowledge base "nowhere"'],
    [["eval", "gold.jsonl", "--baseline", "nowhere.json"], "Cannot read nowhere.json"],
    [["eval", "gold.jsonl", "--baseline", "gold.jsonl"], "should be the result of namesake eval"],
    [["eval", "gold.jsonl", "--linker", "gold.jsonl", ...prior], "gold.jsonl"],
  ])("cannot be done: %j", async (args, message) => {
    const { code, stdout, stderr } = await namesake(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
  });
});
