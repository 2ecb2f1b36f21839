import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.js";

const names = [
  "bert.pooler.dense.weight",
  "bert.pooler.dense.bias",
  "bert.embeddings.LayerNorm.weight",
  "fc",
];

describe("nearest", () => {
  it("puts names that contain it first, the shortest before", () => {
    expect(nearest("pooler.dense.weight", names)[0]).toBe("bert.pooler.dense.weight");
    expect(nearest("dense", ["x.y.dense.z", "dense.b", "dence"], 2)).toEqual(["dense.b", "x.y.dense.z"]);
    expect(nearest("model.fc", names)[0]).toBe("fc");
  });

  it("goes by edits then", () => {
    expect(nearest("bert.poler.dense.wieght", names, 2)).toEqual([
      "bert.pooler.dense.weight",
      "bert.pooler.dense.bias",
    ]);
  });

  it("has nothing to say about what is all different", () => {
    expect(nearest("zzzzzzzz", names)).toEqual([]);
    expect(nearest("", names)).toEqual([]);
    expect(nearest("a", [])).toEqual([]);
  });

  it("compares only the beginnings of names without end", () => {
    const long = "n".repeat(100_000);
    expect(
      nearest(
        long,
        Array.from({ length: 100 }, (_, i) => `${i}${long}`),
      ),
    ).toHaveLength(3);
  });
});
