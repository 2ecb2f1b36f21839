import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "./dataset.js";
import { type Dataset, readDataset, withUniqueNames } from "./read-dataset.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-dataset-"));
afterAll(() => rmSync(folder, { recursive: true }));
const LINE = '{"id":"1","text":"A tram to Lyon.","mentions":[{"start":10,"end":14,"entity":"Lyon"}]}\n';

function file(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, LINE);
  return path;
}

describe("readDataset", () => {
  it.each([
    ["gold.jsonl", "gold"],
    ["aida-testa.jsonl.gz", "aida-testa"],
    ["wiki.v2.jsonl", "wiki.v2"],
    ["v1.5", "v1.5"],
    ["no-extension", "no-extension"],
    [".jsonl", ".jsonl"],
    ["deep/er/gold.json", "gold"],
  ])("calls %s %s", async (path, name) => {
    expect(await readDataset(file(path))).toMatchObject({
      name,
      format: "namesake",
      path: join(folder, path),
    });
  });

  it("reads as often as it is asked to", async () => {
    const dataset = await readDataset(file("twice.jsonl"));
    for (let i = 0; i < 2; i++) {
      const documents: GoldDocument[] = [];
      for await (const one of dataset.read({ problem: () => {} })) documents.push(one);
      expect(documents).toMatchObject([{ id: "1", mentions: [{ start: 10, end: 14, entity: "Lyon" }] }]);
    }
  });

  it("takes the format that it is given", async () => {
    expect((await readDataset(file("x.jsonl"), { format: "csv" })).format).toBe("csv");
    expect(await readDataset("-", { format: "namesake" })).toMatchObject({ name: "stdin", path: "-" });
    await expect(readDataset(file("x.jsonl"), { format: "word" })).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
  });

  it("knows the roles of other files", async () => {
    expect((await readDataset(file("x.jsonl"), { files: { documents: folder } })).format).toBe("namesake");
    await expect(readDataset(file("x.jsonl"), { files: { document: folder } })).rejects.toThrow(
      '--file should be of a role that a format has: documents, answers, found "document"',
    );
  });

  it("says so where it cannot tell", async () => {
    await expect(readDataset("-")).rejects.toMatchObject({ code: "DATASET_UNKNOWN" });
    await expect(readDataset(join(folder, "nowhere"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});

it("numbers data sets that are called alike, past names that are taken", () => {
  const named = (name: string): Dataset => ({ name, path: name, format: "x", read: () => [] });
  const names = withUniqueNames(["a", "b", "a", "a-2", "a"].map(named)).map(({ name }) => name);
  expect(names).toEqual(["a", "b", "a-2", "a-2-2", "a-3"]);
  expect(new Set(names).size).toBe(5);
});
