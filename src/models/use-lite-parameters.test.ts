import { beforeAll, describe, expect, it } from "vitest";
import { emit } from "../nn/graph/emit.js";
import { gradients } from "../nn/graph/gradients.js";
import { inBatchLoss } from "../nn/graph/losses.js";
import { input } from "../nn/graph/tensor.js";
import { initialParameters } from "../nn/layers/model.js";
import { Scope } from "../nn/layers/scope.js";
import { USE_LITE, useLite } from "../nn/layers/use-lite.js";
import type { Tensor as Numbers } from "../nn/onnx.js";
import { type Feed, Session } from "../nn/session.js";
import { buildUseLite, readWeights, type UseLiteWeights } from "./use-lite.js";
import { useLiteParameters } from "./use-lite-parameters.js";

let weights: UseLiteWeights;
beforeAll(async () => {
  weights = await readWeights();
});

/** Ids that are all different, of texts of several lengths. */
const idsOf = (lengths: readonly number[], tokens: number) =>
  Int32Array.from({ length: lengths.length * tokens }, (_, i) =>
    i % tokens < (lengths[Math.floor(i / tokens)] as number) ? 6 + ((i * 613) % 7990) : 0,
  );

const floats = (tensor: Numbers | undefined) => tensor?.data as Float32Array;

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))));

describe("useLiteParameters", () => {
  it("makes the vectors of the original, alone and in a batch with padding", async () => {
    const { outputs } = USE_LITE;
    const ids = input("ids", "int32", ["batch", "tokens"]);
    const original = await Session.open({
      name: "original",
      model: buildUseLite(weights, "fp32"),
      inputs: [{ name: "ids", type: "int32", dims: ids.shape }],
      outputs: [{ name: "vectors", type: "float32", dims: ["batch", outputs] }],
    });
    const scope = new Scope();
    const mask = input("mask", "bool", ["batch", "tokens"]);
    const results = { vectors: useLite(scope, ids), masked: useLite(scope, ids, mask) };
    const parameters = useLiteParameters(weights);
    expect([...parameters.keys()].sort()).toEqual([...scope.parameters.keys()].sort());
    const constants = initialParameters(scope.parameters, 1, parameters);
    const session = await Session.open(emit("layers", results, { constants }));

    const lengths = [128, 1, 12, 40];
    const data = idsOf(lengths, 128);
    const present = Uint8Array.from(data, (_, i) =>
      i % 128 < (lengths[Math.floor(i / 128)] as number) ? 1 : 0,
    );
    const { masked } = await session.run({
      ids: { data, dims: [4, 128] },
      mask: { data: present, dims: [4, 128] },
    });
    for (const [row, length] of lengths.entries()) {
      const text: Feed = { data: data.slice(row * 128, row * 128 + length), dims: [1, length] };
      const expected = floats((await original.run({ ids: text }))["vectors"]);
      const all = new Uint8Array(length).fill(1);
      const { vectors } = await session.run({ ids: text, mask: { data: all, dims: [1, length] } });
      expect(farthest(expected, floats(vectors))).toBeLessThan(1e-5);
      const inBatch = floats(masked).subarray(row * outputs, (row + 1) * outputs);
      expect(farthest(expected, inBatch)).toBeLessThan(1e-5);
    }
    await original.close();
    await session.close();
  });

  it("can be trained: the loss depends on every parameter", async () => {
    const scope = new Scope();
    const tower = (name: string) => useLite(scope, input(name, "int32", [3, 5]));
    const loss = inBatchLoss(tower("mentions"), tower("entities"), 20);
    expect(gradients(loss, [...scope.tensors.values()])).toHaveLength(scope.parameters.size);
  });

  it("names a weight that is missing", () => {
    expect(() => useLiteParameters(new Map())).toThrow(
      expect.objectContaining({ code: "ENCODER_MISSING", message: expect.stringContaining("Embeddings_en") }),
    );
  });

  it("refuses texts that are too long", () => {
    expect(() => useLite(new Scope(), input("ids", "int32", ["batch", 129]))).toThrow(
      expect.objectContaining({ code: "SEQUENCE_TOO_LONG", details: { tokens: 129, most: 128 } }),
    );
  });
});
