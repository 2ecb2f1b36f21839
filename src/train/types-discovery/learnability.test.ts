import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Learnability, learnability } from "./learnability.js";
import { readLearnability, writeLearnability } from "./learnability-file.js";
import { SMALL_TYPES, smallContexts } from "./small-contexts.contract.js";

const contexts = smallContexts(600);
const settings = {
  classifiers: [{ window: 2, width: 2, seed: 1 }],
  training: { epochs: 3, batch: 32, rate: 0.02 },
  block: 1,
};

describe("learnability", () => {
  it("is measured block by block, the same on any number of threads", async () => {
    const measured = async (threads: number) => {
      const rows: Learnability[] = [];
      for await (const block of learnability(contexts, SMALL_TYPES, { ...settings, threads }))
        rows.push(...block);
      return rows;
    };
    const rows = await measured(1);
    expect(rows.map(({ type }) => type)).toEqual(SMALL_TYPES.map(({ name }) => name));
    expect(rows[0]?.auc).toBeGreaterThan(0.9);
    expect(rows[3]).toMatchObject({ auc: null, runs: [null], positive: 0, negative: 600 });
    expect(rows.every(({ positive, negative }) => positive + negative === 600)).toBe(true);
    expect(await measured(3)).toEqual(rows);
  });
});

describe("a file of learnability", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-learnability-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);
  const source = { kb: "a" };

  it("is gone on with where it was stopped, and is then as it would have been", async () => {
    await writeLearnability(path("once.jsonl"), contexts, SMALL_TYPES, { ...settings, source });
    const stop = new AbortController();
    const onProgress = (types: number) => {
      if (types === 2) stop.abort();
    };
    const stopped = await writeLearnability(path("twice.jsonl"), contexts, SMALL_TYPES, {
      ...settings,
      source,
      signal: stop.signal,
      onProgress,
    });
    expect(stopped).toEqual({ stopped: true });
    expect(existsSync(path("twice.jsonl"))).toBe(false);
    const again = () =>
      writeLearnability(path("twice.jsonl"), contexts, SMALL_TYPES, { ...settings, source, resume: true });
    expect(await again()).toEqual({ stopped: false });
    const written = readFileSync(path("twice.jsonl"), "utf8");
    expect(written).toBe(readFileSync(path("once.jsonl"), "utf8"));

    // What is complete is taken as it is, unless it is that of another run.
    writeFileSync(path("twice.jsonl"), `${written.trimEnd()} \n`);
    await again();
    expect(readFileSync(path("twice.jsonl"), "utf8")).not.toBe(written);
    const other = { ...settings, source: { kb: "b" }, resume: true };
    await writeLearnability(path("twice.jsonl"), contexts, SMALL_TYPES.slice(3), other);
    expect(readFileSync(path("twice.jsonl"), "utf8")).not.toContain("first half");
  });

  it("is read by the names of its types", async () => {
    const aucs = await readLearnability(path("once.jsonl"));
    expect(aucs.get("first half")).toBeGreaterThan(0.9);
    expect(aucs.get("none")).toBeNaN();
  });

  it("is refused where it is none", async () => {
    await expect(readLearnability(path("nowhere"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
    writeFileSync(path("other"), '{"type": "a", "auc": 1}\n');
    await expect(readLearnability(path("other"))).rejects.toThrow(
      '"format" should be "namesake-learnability"',
    );
    const [header] = readFileSync(path("once.jsonl"), "utf8").split("\n");
    writeFileSync(path("bad"), `${header}\n{"type": "a", "auc": 2}\n`);
    await expect(readLearnability(path("bad"))).rejects.toThrow(
      'line 2: "auc" should be a number from 0 to 1, or null',
    );
  });
});
