import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { LinkedDocument } from "../../src/cli/formats/format.js";
import type { Evaluation } from "../../src/eval/result.js";
import { writeConstantClassifier } from "../../src/link/types/constant-classifier.contract.js";
import { parseWeights } from "../../src/link/weights.js";
import { shippedWeights } from "../../src/linker-parts.js";
import { inFolder, kb, namesake, prior, withSmallKb } from "./program.js";

withSmallKb();

const TEXT = "Jordan stayed.";
const NER = { system: "ner", axes: [{ name: "ner", classes: ["other", "PER", "ORG", "ANIM", "LOC"] }] };
const fast = [...kb, "--fast"];
const json = [...fast, "--format", "jsonl"];

/** So many documents in which the player is meant. */
const documents = (count: number): string =>
  Array.from({ length: count }, (_, i) => {
    const mentions = [{ start: 0, end: 6, entity: "per:jordan" }];
    return `${JSON.stringify({ id: `${i}`, text: TEXT, mentions })}\n`;
  }).join("");

beforeAll(async () => {
  // What these take a name for is a person wherever it stands; entities are what their records say.
  await writeConstantClassifier(inFolder("types"), NER, [[0.01, 0.94, 0.03, 0.015, 0.005]]);
  mkdirSync(inFolder("model"));
  cpSync(inFolder("types"), inFolder("model/types"), { recursive: true });
  const weights = JSON.stringify({ ...shippedWeights(), types: { beta: 1, alphas: { ner: 1 } } });
  writeFileSync(inFolder("model/linker.json"), weights);
  writeFileSync(inFolder("people.jsonl"), documents(2));
});

