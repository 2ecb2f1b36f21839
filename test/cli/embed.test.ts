import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { openKnowledgeBase } from "../../src/kb/folder.js";
import type { KnowledgeBase } from "../../src/kb/knowledge-base.js";
import { entityTextOf } from "../../src/models/encoders/entity-text.js";
import { type LoadedBiEncoder, loadBiEncoder } from "../../src/models/encoders/load-bi-encoder.js";
import { writeSmallBiEncoder } from "../../src/models/encoders/small-encoders.contract.js";
import { readNpy } from "../../src/models/vector-output/npy-reader.contract.js";
import { openWeights } from "../../src/nn/weights/weights.js";
import { quantiseRows } from "../../src/vectors/quantised-rows.js";
import { VectorFolder } from "../../src/vectors/vector-folder.js";
import { inFolder, kb, MAIN, namesake, settings, withSmallKb } from "./program.js";

withSmallKb();

const TEXTS = [
  "Jordan is a kingdom in the Middle East.",
  "Michael Jordan is an American basketball player from Asia.",
];
const encoder = ["--encoder", "encoder"];
const embed = (...args: string[]) => namesake(["embed", "entities", ...kb, ...encoder, ...args]);
const lines = (name: string) =>
  readFileSync(inFolder(name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

beforeAll(async () => {
  await writeSmallBiEncoder(inFolder("encoder"), { texts: TEXTS });
  const others = [...TEXTS, "Others know other words, such as kangaroo."];
  await writeSmallBiEncoder(inFolder("other"), { texts: others });
  await writeSmallBiEncoder(inFolder("lengths"), { texts: TEXTS, unit: false });
});

/** Something done with the KB of a folder and the encoder. */
async function using<T>(
  name: string,
  action: (opened: KnowledgeBase, loaded: LoadedBiEncoder["encoder"]) => Promise<T> | T,
): Promise<T> {
  const opened = await openKnowledgeBase(inFolder(name));
  const loaded = await loadBiEncoder(inFolder("encoder"));
  try {
    return await action(opened, loaded.encoder);
  } finally {
    await loaded.encoder.close();
    await opened.close();
  }
}

/** What the encoder makes of all entities of a KB. */
const expected = (name: string) =>
  using(name, (opened, loaded) =>
    loaded.encodeEntities([...opened.entities()].map((record) => entityTextOf(opened, record))),
  );

/** Expects that a folder has the vectors of a KB in its blocks, and nothing beside them. */
async function expectFolderOf(path: string, name: string): Promise<void> {
  const folder = VectorFolder.open(inFolder(path));
  const found = [...folder.blocks()].flatMap(({ values }) => [...values]);
  const { values } = quantiseRows(await expected(name), folder.dimensions);
  expect(found).toEqual([...values]);
  folder.close();
}

describe("namesake embed entities", () => {
  it("writes a folder of the vectors that the encoder makes, once", async () => {
    const first = await embed("--out", "vectors", "--index", "ivf");
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toMatch(/Wrote vectors: 4 entities encoded in/);
    expect(first.stderr).toMatch(/with an index now: ivf/);
    await expectFolderOf("vectors", "kb");
    const again = await embed("--out", "vectors");
    expect(again).toMatchObject({ code: 0, stderr: "vectors is up to date: 4 vectors.\n" });
    const { model, contentHash, index } = VectorFolder.open(inFolder("vectors")).manifest;
    expect(index.kind).toBe("ivf");
    await using("kb", (opened, loaded) => {
      expect([model, contentHash]).toEqual([loaded.id, opened.totals().contentHash]);
    });
  });

  it("encodes only what was edited since", async () => {
    await namesake(["kb", "build", "kb.jsonl", "--out", "./edited"]);
    const edited = ["--kb", "./edited", "--out", "edited-vectors"];
    expect(await embed(...edited)).toMatchObject({ code: 0 });
    await using("edited", (opened) =>
      opened.edit([
        { put: { id: "new", name: "Middle East", description: "where Jordan is" } },
        { put: { id: "loc:asia", name: "Asia", description: "a large continent" } },
        { remove: "org:evil" },
      ]),
    );
    const { code, stderr } = await embed(...edited);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /edited-vectors: 1 added, 1 changed, 1 removed, 0 under another number, 2 as they were\. 2 encoded/,
    );
    // So many edits, of so few entities, are made part of the folder.
    await expectFolderOf("edited-vectors", "edited");
    await using("edited", (opened) => opened.edit([{ put: { id: "new", name: "Far East" } }]));
    const compacted = await embed(...edited, "--compact");
    expect(compacted.stderr).toMatch(
      /0 added, 1 changed, 0 removed[\s\S]*1 new vectors and 1 gone ones are part/,
    );
    await expectFolderOf("edited-vectors", "edited");
    expect((await embed(...edited)).stderr).toBe("edited-vectors is up to date: 4 vectors.\n");
  });

  it("does not mix the vectors of two encoders, and replaces them when asked to", async () => {
    expect(await embed("--out", "mixed")).toMatchObject({ code: 0 });
    const { code, stderr } = await embed("--out", "mixed", "--encoder", "other");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /--out should be .* unless --replace is given, found "mixed, of the encoder bi-enc/,
    );
    await expectFolderOf("mixed", "kb");
    const replaced = await embed("--out", "mixed", "--encoder", "other", "--replace");
    expect(replaced).toMatchObject({ code: 0 });
    const before = VectorFolder.open(inFolder("vectors")).manifest.model;
    expect(VectorFolder.open(inFolder("mixed")).manifest.model).not.toBe(before);
  });

  it("says so where an index does not suit the vectors", async () => {
    const made = (out: string, ...more: string[]) =>
      namesake(["embed", "entities", ...kb, "--encoder", "lengths", "--out", out, ...more]);
    const warning = "this index looks at directions only";
    expect((await made("by-lists", "--index", "ivf")).stderr).toContain(warning);
    expect((await made("by-all", "--index", "exact")).stderr).not.toContain(warning);
  });

  it("writes arrays whose rows are named", async () => {
    const { code, stderr } = await embed("--out", "entities.npy");
    expect(code).toBe(0);
    expect(stderr).toMatch(/Wrote entities\.npy, whose rows are named in entities\.ids\.jsonl: 4 vectors/);
    const vectors = await expected("kb");
    const { type, shape, numbers } = readNpy(inFolder("entities.npy"));
    expect({ type, shape }).toEqual({ type: "float32", shape: [4, 8] });
    expect([...numbers]).toEqual(vectors.flatMap((vector) => [...vector]));
    expect(lines("entities.ids.jsonl").slice(0, 2)).toEqual([
      { row: 0, id: "loc:jordan", name: "Jordan" },
      { row: 1, id: "loc:asia", name: "Asia" },
    ]);
    expect(await embed("--out", "entities.safetensors", "--type", "float16")).toMatchObject({ code: 0 });
    const weights = await openWeights(inFolder("entities.safetensors"));
    expect(weights.tensors).toMatchObject([{ name: "vectors", dtype: "float16", shape: [4, 8] }]);
    await weights.close();
  });

  it.each([
    ["no encoder", ["--encoder", "kb", "--out", "x"], 1, /encoder\.json/],
    ["no output", [], 2, /required option '-o, --out/],
    [
      "a format that the name contradicts",
      ["--out", "x.npy", "--format", "safetensors"],
      2,
      /ends in \.safe/,
    ],
    [
      "an option of files",
      ["--out", "x", "--type", "int8"],
      2,
      /--type should be given only where --out is a f/,
    ],
    ["options of folders", ["--out", "x.npy", "--compact"], 2, /--compact should be given only where/],
    ["a folder of other things", ["--out", "kb"], 1, /other files than Namesake's vectors/],
  ])("says what is wrong: %s", async (_, args, exit, message) => {
    const { code, stderr } = await embed(...args);
    expect({ code, stderr }).toMatchObject({ code: exit });
    expect(stderr).toMatch(message);
    expect(existsSync(inFolder("x"))).toBe(false);
  });
});

describe("a run that is killed", () => {
  const COUNT = 3000;
  beforeAll(async () => {
    const records = Array.from({ length: COUNT }, (_, i) => ({
      id: `e${i}`,
      name: `Jordan ${i}`,
      description: `the kingdom ${i % 7} of a basketball player in Asia ${i}`,
    }));
    writeFileSync(inFolder("many.jsonl"), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    expect(await namesake(["kb", "build", "many.jsonl", "--out", "./many"])).toMatchObject({ code: 0 });
  });

  /** Starts the program, and kills it when something is there. */
  async function killed(args: readonly string[], isThere: () => boolean): Promise<void> {
    const child = spawn(process.execPath, [MAIN, ...args], { ...settings(), stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("close", resolve));
    while (!isThere() && child.exitCode === null) await sleep(5);
    child.kill("SIGKILL");
    await ended;
  }

  it("is gone on with behind the last complete shard", async () => {
    const args = [
      "embed",
      "entities",
      "--kb",
      "./many",
      ...encoder,
      "--out",
      "resumed",
      "--shard-rows",
      "64",
    ];
    const unfinished = inFolder("resumed/unfinished.json");
    const shards = () =>
      existsSync(unfinished) ? readFileSync(unfinished, "utf8").split('"name"').length - 1 : 0;
    await killed(args, () => shards() >= 3);
    const { code, stderr } = await namesake(args);
    expect(code).toBe(0);
    const [, left = "", made = ""] =
      /Going on behind ([\d,]+) vectors[\s\S]*Wrote resumed: ([\d,]+) entities/.exec(stderr) ?? [];
    const numbers = [left, made].map((number) => Number(number.replace(",", ""))) as [number, number];
    expect(numbers[0]).toBeGreaterThanOrEqual(192);
    expect(numbers[0] + numbers[1]).toBe(COUNT);
    await expectFolderOf("resumed", "many");
  });

  it("is stopped by Ctrl-C, and says how to go on", async () => {
    const args = [
      "embed",
      "entities",
      "--kb",
      "./many",
      ...encoder,
      "--out",
      "stopped",
      "--shard-rows",
      "64",
    ];
    const child = spawn(process.execPath, [MAIN, ...args], settings());
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (piece) => {
      stderr += piece;
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    while (!existsSync(inFolder("stopped/unfinished.json")) && child.exitCode === null) await sleep(5);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(stderr).toContain(`Stopped. To go on:\n  namesake ${args.join(" ")}\n`);
    expect((await namesake(args)).stderr).toMatch(/Going on behind [\d,]+ vectors/);
  });

  it("leaves no part of a file in its place, and is gone on with", async () => {
    const args = ["embed", "entities", "--kb", "./many", ...encoder, "--out", "many.npy"];
    await killed(args, () => existsSync(inFolder("many.npy.part")));
    expect(existsSync(inFolder("many.npy"))).toBe(false);
    expect(await namesake(args)).toMatchObject({ code: 0 });
    const vectors = await expected("many");
    expect([...readNpy(inFolder("many.npy")).numbers]).toEqual(vectors.flatMap((vector) => [...vector]));
    expect(lines("many.ids.jsonl").at(-1)).toEqual({ row: COUNT - 1, id: "e2999", name: "Jordan 2999" });
  });
});

describe("namesake embed mentions", () => {
  const documents = [
    {
      id: "1",
      text: "Jordan flew to Asia.",
      mentions: [
        [0, 6],
        [15, 19],
      ],
    },
    { id: "2", text: "Nothing here.", mentions: [] },
    { id: "3", text: "😀 Asia is large.", mentions: [[3, 7]] },
  ].map(({ mentions, ...document }) => ({
    ...document,
    mentions: mentions.map(([start, end]) => ({ start, end, entity: "loc:asia" })),
  }));
  const mentions = (...args: string[]) => namesake(["embed", "mentions", ...args, ...encoder]);
  beforeAll(() => {
    const text = documents.map((document) => `${JSON.stringify(document)}\n`).join("");
    writeFileSync(inFolder("data.jsonl"), text);
    writeFileSync(inFolder("none.jsonl"), `${JSON.stringify(documents[1])}\n`);
  });

  it("writes a row a mention, and says which it is", async () => {
    const { code, stdout, stderr } = await mentions("data.jsonl", "--out", "mentions.npy");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: "" });
    const { shape, numbers } = readNpy(inFolder("mentions.npy"));
    expect(shape).toEqual([3, 8]);
    const vectors = await using("kb", async (_kb, loaded) => {
      const made: Float32Array[] = [];
      for (const { text, mentions: spans } of documents)
        made.push(...(await loaded.encodeMentions(text, spans as { start: number; end: number }[])));
      return made;
    });
    expect([...numbers]).toEqual(vectors.flatMap((vector) => [...vector]));
    expect(lines("mentions.ids.jsonl")).toEqual([
      { row: 0, id: "1", start: 0, end: 6, text: "Jordan" },
      { row: 1, id: "1", start: 15, end: 19, text: "Asia" },
      { row: 2, id: "3", start: 3, end: 7, text: "Asia" },
    ]);
  });

  it("names the data set of a document where there are several", async () => {
    const { code } = await mentions("data.jsonl", "data.jsonl", "--out", "both.npy");
    expect(code).toBe(0);
    const ids = lines("both.ids.jsonl").map((line) => (line as { id: string }).id);
    expect(ids).toEqual(["data/1", "data/1", "data/3", "data-2/1", "data-2/1", "data-2/3"]);
  });

  it("does not go on with what was made of other data", async () => {
    const journal = { version: 1, run: { encoder: "x" }, state: 1, sizes: [0, 0], complete: false };
    writeFileSync(inFolder("begun.npy.part.json"), JSON.stringify(journal));
    const { code, stderr } = await mentions("data.jsonl", "--out", "begun.npy");
    expect(code).toBe(1);
    expect(stderr).toMatch(/Cannot go on with .*begun with encoder "x", now it is "bi-encoder-/);
    rmSync(inFolder("begun.npy.part.json"));
  });

  it.each([
    ["no mentions", ["none.jsonl", "--out", "x.npy"], 2, /documents in which mentions are marked/],
    ["a folder of vectors", ["data.jsonl", "--out", "x"], 2, /ends in \.npy or \.safetensors/],
    ["what can be read once", ["-", "--out", "x.npy", "--format", "namesake"], 2, /can be read twice/],
    ["a missing file", ["nowhere.jsonl", "--out", "x.npy"], 1, /nowhere\.jsonl/],
  ])("says what is wrong: %s", async (_, args, exit, message) => {
    const { code, stderr } = await mentions(...args);
    expect({ code, stderr }).toMatchObject({ code: exit });
    expect(stderr).toMatch(message);
  });
});
