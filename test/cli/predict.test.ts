import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunComparison } from "../../src/eval/report/compare-runs.js";
import type { Evaluation } from "../../src/eval/result.js";
import { readNpy } from "../../src/models/vector-output/npy-reader.contract.js";
import { inFolder, kb, MAIN, namesake, prior, settings, withSmallKb } from "./program.js";

withSmallKb();

const line = (value: object) => `${JSON.stringify(value)}\n`;
/** A line of the format "namesake". */
interface Predicted {
  id: string;
  mentions: {
    start: number;
    end: number;
    text: string;
    entity: string | null;
    name?: string;
    confidence: number;
    nil: number;
    candidates: { entity: string; probability: number }[];
    gold?: string | null;
  }[];
  gold: object[];
}
/** The lines of an output; tests read no more of them than it should have. */
const linesOf = <T = Predicted>(text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((one) => JSON.parse(one) as T) as [T, T, T, ...T[]];
const read = (name: string) => readFileSync(inFolder(name), "utf8");

const at = (text: string, surface: string) => {
  const start = text.indexOf(surface);
  return { start, end: start + surface.length };
};
const TEXT = "😀 Michael Jordan flew to Jordan. Zork stayed in Asia.";
/** What people say of the text: also a NIL, an entity that the KB lacks, a title for an id, two mentions on one span. */
const GOLD = [
  {
    id: "1",
    text: TEXT,
    title: "Flights",
    mentions: [
      { ...at(TEXT, "Michael Jordan"), entity: "per:jordan", label: "PER" },
      {
        ...at(TEXT, "to Jordan"),
        start: at(TEXT, "to Jordan").start + 3,
        entity: "loc:jordan",
        slices: ["x"],
      },
      { ...at(TEXT, "Zork"), entity: null },
      { ...at(TEXT, "Asia"), entity: "Eurasia", others: ["loc:asia"] },
      { ...at(TEXT, "Asia"), entity: "Eurasia", optional: true },
    ],
    ignore: [[0, 2]],
  },
  {
    id: "2",
    text: "Jordan met Jordan.",
    mentions: [
      { start: 0, end: 6, entity: "per:jordan", candidates: ["org:evil"] },
      { start: 11, end: 17, entity: "per:jordan", candidates: ["per:jordan"] },
    ],
  },
  { id: "3", text: "Nothing of note.", mentions: [] },
];
const DOCUMENTS = [
  { id: "a", text: "Asia is near Jordan." },
  { id: "b", text: "" },
];

beforeAll(() => {
  writeFileSync(inFolder("gold.jsonl"), GOLD.map(line).join(""));
  writeFileSync(inFolder("documents.jsonl"), DOCUMENTS.map(line).join(""));
});

describe("predictions that are evaluated", () => {
  const evaluated = async (...args: string[]) => {
    const { code, stdout } = await namesake(["eval", ...prior, "--json", "--mode", "gold", ...args]);
    expect(code).toBe(0);
    const { overall, slices, errors, confusion } = JSON.parse(stdout) as Evaluation;
    // Predictions tell no candidates of the first stage.
    const { candidateRecall: _, normalisedAccuracy: __, intervals, ...rest } = overall;
    const { candidateRecall: ___, normalisedAccuracy: ____, ...bounds } = intervals ?? {};
    const kept = Object.fromEntries(
      Object.entries(bounds).filter(([name]) => !name.startsWith("candidateRecall")),
    );
    return { overall: rest, intervals: kept, slices: Object.keys(slices), errors, confusion };
  };

  it.each([
    ["own", []],
    ["given", ["--candidates", "given"]],
  ])("are as right as the linker that made them, from %s candidates", async (name, options) => {
    mkdirSync(inFolder(name));
    const out = `${name}/said.jsonl`;
    const { code, stderr } = await namesake(["predict", "gold.jsonl", ...prior, ...options, "--out", out]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Linking gold …\nWrote ${out}: 3 documents, 7 mentions.\n`,
    });
    const made = await evaluated("gold.jsonl", ...options);
    // One is optional.
    expect(made.overall.mentions).toBe(6);
    expect(made.overall.accuracy).toBeGreaterThan(0);
    expect(made.overall.accuracy).toBeLessThan(1);
    expect(await evaluated(out, "--linker", "predictions", "--out", `${name}/run`)).toEqual(made);
  });

  it("are compared with those of other options, mention by mention", async () => {
    const { code, stdout } = await namesake(["compare", "own/run", "given/run", "--json"]);
    expect(code).toBe(0);
    const { counts, worse } = JSON.parse(stdout) as RunComparison;
    expect(counts).toMatchObject([{ dataset: "said", mode: "given", worse: 0, better: 1 }]);
    expect(worse).toEqual([]);
  });
});

describe.concurrent("the lines", () => {
  const predicted = async (...args: string[]) => {
    const { code, stdout } = await namesake(["predict", ...args, ...prior]);
    expect(code).toBe(0);
    return linesOf(stdout);
  };

  it("tell what was decided of each mention, and what is right", async () => {
    const [first, second, third] = await predicted("gold.jsonl");
    const [gold] = GOLD;
    expect(first).toMatchObject({
      id: "1",
      text: TEXT,
      title: "Flights",
      gold: gold?.mentions,
      ignore: [[0, 2]],
    });
    expect(first.mentions.map(({ text, entity, name, gold: right }) => [text, entity, name, right])).toEqual([
      ["Michael Jordan", "per:jordan", "Michael Jordan", "per:jordan"],
      ["Jordan", "loc:jordan", "Jordan", "loc:jordan"],
      ["Zork", null, undefined, null],
      ["Asia", "loc:asia", "Asia", "loc:asia"],
      ["Asia", "loc:asia", "Asia", "Eurasia"],
    ]);
    for (const { start, end, text, confidence, nil, candidates, entity } of first.mentions) {
      expect(TEXT.slice(start, end)).toBe(text);
      expect(candidates.reduce((sum, { probability }) => sum + probability, nil)).toBeCloseTo(1, 9);
      expect(confidence).toBe(entity === null ? nil : candidates[0]?.probability);
    }
    expect(second.mentions).toHaveLength(2);
    expect(third).toMatchObject({ mentions: [], gold: [] });
  });

  it("find mentions where there are none, and everywhere with --find", async () => {
    const found = await predicted("documents.jsonl");
    expect(found.map(({ id, mentions }) => [id, mentions.map(({ text }) => text)])).toEqual([
      ["a", ["Asia", "Jordan"]],
      ["b", []],
    ]);
    expect(found[0].mentions[0]).not.toHaveProperty("gold");
    const [first] = await predicted("gold.jsonl", "--find");
    expect(first.mentions.map(({ text }) => text)).toEqual(["Michael Jordan", "Jordan", "Asia"]);
    expect(first.mentions[0]).not.toHaveProperty("gold");
    expect(first.gold).toHaveLength(5);
  });

  it("keep to options", async () => {
    const all = (await predicted("gold.jsonl", "--top-k", "1", "--threshold", "1")).flatMap(
      ({ mentions }) => mentions,
    );
    expect(all.map(({ entity }) => entity)).toEqual(Array(7).fill(null));
    expect(Math.max(...all.map(({ candidates }) => candidates.length))).toBe(1);
    const [, second] = await predicted("gold.jsonl", "--candidates", "given");
    expect(second.mentions[0]?.candidates.map(({ entity }) => entity)).toEqual(["org:evil"]);
  });

  it("read standard input and several files, under ids of their own", async () => {
    const { stdout } = await namesake(["predict", "gold.jsonl", "-", "--format", "namesake", ...prior], {
      input: line({ id: "1", text: "Asia" }),
    });
    expect(linesOf(stdout).map(({ id }) => id)).toEqual(["gold/1", "gold/2", "gold/3", "stdin/1"]);
  });

  it("leave out what is broken, and say so", async () => {
    const broken = `${line({ id: "1", text: "Asia" })}{\n${line({ id: "2", text: 5 })}${line({ id: "3", text: "Asia" })}`;
    const { code, stdout, stderr } = await namesake(["predict", "-", "--format", "namesake", ...prior], {
      input: broken,
    });
    expect(code).toBe(3);
    expect(linesOf(stdout).map(({ id }) => id)).toEqual(["1", "3"]);
    expect(stderr.match(/^namesake: in the data: stdin, line [23]: /gm)).toHaveLength(2);
  });

  it.each([
    ["predict", ["gold.jsonl"]],
    ["link", ["--format", "jsonl", TEXT]],
  ])("of %s read the context with --fast, whatever the budget", async (name, more) => {
    const command = [name, ...more];
    const fast = await namesake([...command, ...kb, "--fast"]);
    expect(await namesake([...command, ...prior, "--fast"])).toEqual(fast);
    expect((await namesake([...command, ...prior])).stdout).not.toBe(fast.stdout);
  });

  it("of eval know --fast, too", async () => {
    const { stdout } = await namesake(["eval", "gold.jsonl", ...prior, "--fast", "--json", "--no-intervals"]);
    expect((JSON.parse(stdout) as Evaluation).options).toMatchObject({ budget: "fast" });
  });
});

describe.concurrent("formats", () => {
  const inFormat = async <T>(format: string, ...more: string[]) =>
    linesOf<T>((await namesake(["predict", "gold.jsonl", ...prior, "--format-out", format, ...more])).stdout);

  it("bootleg: the fields of dump_preds, which are read back", async () => {
    const lines = await inFormat<{ char_spans: number[][]; entity_ids: number[] }>("bootleg");
    const [first] = lines;
    expect(Object.keys(first)).toEqual(
      "sentence sent_idx_unq aliases char_spans gold qids probs cands cand_probs entity_ids".split(" "),
    );
    expect(first).toMatchObject({
      sentence: TEXT,
      sent_idx_unq: 1,
      aliases: ["michael jordan", "jordan", "zork", "asia", "asia"],
      gold: [true, true, true, true, true],
      qids: ["per:jordan", "loc:jordan", "NC", "loc:asia", "loc:asia"],
    });
    // One character, two units.
    expect(first.char_spans[0]).toEqual([2, 16]);
    expect(first.entity_ids[2]).toBe(-1);
    expect(new Set(first.entity_ids).size).toBe(4);
    writeFileSync(inFolder("dump.jsonl"), lines.map(line).join(""));
    const { stdout } = await namesake(["convert", "dump.jsonl", "--to", "predictions"]);
    const own = await namesake(["predict", "gold.jsonl", ...prior]);
    const about = ({ mentions }: Predicted) =>
      mentions.map(({ start, end, entity, confidence, candidates }) => ({
        ...{ start, end, entity, confidence },
        candidates: candidates.map(({ entity: id, probability }) => [id, probability]),
      }));
    expect(linesOf(stdout).map(about)).toEqual(linesOf(own.stdout).map(about));
  });

  it("elq: names, triples of tokens and scores, and the same of gold", async () => {
    const [first, , third] = await inFormat<{
      scores: number[];
      pred_tuples_string: [string, string][];
      pred_triples: [string, number, number][];
      gold_triples: [string, number, number][];
      tokens: string[];
    }>("elq");
    expect(Object.keys(first)).toEqual(
      "id text scores pred_tuples_string pred_triples gold_tuples_string gold_triples tokens".split(" "),
    );
    const { pred_triples: triples, pred_tuples_string: tuples, tokens } = first;
    expect(triples.map(([id]) => id)).toEqual(["per:jordan", "loc:jordan", "loc:asia", "loc:asia"]);
    expect(triples.map(([, start, end]) => tokens.slice(start, end).join(" "))).toEqual(
      tuples.map(([, surface]) => surface),
    );
    expect(first.gold_triples.map(([id]) => id)).toEqual(["per:jordan", "loc:jordan", "loc:asia", "Eurasia"]);
    for (const score of first.scores) expect(score).toBeLessThanOrEqual(0);
    expect(third).toMatchObject({ scores: [], pred_triples: [], tokens: ["Nothing", "of", "note", "."] });
    expect(third).not.toHaveProperty("gold_triples");
  });

  it("blink: a mention a line, with all candidates", async () => {
    const lines = await inFormat<{ scores: number[] }>("blink");
    expect(lines).toHaveLength(7);
    const [, second, third] = lines;
    expect(second).toMatchObject({
      context_left: "😀 Michael Jordan flew to ",
      mention: "Jordan",
      context_right: ". Zork stayed in Asia.",
      query_id: "1:1",
      Wikipedia_title: "loc:jordan",
      predictions: ["Jordan", "Michael Jordan"],
      prediction_ids: ["loc:jordan", "per:jordan"],
    });
    expect(second.scores).toEqual([...second.scores].sort((a, b) => b - a));
    expect(third).toMatchObject({ label: "unknown", label_id: "NIL", predictions: [] });
    const [found] = await inFormat("blink", "--find");
    expect(found).toMatchObject({ mention: "Michael Jordan", label: "unknown", label_id: -1 });
  });
});

describe("--embeddings", () => {
  const command = ["predict", "gold.jsonl", ...kb, "--out", "said.jsonl", "--embeddings"];

  it("writes the vectors of mentions and candidates beside the predictions", async () => {
    expect(await namesake(command)).toMatchObject({ code: 0 });
    const mentions = readNpy(inFolder("said.mentions.npy"));
    const candidates = readNpy(inFolder("said.candidates.npy"));
    const [lines, ids, names] = ["said.jsonl", "said.mentions.ids.jsonl", "said.candidates.ids.jsonl"].map(
      read,
    );
    const all = linesOf(lines ?? "").flatMap(({ id, mentions: own }) =>
      own.map(({ start, end, text }) => ({ id, start, end, text })),
    );
    expect(linesOf<object>(ids ?? "")).toEqual(all.map((mention, row) => ({ row, ...mention })));
    const entities = linesOf<{ row: number; id: string; name: string }>(names ?? "");
    expect(entities.map(({ id }) => id).sort()).toEqual(
      ["loc:asia", "loc:jordan", "per:jordan"].concat(["loc:jordan", "per:jordan"]).sort(),
    );
    expect(mentions.shape).toEqual([all.length, 512]);
    expect(candidates.shape).toEqual([entities.length, 512]);
    // Of one entity in two documents there are two rows, which are equal.
    const rowsOf = (id: string) =>
      entities
        .filter((entity) => entity.id === id)
        .map(({ row }) => [...candidates.numbers.subarray(512 * row, 512 * (row + 1))]);
    expect(rowsOf("per:jordan")[0]).toEqual(rowsOf("per:jordan")[1]);
    expect(rowsOf("per:jordan")[0]).not.toEqual(rowsOf("loc:jordan")[0]);
  });

  it("needs a file for the predictions", async () => {
    const { code, stderr } = await namesake(["predict", "gold.jsonl", ...prior, "--embeddings"]);
    expect({ code, stderr }).toMatchObject({ code: 2 });
    expect(stderr).toMatch(/--out should be a file/);
  });
});

describe("--out and --resume", () => {
  /** So long that standard input gives each of them on when the next one comes. */
  const document = (id: string) =>
    line({ id, text: `Jordan ${id} met Michael Jordan.`, title: "x".repeat(200_000) });
  const DOCUMENTS = Array.from({ length: 8 }, (_, i) => document(`d${i}`));
  const command = (out: string, ...more: string[]) => [
    ...["predict", "-", "--format", "namesake", ...prior, "--out", out],
    ...more,
  ];
  let whole = "";
  beforeAll(async () => {
    expect((await namesake(command("whole.jsonl"), { input: DOCUMENTS.join("") })).code).toBe(0);
    whole = read("whole.jsonl");
  });

  /** Waits for something that a run should come to. */
  async function until(holds: () => boolean, child: ChildProcess): Promise<void> {
    while (!holds()) {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before that`);
      await sleep(5);
    }
  }

  /** A run that has written some of the documents and waits for more. */
  async function begun(out: string) {
    const child = spawn(process.execPath, [MAIN, ...command(out)], settings());
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (piece) => {
      stderr += piece;
    });
    child.stdin.on("error", () => {});
    const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
    for (const one of DOCUMENTS.slice(0, 5)) child.stdin.write(one);
    const part = inFolder(`${out}.part`);
    await until(() => existsSync(part) && read(`${out}.part`).split("\n").length > 2, child);
    return { child, ended, stderr: () => stderr };
  }
  const journal = (out: string) => inFolder(`${out}.part.json`);

  it("go on where a killed run had come to", async () => {
    const { child, ended } = await begun("killed.jsonl");
    // A checkpoint is made when the last one is two seconds ago.
    await sleep(2100);
    for (const one of DOCUMENTS.slice(5, 7)) child.stdin.write(one);
    await until(() => existsSync(journal("killed.jsonl")), child);
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    expect(existsSync(inFolder("killed.jsonl"))).toBe(false);
    const { state } = JSON.parse(readFileSync(journal("killed.jsonl"), "utf8")) as {
      state: { documents: number };
    };
    expect(state.documents).toBeGreaterThan(1);
    const { code, stderr } = await namesake(command("killed.jsonl", "--resume"), {
      input: DOCUMENTS.join(""),
    });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "Linking stdin …\nWrote killed.jsonl: 8 documents, 16 mentions.\n",
    });
    expect(read("killed.jsonl")).toBe(whole);
    expect(existsSync(journal("killed.jsonl")) || existsSync(inFolder("killed.jsonl.part"))).toBe(false);
  });

  it("keep what was done when Ctrl-C stops them, and go on with the same alone", async () => {
    const { child, ended, stderr } = await begun("stopped.jsonl");
    child.kill("SIGINT");
    await until(() => stderr().includes("Ctrl-C again"), child);
    child.stdin.end(DOCUMENTS.slice(5, 7).join(""));
    expect(await ended).toBe(130);
    expect(stderr()).toMatch(
      /Stopped after \d documents, \d+ mentions\. To go on:\n {2}namesake predict - .* --resume\n$/,
    );

    const again = (...more: string[]) =>
      namesake(command("stopped.jsonl", ...more), { input: DOCUMENTS.join("") });
    expect(await again()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/stopped\.jsonl\.part\.json was left by a run .* Give --resume to go on/),
    });
    expect(await again("--resume", "--top-k", "3")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("it was begun with topK 10, now it is 3"),
    });
    const others = [document("other"), ...DOCUMENTS.slice(1)].join("");
    expect(await namesake(command("stopped.jsonl", "--resume"), { input: others })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("documents are others than they were"),
    });
    const fewer = await namesake(command("stopped.jsonl", "--resume"), { input: DOCUMENTS[0] as string });
    expect(fewer).toMatchObject({ code: 1, stderr: expect.stringContaining("now there are 1") });

    expect((await again("--resume")).code).toBe(0);
    expect(read("stopped.jsonl")).toBe(whole);
  });

  it("replace an older file only when all is done", async () => {
    writeFileSync(inFolder("older.jsonl"), "of before");
    const { child, ended } = await begun("older.jsonl");
    expect(read("older.jsonl")).toBe("of before");
    child.kill("SIGKILL");
    await ended;
    expect(read("older.jsonl")).toBe("of before");
    await namesake(command("older.jsonl"), { input: DOCUMENTS.join("") });
    expect(read("older.jsonl")).toBe(whole);
  });
});

describe.concurrent("what cannot be done", () => {
  it.each([
    ["--resume without a file", ["--resume"], 2, "--out should be a file"],
    [
      "an unknown format",
      ["--format-out", "xml"],
      2,
      "--format-out should be one of namesake, bootleg, elq, blink",
    ],
    ["a device", ["--out", "/dev/null"], 1, "it is a device or a pipe"],
    ["an unknown KB", ["--kb", "./nowhere"], 1, "There is no knowledge base"],
  ])("%s", async (_, options, code, message) => {
    const result = await namesake(["predict", "gold.jsonl", ...prior, ...options]);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });

  it("nothing to link", async () => {
    const result = await namesake(["predict", "-", "--format", "namesake", ...prior], { input: "\n" });
    expect(result).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("has nothing to") });
  });

  it("says nothing where the reader of its output has gone", async () => {
    writeFileSync(inFolder("many.jsonl"), line({ text: "Jordan ".repeat(500) }).repeat(200));
    const child = spawn(process.execPath, [MAIN, "predict", "many.jsonl", ...prior], settings());
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (piece) => {
      stderr += piece;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "Linking many …\n" });
  });
});
