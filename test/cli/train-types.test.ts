import { existsSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { loadTypeClassifier } from "../../src/models/types/load-type-classifier.js";
import { inFolder, kb, namesake, withSmallKb } from "./program.js";

withSmallKb();

const TEXTS = [
  { text: "Jordan is a kingdom in the Middle East.", entity: "loc:jordan" },
  { text: "Jordan played basketball.", entity: "per:jordan" },
];
/** So many documents, each of one of the texts above. */
const documents = (count: number): string =>
  Array.from({ length: count }, (_, i) => {
    const { text, entity } = TEXTS[i % 2] as (typeof TEXTS)[number];
    return `${JSON.stringify({ id: `${i}`, text, mentions: [{ start: 0, end: 6, entity }] })}\n`;
  }).join("");

const TINY = [
  "model: { hidden: 8, dropout: 0 }",
  "encoder: { trunk: new, layers: 1, states: 16, heads: 2, vocabulary: 100, rate: 1 }",
  "lstm: { wordWidth: 8, affixes: 32, filters: 4, width: 8, layers: 1 }",
  "inputs: { contextTokens: 16, mentions: 1 }",
  "training: { steps: 40, batch: 4, buckets: [16], threads: 1, logEvery: 1 }",
  "optimiser: { rate: 0.01 }",
  "noise: { mentions: 0, words: 0, case: 0, endings: 0 }",
];
const SYSTEM = `
name: things
axes:
  place:
    other: no place
    classes: { place: { types: { ner: LOC } } }
  known:
    classes: { planet: { entities: ["org:evil"] } }
`;
const train = (out: string, ...more: string[]) =>
  namesake([
    ...["train", "types", "train.jsonl", "--dev", "dev.jsonl", ...kb],
    ...["--config", "tiny.yaml", "--out", out, ...more],
  ]);

beforeAll(() => {
  writeFileSync(inFolder("train.jsonl"), documents(20));
  writeFileSync(inFolder("dev.jsonl"), documents(6));
  writeFileSync(inFolder("tiny.yaml"), `${TINY.join("\n")}\n`);
  writeFileSync(inFolder("things.yaml"), SYSTEM);
});

describe("namesake train types", () => {
  it("trains a classifier of the 18 classes, and says of which nothing can be learned", async () => {
    const { code, stdout, stderr } = await train("run", "--system", "ner");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("Training on 20 mentions of 2 entities.");
    expect(stderr).toContain("Nothing can be learned of 16 classes that no mention has: ORG (");
    expect(stderr).toContain("begin with the numbers of nothing; the others are drawn.");
    expect(stdout).toContain("F1 of classes 100.0 %");
    for (const [file] of stdout.matchAll(/run\/\S+/g)) expect(existsSync(inFolder(file)), file).toBe(true);
    expect(existsSync(inFolder("run/assigned.types"))).toBe(true);

    const classifier = await loadTypeClassifier(inFolder("run"));
    const [axis] = classifier.axes;
    const [[kinds] = []] = await classifier.classify("Jordan played basketball.", [{ start: 0, end: 6 }]);
    expect(kinds?.[axis?.classes.indexOf("PER") ?? -1]).toBeGreaterThan(0.5);
    await classifier.close();
  });

  it("trains LSTMs on a type system out of a file, and goes on where it was stopped", async () => {
    const lstm = ["--set", "model.kind=lstm"];
    const { code, stdout, stderr } = await train("lstm", "--system", "things.yaml", ...lstm);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/All of \d+ tensors are drawn\./);
    expect(stderr).toContain("Nothing can be learned of 1 class that no mention has: planet (known).");
    expect(stdout).toMatch(/of all answers right; least often those of \w+ \d+\.\d %, \w+ \d+\.\d %/);
    const again = await train("lstm", "--system", "ner", "--resume", ...lstm);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("belongs to another training run");
  });

  it("says what is missing, and what does not go together", async () => {
    const missing = await train("none");
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("--system should be a type system: ner, or a file");
    const begun = await train("none", "--system", "ner", "--set", "model.kind=lstm", "--init", "run");
    expect(begun.code).toBe(2);
    expect(begun.stderr).toContain("--init should be absent where model.kind is lstm");
    const unlinked = documents(4).replaceAll("loc:jordan", "x").replaceAll("per:jordan", "y");
    writeFileSync(inFolder("unlinked.jsonl"), unlinked);
    const { code, stderr } = await namesake([
      ...[
        "train",
        "types",
        "unlinked.jsonl",
        "--dev",
        "dev.jsonl",
        ...kb,
        "--system",
        "ner",
        "--out",
        "none",
      ],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('are linked that have types of "ner", found "none"');
    expect(existsSync(inFolder("none/encoder.onnx"))).toBe(false);
  });
});
