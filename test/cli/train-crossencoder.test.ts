import { existsSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readCrossEncoderSettings } from "../../src/models/encoders/encoder-files.js";
import { loadCrossEncoder } from "../../src/models/encoders/load-cross-encoder.js";
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
  "model: { trunk: new, layers: 1, states: 16, heads: 2, width: 8, vocabulary: 100 }",
  "inputs: { contextTokens: 16, entityTokens: 16 }",
  "training: { steps: 3, batch: 4, buckets: [32], threads: 1, logEvery: 1 }",
];
const train = (kind: string, out: string, ...more: string[]) =>
  namesake([
    ...["train", kind, "train.jsonl", "--dev", "dev.jsonl", ...kb],
    ...["--config", "tiny.yaml", "--out", out, ...more],
  ]);

beforeAll(() => {
  writeFileSync(inFolder("train.jsonl"), documents(20));
  writeFileSync(inFolder("dev.jsonl"), documents(6));
  writeFileSync(inFolder("tiny.yaml"), `${TINY.join("\n")}\n`);
});

describe("namesake train crossencoder", () => {
  it("trains one on the entities of aliases", async () => {
    const { code, stdout, stderr } = await train("crossencoder", "run");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("Training on 20 mentions of 2 entities.");
    expect(stderr).toContain("Candidates are the entities of the alias.");
    expect(stdout).toContain("right among the candidates of the alias, by the scores alone");
    const { encoder, settings } = await loadCrossEncoder(inFolder("run"));
    expect(settings.scale).toBeGreaterThan(0);
    const jordan = { name: "Jordan", types: [], relations: [], aliases: [], description: "a kingdom" };
    const scores = await encoder.score("Jordan is hot.", { start: 0, end: 6 }, [jordan, jordan]);
    expect(scores[0]).toBe(scores[1]);
    await encoder.close();
  });

  it("begins with a bi-encoder and ranks what that has found", async () => {
    expect(await train("biencoder", "towers")).toMatchObject({ code: 0 });
    const mined = ["--encoder", "towers", "--out", "mined.lists", "--mentions", "12"];
    expect(await namesake(["mine", "train.jsonl", ...kb, ...mined])).toMatchObject({ code: 0 });
    const { code, stderr } = await train(
      ...(["crossencoder", "ranker", "--init", "towers", "--set"] as const),
      ...["candidates.file=mined.lists", "candidates.strangers=false"],
      ...["model.joint=upper", "model.upperWidth=8", "model.upperHeads=2"],
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const [, all, begun] = /Of (\d+) tensors (\d+) begin with the numbers of towers;/.exec(stderr) ?? [];
    // Drawn is what lies above a bi-encoder.
    expect(Number(all) - Number(begun)).toBe(16);
    expect(await readCrossEncoderSettings(inFolder("ranker"))).toMatchObject({ joint: "upper" });
    expect(stderr).toContain("Candidates are those of mined.lists, for the first 12 mentions");
    expect(existsSync(inFolder("ranker/encoder.onnx"))).toBe(true);
    // What it thinks can be taught to a bi-encoder.
    const taught = ["--encoder", "towers", "--score", "ranker", "--out", "taught.lists"];
    expect(await namesake(["mine", "train.jsonl", ...kb, ...taught])).toMatchObject({ code: 0 });
  });

  it("refuses data without a linked mention", async () => {
    writeFileSync(
      inFolder("unlinked.jsonl"),
      documents(4).replaceAll("loc:jordan", "x").replaceAll("per:jordan", "y"),
    );
    const args = ["train", "crossencoder", "unlinked.jsonl", "--dev", "dev.jsonl", ...kb, "--out", "none"];
    const { code, stderr } = await namesake([...args, "--config", "tiny.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("in which entities of the knowledge base ./kb are linked");
    expect(existsSync(inFolder("none/encoder.onnx"))).toBe(false);
  });
});
