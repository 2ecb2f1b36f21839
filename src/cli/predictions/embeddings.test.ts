import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { ContextEncoder } from "../../link/context-encoder.js";
import { Linker } from "../../link/linker.js";
import { shippedWeights } from "../../linker-parts.js";
import { AliasSpotter } from "../../mentions/alias-spotter.js";
import { readNpy } from "../../models/vector-output/npy-reader.contract.js";
import { embeddingPaths, toFileWithVectors } from "./embeddings.js";
import type { PredictedDocument } from "./format.js";
import type { Output } from "./output.js";

/** Its vectors tell what they are of: where a mention is, and which letter a name begins with. */
const encoder: ContextEncoder = {
  id: "places",
  feature: "similarity",
  compared: (dots) => dots,
  encodeContexts: async (_text, mentions) => mentions.map(({ start, end }) => Float32Array.of(start, end, 0)),
  textOf: ({ name }) => name,
  encodeEntities: async (records) =>
    records.map(({ name }) => Float32Array.of(name.charCodeAt(0) - 64, 0, 127)),
  close: async () => {},
};

async function smallLinker(): Promise<Linker> {
  const kb = await createKnowledgeBase([
    { id: "a", name: "Asia" },
    { id: "j", name: "Jordan" },
    { id: "m", name: "Michael Jordan", aliases: ["Jordan"] },
  ]);
  const linker = new Linker(kb, new AliasSpotter(kb), async () => encoder, shippedWeights());
  onTestFinished(() => linker.close());
  return linker as unknown as Linker;
}

const TEXTS = ["Jordan is in Asia.", "Nothing.", "Jordan and Jordan."];
const predictedBy = async (linker: Linker): Promise<PredictedDocument[]> => {
  const documents: PredictedDocument[] = [];
  for (const [position, text] of TEXTS.entries()) {
    const links = await linker.link(text, { budget: "prior" });
    const document = { id: `d${position}`, text, mentions: [] };
    documents.push({ document, position, links, found: true, gold: [] });
  }
  return documents;
};

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "namesake-embeddings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function put(output: Output, documents: readonly PredictedDocument[]): Promise<void> {
  for (const one of documents) {
    await output.embed?.(one);
    await output.write(`${one.document.id}\n`);
  }
}

const reached = (documents: readonly PredictedDocument[]) => ({
  documents: documents.length,
  mentions: documents.reduce((sum, { links }) => sum + links.length, 0),
  hash: "",
});
const options = { run: { model: "x" }, resume: true };

describe("predictions with vectors", () => {
  it("has a row a mention, and one a candidate of each document", async () => {
    const [folder, linker] = [temporaryFolder(), await smallLinker()];
    const documents = await predictedBy(linker);
    const output = await toFileWithVectors(join(folder, "said.jsonl"), linker, options);
    await put(output, documents);
    expect(readdirSync(folder)).not.toContain("said.mentions.npy");
    await output.finish(reached(documents));
    const mentions = readNpy(join(folder, "said.mentions.npy"));
    expect(mentions.shape).toEqual([4, 3]);
    expect([...mentions.numbers]).toEqual([0, 6, 0, 13, 17, 0, 0, 6, 0, 11, 17, 0]);
    const candidates = readNpy(join(folder, "said.candidates.npy"));
    const ids = readFileSync(join(folder, "said.candidates.ids.jsonl"), "utf8").trimEnd().split("\n");
    const found = ids.map((line) => JSON.parse(line) as { id: string; name: string });
    expect(candidates.shape).toEqual([found.length, 3]);
    expect(found.map(({ id }) => id).sort()).toEqual(["a", "j", "j", "m", "m"]);
    for (const [row, { name }] of found.entries())
      expect(candidates.numbers[3 * row]).toBe(name.charCodeAt(0) - 64);
  });

  it("has the same bytes when it is gone on with", async () => {
    const [folder, linker] = [temporaryFolder(), await smallLinker()];
    const documents = await predictedBy(linker);
    const whole = await toFileWithVectors(join(folder, "whole.jsonl"), linker, options);
    await put(whole, documents);
    await whole.finish(reached(documents));
    const first = await toFileWithVectors(join(folder, "part.jsonl"), linker, options);
    await put(first, documents.slice(0, 1));
    await first.stop(reached(documents.slice(0, 1)));
    // What comes behind the last checkpoint is written anew.
    await put(first, documents.slice(1, 3));
    await first.close();
    const second = await toFileWithVectors(join(folder, "part.jsonl"), linker, options);
    expect(second.before).toMatchObject({ documents: 1, mentions: 2 });
    await put(second, documents.slice(1));
    await second.finish(reached(documents));
    for (const what of [
      "jsonl",
      "mentions.npy",
      "mentions.ids.jsonl",
      "candidates.npy",
      "candidates.ids.jsonl",
    ])
      expect(readFileSync(join(folder, `part.${what}`))).toEqual(readFileSync(join(folder, `whole.${what}`)));
  });

  it("lies beside the file of the predictions, whatever that is called", () => {
    const mentionsOf = (path: string) => embeddingPaths(path).mentions.vectors;
    expect(["out/a.jsonl", "b.json", "c", ".jsonl"].map(mentionsOf)).toEqual([
      "out/a.mentions.npy",
      "b.mentions.npy",
      "c.mentions.npy",
      ".jsonl.mentions.npy",
    ]);
  });
});
