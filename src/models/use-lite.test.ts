import { describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import {
  buildUseLite,
  MAX_TOKENS,
  readVersion,
  readVocabulary,
  readWeights,
  tokenReader,
} from "./use-lite.js";

describe("the encoder's package", () => {
  it("has a version, a vocabulary and 7 million weights", async () => {
    expect(await readVersion()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await readVocabulary()).toHaveLength(8000);
    const weights = await readWeights();
    expect(weights.get("module/Embeddings_en")).toHaveLength(8002 * 256);
    const count = [...weights.values()].reduce((sum, data) => sum + data.length, 0);
    expect(Math.round(count / 1e6)).toBe(7);
    expect([...weights.values()].every((data) => data.every(Number.isFinite))).toBe(true);
  });
});

describe("tokenReader", () => {
  it("gives 1 to MAX_TOKENS ids", async () => {
    const vocabulary = await readVocabulary();
    const read = tokenReader(vocabulary);
    const pieces = (text: string) => read(text).map((id) => vocabulary[id]?.[0]);
    expect(pieces("")).toEqual(["▁"]);
    expect(pieces("I like cats").join("")).toBe("▁I▁like▁cats");
    const long = "The jaguar is a large cat. ".repeat(100);
    expect(read(long)).toHaveLength(MAX_TOKENS);
    expect(read(long.repeat(1000))).toEqual(read(long));
  });
});

describe("buildUseLite", () => {
  it("is deterministic, and int8 takes a quarter of the space", async () => {
    const weights = await readWeights();
    const int8 = buildUseLite(weights, "int8");
    expect(Buffer.compare(int8, buildUseLite(weights, "int8"))).toBe(0);
    expect(int8.length * 3.8).toBeLessThan(buildUseLite(weights, "fp32").length);
  });

  it("names a weight that is missing", () => {
    expect(() => buildUseLite(new Map(), "fp32")).toThrow(NamesakeError);
    expect(() => buildUseLite(new Map(), "fp32")).toThrow(/no usable weights/);
  });
});
