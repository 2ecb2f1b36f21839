import { existsSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { writeSmallBiEncoder } from "../../src/models/encoders/small-encoders.contract.js";
import { loadSpanModel } from "../../src/models/spans/load-span-model.js";
import { smallTexts } from "../../src/train/tagger/small-texts.contract.js";
import { inFolder, kb, namesake, prior, withSmallKb } from "./program.js";

const CONFIG = `
model: { words: 4, shapeWidth: 4, width: 16, dropout: 0.1 }
training: { epochs: 5, batch: 20, buckets: [32], threads: 1 }
inputs: { contextTokens: 32 }
optimiser: { rate: 0.02 }
`;

const dataSet = (name: string, count: number, seed: number, marked = true): void => {
  const lines = smallTexts(count, seed).map(({ id, text, mentions }) =>
    JSON.stringify({
      id,
      text,
      mentions: marked ? mentions.map(({ start, end }) => ({ start, end, entity: null })) : [],
    }),
  );
  writeFileSync(inFolder(name), lines.join("\n"));
};

withSmallKb();
beforeAll(async () => {
  dataSet("train.jsonl", 200, 1);
  dataSet("dev.jsonl", 40, 2);
  dataSet("unmarked.jsonl", 5, 3, false);
  writeFileSync(inFolder("spans.yaml"), CONFIG);
  await writeSmallBiEncoder(inFolder("encoder"), { texts: smallTexts(200, 1).map(({ text }) => text) });
});

const train = (data: string, out: string, ...more: string[]): string[] => {
  const given = ["--dev", "dev.jsonl", "--out", out, "--config", "spans.yaml", "--init", "encoder"];
  return ["train", "spans", data, ...given, ...more];
};

const SENTENCE = "Yesterday Ann Monsen met Michael Jordan in Talimonburg.";

describe("namesake train spans", () => {
  it("trains a model that finds mentions it never saw, for link and eval", async () => {
    const { code, stdout, stderr } = await namesake(train("train.jsonl", "run"));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/Training on \d+ mentions in 200 documents\./);
    expect(stderr).toContain("begin with the numbers of encoder; the others are drawn.");
    expect(stderr).toContain("It makes no vectors of mentions");
    expect(Number(/ {2}F1 of spans (\d+\.\d) %/.exec(stdout)?.[1])).toBeGreaterThan(85);
    for (const [file] of stdout.matchAll(/run\/\S+/g)) expect(existsSync(inFolder(file)), file).toBe(true);

    const linked = await namesake(["link", ...prior, "--finder", "run", "--format", "jsonl", SENTENCE]);
    expect(linked.stderr).toBe("");
    const { links } = JSON.parse(linked.stdout) as { links: { text: string; entity: unknown }[] };
    const found = links.map(({ text }) => text);
    expect(found).toContain("Talimonburg");

    const measured = ["eval", "dev.jsonl", ...kb, "--budget", "prior", "--mode", "end-to-end", "--json"];
    const [aliases, spans] = await Promise.all([
      namesake([...measured, "--no-intervals"]),
      namesake([...measured, "--no-intervals", "--finder", "run"]),
    ]);
    expect(aliases.stdout).toContain('"detection"');
    const detection = (output: string) => Number(/"detection":[^}]*"f1": ([\d.]+|null)/.exec(output)?.[1]);
    expect(detection(spans.stdout)).toBeGreaterThan(0.85);
    expect(detection(aliases.stdout) || 0).toBeLessThan(0.2);
  });

  it("leaves the trunk of a bi-encoder as it is where it should, and gives its vectors", async () => {
    const { code, stderr } = await namesake(train("train.jsonl", "frozen", "--set", "model.frozen=true"));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/It makes the vectors of mentions of bi-encoder-[0-9a-f]{16}\./);
    const model = await loadSpanModel(inFolder("frozen"), { threshold: 0.01 });
    const [first] = await model.encode(SENTENCE);
    expect(first?.vector).toHaveLength(8);
    await model.close();
  });

  it("says where nothing is marked, and where a finder is not there", async () => {
    const unmarked = await namesake(train("unmarked.jsonl", "none"));
    expect(unmarked.code).toBe(2);
    expect(unmarked.stderr).toContain('documents in which mentions are marked, found "none in 5 documents".');
    const missing = await namesake(["link", ...prior, "--finder", "nowhere", SENTENCE]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("spans.json");
  });
});
