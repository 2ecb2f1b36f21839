import { describe, expect, it } from "vitest";
import type { Tensor as Numbers } from "../onnx.js";
import { Session } from "../session.js";
import { allPositivesLoss, anyPositiveLoss, contrastiveScores } from "./contrastive.js";
import { emit } from "./emit.js";
import { gradients } from "./gradients.js";
import { crossEntropy, distillationLoss, inBatchLoss, meanSquaredError } from "./losses.js";
import { constant, input, scalar } from "./tensor.js";

const x = input("x", "float32", ["batch", 3]);
const y = input("y", "float32", [4, 3]);
const labels = input("labels", "int32", ["batch"]);
const truths = input("truths", "bool", [4, 3]);

describe("losses", () => {
  it("are 0 where nothing counts", async () => {
    const scores = input("scores", "float32", [2, 3]);
    const none = constant(new Float32Array(2));
    const losses = {
      any: anyPositiveLoss(scores, input("none", "bool", [2, 3])),
      all: allPositivesLoss(scores, input("none2", "bool", [2, 3])),
      distilled: distillationLoss(scores, scores, 2, none),
      smoothed: crossEntropy(scores, constant(Int32Array.of(0, 1)), none, { smoothing: 0.1 }),
    };
    const derivatives = Object.entries(losses).map(([name, loss]) => [
      `d/${name}`,
      gradients(loss, [scores])[0],
    ]);
    const session = await Session.open(emit("none", { ...losses, ...Object.fromEntries(derivatives) }));
    const truth = new Uint8Array(6);
    const feeds = { scores: Float32Array.of(100, -50, 3, 0, 1, 2), none: truth, none2: truth };
    const found = await session.run(feeds);
    await session.close();
    for (const name of Object.keys(losses)) {
      expect([name, found[name]?.data[0]]).toEqual([name, 0]);
      // Of either sign.
      const derivative = Array.from((found[`d/${name}`] as Numbers).data, Number).map(Math.abs);
      expect([name, ...derivative]).toEqual([name, 0, 0, 0, 0, 0, 0]);
    }
  });

  it.each<[string, () => unknown]>([
    [
      "crossEntropy(x float32[batch, 3], labels int32[batch]): expected a smoothing from 0 to below 1, found 1.",
      () => crossEntropy(x, labels, undefined, { smoothing: 1 }),
    ],
    [
      "meanSquaredError(x float32[batch, 3], y float32[4, 3]): expected targets of the predictions' shape, found y float32[4, 3].",
      () => meanSquaredError(x, y),
    ],
    [
      "distillationLoss(x float32[batch, 3], y float32[4, 3]): expected a teacher's logits of the same shape, found y float32[4, 3].",
      () => distillationLoss(x, y),
    ],
    [
      "distillationLoss(y float32[4, 3], y float32[4, 3]): expected a temperature above 0, found 0.",
      () => distillationLoss(y, y, 0),
    ],
    [
      "distillationLoss(sum() float32[4], x float32[batch, 3]): expected weights of shape [4], found x float32[batch, 3].",
      () => distillationLoss(y, y, 1, x),
    ],
    [
      "contrastiveScores(x float32[batch, 3], y float32[4, 3], y float32[4, 3]): expected a scale of shape [], found y float32[4, 3].",
      () => contrastiveScores(x, y, y),
    ],
    [
      "contrastiveScores(x float32[batch, 3], y float32[4, 3]): expected negatives of shape [batch, negatives, 3], found y float32[4, 3].",
      () => contrastiveScores(x, y, 1, { negatives: y }),
    ],
    [
      "contrastiveScores(x float32[batch, 3], y float32[4, 3], labels int32[batch]): expected ids of shape [4], found labels int32[batch].",
      () => inBatchLoss(x, y, scalar(2), { ids: labels }),
    ],
    [
      "anyPositiveLoss(x float32[batch, 3], truths bool[4, 3]): expected two matrices of one shape, found [batch, 3] and [4, 3].",
      () => anyPositiveLoss(x, truths),
    ],
    ["allPositivesLoss(y float32[4, 3]): expected bool, found float32.", () => allPositivesLoss(x, y)],
  ])("say: %s", (message, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "GRAPH_INVALID", message }));
  });
});
