import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openKnowledgeBase } from "../../src/kb/folder.js";
import { entityTextOf } from "../../src/models/encoders/entity-text.js";
import { loadBiEncoder } from "../../src/models/encoders/load-bi-encoder.js";
import { openCandidateLists } from "../../src/train/encoders/candidate-lists-file.js";
import { inFolder, kb, namesake, withSmallKb } from "./program.js";

withSmallKb();

const TEXTS = [
  { text: "Jordan is a kingdom in Asia.", entities: ["loc:jordan", "loc:asia"] },
  { text: "In Chicago Jordan played basketball.", entities: ["per:jordan"] },
  { text: "The king of Jordan went to Asia.", entities: ["loc:jordan", "loc:asia"] },
];
/** So many documents, each of one of the texts above. */
const documents = (count: number): string =>
  Array.from({ length: count }, (_, i) => {
    const { text, entities } = TEXTS[i % 3] as (typeof TEXTS)[number];
    const mentions = entities.map((entity) => {
      const name = entity === "loc:asia" ? "Asia" : "Jordan";
      const start = text.indexOf(name);
      return { start, end: start + name.length, entity };
    });
    return `${JSON.stringify({ id: `${i}`, text, mentions })}\n`;
  }).join("");

const TINY = [
  "model: { trunk: new, layers: 1, states: 16, heads: 2, width: 8, vocabulary: 100 }",
  "inputs: { contextTokens: 16, entityTokens: 16 }",
  "training: { steps: 2, batch: 4, buckets: [16], threads: 1, logEvery: 1 }",
];
const train = (kind: string, out: string, ...more: string[]) =>
  namesake([
    ...["train", kind, "train.jsonl", "--dev", "dev.jsonl", ...kb],
    ...["--config", "tiny.yaml", "--out", out, ...more],
  ]);
const mine = (out: string, ...more: string[]) =>
  namesake(["mine", "train.jsonl", ...kb, "--encoder", "run", "--out", out, ...more]);

beforeAll(async () => {
  writeFileSync(inFolder("train.jsonl"), documents(20));
  writeFileSync(inFolder("dev.jsonl"), documents(6));
  writeFileSync(inFolder("tiny.yaml"), `${TINY.join("\n")}\n`);
  const { code, stderr } = await train("biencoder", "run");
  expect({ code, stderr }).toMatchObject({ code: 0 });
});

describe("namesake mine", () => {
  it("finds candidates, on which a bi-encoder is trained further", async () => {
    const { code, stderr } = await mine("mined.lists");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("Wrote mined.lists: candidates of 33 mentions.");
    const trained = await train(
      ...["biencoder", "second", "--init", "run", "--set", "negatives.mined=mined.lists"],
    );
    expect(trained.stderr).toContain("Wrong entities of the first 33 mentions are those of mined.lists.");
    expect(trained.code).toBe(0);
    expect(existsSync(inFolder("second/encoder.onnx"))).toBe(true);
  });

  it("has the scores of a teacher, by which a student is trained", async () => {
    expect(await mine("taught.lists", "--score", "run", "--mentions", "20")).toMatchObject({ code: 0 });
    const { code, stderr } = await train("distill", "student", "--set", "teacher.file=taught.lists");
    expect(stderr).toContain("Of 20 mentions the teacher's thoughts are in taught.lists");
    expect(code).toBe(0);
    // The student is a bi-encoder as any other.
    expect(await mine("by-student.lists", "--encoder", "student")).toMatchObject({ code: 0 });
    expect(readFileSync(inFolder("student/metrics.jsonl"), "utf8")).toContain('"distance":');
  });

  it("looks at a whole knowledge base by its vectors", async () => {
    const embedded = await namesake(["embed", "entities", ...kb, "--encoder", "run", "--out", "vectors"]);
    expect(embedded).toMatchObject({ code: 0 });
    expect(await mine("near.lists", "--index", "vectors", "--k", "3")).toMatchObject({ code: 0 });

    const knowledge = await openKnowledgeBase(inFolder("kb"));
    const lists = openCandidateLists(inFolder("near.lists"), knowledge);
    const { encoder } = await loadBiEncoder(inFolder("run"));
    const texts = [...knowledge.entities()].map((record) => entityTextOf(knowledge, record));
    const [query] = await encoder.encodeMentions(TEXTS[0]?.text ?? "", [{ start: 0, end: 6 }]);
    const scores = (await encoder.encodeEntities(texts)).map((vector) =>
      vector.reduce((sum, value, i) => sum + value * (query?.[i] ?? 0), 0),
    );
    const nearest = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    expect(lists.rows(0)).toEqual(nearest.slice(0, 3));
    lists.close();
    await encoder.close();
    await knowledge.close();
  });

  it("makes lists that are refused where the data are others", async () => {
    expect(await mine("some.lists", "--mentions", "5")).toMatchObject({ code: 0 });
    writeFileSync(inFolder("other.jsonl"), documents(20).replace("kingdom", "country"));
    const { code, stderr } = await namesake([
      ...["train", "biencoder", "other.jsonl", "--dev", "dev.jsonl", ...kb, "--out", "refused"],
      ...["--config", "tiny.yaml", "--set", "negatives.mined=some.lists"],
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/some\.lists should be those of the first 5 mentions/);
    expect(existsSync(inFolder("refused/model.safetensors"))).toBe(false);
  });

  it.each([
    ["no bi-encoder", ["mine", "train.jsonl", ...kb, "--out", "x"], 2, /required option '--encoder/],
    ["a folder of none", ["mine", "train.jsonl", ...kb, "--encoder", "kb", "--out", "x"], 1, /encoder\.json/],
    [
      "a folder of no vectors",
      ["mine", "train.jsonl", ...kb, "--encoder", "run", "--index", "kb", "--out", "x"],
      1,
      /not a folder of Namesake vectors/,
    ],
    [
      "no teacher",
      ["train", "distill", "train.jsonl", "--dev", "dev.jsonl", ...kb, "--out", "x"],
      2,
      /teacher\.file should be/,
    ],
  ])("says what is missing: %s", async (_, args, expected, message) => {
    const { code, stderr } = await namesake(args);
    expect({ code, stderr }).toMatchObject({ code: expected });
    expect(stderr).toMatch(message);
  });
});