const linked = async (...args: string[]) => {
  const { code, stdout, stderr } = await namesake(["link", ...json, ...args, TEXT]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [link] = (JSON.parse(stdout) as LinkedDocument).links;
  return { stdout, best: link?.entity?.id, candidates: link?.candidates ?? [] };
};

describe.concurrent("link with types", () => {
  it("takes them as evidence, of a folder or of a model, and writes what it is made of", async () => {
    const [without, typed, model] = await Promise.all([
      linked(),
      linked("--types", "types"),
      linked("--model", "model"),
    ]);
    expect([without.best, model.best]).toEqual(["loc:jordan", "per:jordan"]);
    const share = ({ candidates }: typeof typed) =>
      candidates.find(({ id }) => id === "loc:jordan")?.evidence.types ?? 0;
    // The weights of the model let types count more than they do where nothing was fitted.
    expect(share(typed)).toBeLessThan(-1);
    expect(share(model)).toBeLessThan(share(typed) - 1);
    expect(model.candidates[0]).toMatchObject({
      id: "per:jordan",
      evidence: { types: expect.any(Number) },
      typesInEvidence: { cues: 0, rest: 0, axes: [{ axis: "ner", class: "PER" }] },
    });
    for (const { evidence, typesInEvidence } of [...typed.candidates, ...model.candidates])
      expect(typesInEvidence?.axes[0]?.share).toBeCloseTo(evidence.types ?? 0, 9);
    expect(without.stdout).not.toContain("typesInEvidence");
  });

  it("takes them as a condition, or not at all", async () => {
    const [hard, filtered, off, without] = await Promise.all([
      linked("--types", "types", "--types-decoding", "hard"),
      linked("--types", "types", "--types-decoding", "off", "--types-filter"),
      linked("--types", "types", "--types-decoding", "off"),
      linked(),
    ]);
    expect(hard.candidates.map(({ id }) => id)).toEqual(["per:jordan"]);
    expect(filtered.stdout).toBe(hard.stdout);
    expect(off.stdout).toBe(without.stdout);
  });

  it("explains what they add, axis by axis", async () => {
    const { stdout } = await namesake(["link", ...fast, "--types", "types", "--explain", TEXT]);
    expect(stdout).toMatch(/^ {8}types +\+\d\.\d\d .*\n {10}\+\d\.\d\d ner: PER, 9\d % likely here$/m);
    expect(stdout).toMatch(/^ {10}−\d\.\d\d ner: LOC, 1 % likely here$/m);
  });

  it("lets encoders read them", async () => {
    const [plain, classed] = await Promise.all([linked(), linked("--types-in-text")]);
    const context = (candidates: typeof plain.candidates) =>
      candidates.map(({ evidence }) => evidence.context);
    expect(context(classed.candidates)).not.toEqual(context(plain.candidates));
  });

  it.each([
    [["--types", "nowhere"], "--types should be a folder that namesake train types wrote, found nowhere"],
    [["--types-decoding", "hard"], "--types-decoding should be types as well"],
    [["--types-filter"], "--types-filter should be types as well"],
    [["--types", "types", "--types-decoding", "strict"], "--types-decoding should be one of soft, hard, off"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await namesake(["link", ...prior, ...args, TEXT]);
    expect(code).toBe(2);
    expect(stderr.replaceAll('"', "")).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe.concurrent("types in other commands", () => {
  it("are measured", async () => {
    const run = async (...args: string[]) => {
      const gold = ["people.jsonl", ...fast, "--mode", "gold", "--no-intervals", "--json"];
      return JSON.parse((await namesake(["eval", ...gold, ...args])).stdout) as Evaluation;
    };
    const [without, hard] = await Promise.all([
      run(),
      run("--types", "types", "--types-decoding", "hard", "--types-filter", "--types-in-text"),
    ]);
    expect([without.overall.inKbAccuracy, hard.overall.inKbAccuracy]).toEqual([0, 1]);
    expect(hard.options).toMatchObject({ typesDecoding: "hard", typesFilter: true, typesInText: true });
    expect(Object.keys(without.options).filter((name) => name.startsWith("types"))).toEqual([]);
    const refused = await namesake(["eval", "people.jsonl", ...fast, "--types-filter"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
  });

  it("are predicted with", async () => {
    const predict = async (decoding: string) => {
      const how = ["--types", "types", "--types-decoding", decoding, "--out", `${decoding}.jsonl`];
      expect(await namesake(["predict", "people.jsonl", ...fast, ...how])).toMatchObject({ code: 0 });
      return readFileSync(inFolder(`${decoding}.jsonl`), "utf8");
    };
    const [hard, off] = await Promise.all([predict("hard"), predict("off")]);
    expect(hard).toContain('"entity":"per:jordan"');
    expect(hard).not.toContain('"entity":"loc:jordan"');
    expect(off).toContain('"entity":"loc:jordan"');
  });

  it("are read by a bi-encoder that was trained so, with negatives of the same class", async () => {
    const tiny = [
      "model: { trunk: new, layers: 1, states: 16, heads: 2, width: 8, vocabulary: 100 }",
      "inputs: { contextTokens: 16, entityTokens: 16 }",
      "training: { steps: 2, batch: 4, buckets: [16], threads: 1 }",
      "negatives: { sameClass: true }",
      "types: { inText: true }",
    ];
    writeFileSync(inFolder("tiny.yaml"), `${tiny.join("\n")}\n`);
    writeFileSync(inFolder("many.jsonl"), documents(8));
    const data = ["many.jsonl", "--dev", "people.jsonl", ...kb, "--config", "tiny.yaml"];
    const trained = await namesake(["train", "biencoder", ...data, "--out", "encoder"]);
    expect(trained, trained.stderr).toMatchObject({ code: 0 });
    const { inputs } = JSON.parse(readFileSync(inFolder("encoder/encoder.json"), "utf8"));
    expect(inputs.classInText).toBe(true);
    const link = async (...args: string[]) =>
      (await namesake(["link", ...json, "--budget", "best", "--model", "encoder", ...args, TEXT])).stdout;
    const [own, told] = await Promise.all([link(), link("--types-in-text")]);
    expect(own).toContain('"context":');
    expect(told).toBe(own);
    const missing = await namesake([
      ...["train", "biencoder", ...data, "--out", "none"],
      ...["--set", "types.file=nowhere.types"],
    ]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("nowhere.types");
  });

  it("have weights that are fitted with all others", async () => {
    const weights = async (...args: string[]) => {
      const fit = ["train", "weights", "people.jsonl", ...kb, "--out", `${args.length}.json`, ...args];
      const { code, stderr } = await namesake(fit);
      expect(code).toBe(0);
      return { stderr, ...parseWeights(readFileSync(inFolder(`${args.length}.json`), "utf8"), "weights") };
    };
    const [typed, without] = await Promise.all([weights("--types", "types"), weights()]);
    expect(typed.stderr).toMatch(/^Types count with beta 0\.\d+, and alpha ner 0\.\d+\.$/m);
    // What the labels say of the two documents agrees with the types.
    expect(typed.types?.alphas["ner"]).toBeGreaterThan(0.9);
    expect(typed.types?.beta).toBeGreaterThan(0.9);
    expect(without.types).toBeUndefined();
    expect(without.stderr).not.toContain("Types");
  });
});
