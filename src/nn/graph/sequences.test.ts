import { describe, expect, it } from "vitest";
import { gradients } from "./gradients.js";
import { lstm, lstmSteps } from "./lstm.js";
import { sum } from "./reduce.js";
import { reverseSequences } from "./sequences.js";
import { input } from "./tensor.js";

const x = input("x", "float32", ["tokens", "batch", 3]);
const lengths = input("lengths", "int32", ["batch"]);
const weights = {
  inputs: input("inputs", "float32", [2, 16, 3]),
  states: input("states", "float32", [2, 16, 4]),
  bias: input("bias", "float32", [2, 16]),
};

describe("operators of sequences", () => {
  it.each<[string, () => unknown]>([
    [
      "lstmSteps(s float32[2, tokens, 3, 16], states float32[2, 16, 4]): expected [directions, steps, batch, 4 * width], the steps a number, and [directions, 4 * width, width], found [2, tokens, 3, 16] and [2, 16, 4].",
      () => lstmSteps(input("s", "float32", [2, "tokens", 3, 16]), weights.states),
    ],
    [
      "lstm(x float32[tokens, batch, 3], inputs float32[2, 16, 3], states float32[2, 16, 4], b float32[16], lengths int32[batch]): expected [steps, batch, inputs], weights [1 or 2, 4 * width, inputs], [.., 4 * width, width] and [.., 4 * width], lengths [batch], found [tokens, batch, 3], [2, 16, 3], [2, 16, 4], [16], [batch].",
      () => lstm(x, { ...weights, bias: input("b", "float32", [16]) }, lengths),
    ],
    [
      "reverseSequences(x float32[tokens, batch, 3], n int64[batch]): expected [batch, tokens, ...] and [batch], found [tokens, batch, 3] and [batch].",
      () => reverseSequences(x, input("n", "int64", ["batch"])),
    ],
    [
      "reverseSequences(lengths int32[batch]): expected int64, found int32.",
      () => reverseSequences(x, lengths),
    ],
    [
      "gradients(sum() float32[]): expected operators that have a derivative, found LSTM() float32[tokens, 2, batch, 4].",
      () => gradients(sum(lstm(x, weights, lengths)), [x]),
    ],
  ])("say: %s", (message, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "GRAPH_INVALID", message }));
  });
});
