import { describe, expect, it } from "vitest";
import { Session } from "../session.js";
import { mul, square } from "./elementwise.js";
import { LOSS_SCALE_STATE, type LossScaleOptions } from "./loss-scale.js";
import { adamW } from "./optimisers.js";
import { sum } from "./reduce.js";
import { nextOf, TRAINING, trainingProgram } from "./training.js";

/** The derivative by x is 2 * factor * x. */
const programOf = (steps: number, lossScale?: LossScaleOptions) =>
  trainingProgram({
    name: "factors",
    parameters: { x: [2] },
    batch: { factor: { type: "float32", shape: [] } },
    loss: ({ x }, { factor }) => mul(sum(square(x)), factor),
    optimiser: adamW(),
    clip: 0.7,
    steps,
    ...(lossScale === undefined ? {} : { lossScale }),
  });

/** The state after steps with these factors. */
async function stateAfter(factors: readonly number[], lossScale?: LossScaleOptions) {
  const session = await Session.open(programOf(factors.length, lossScale));
  const state = ["x/mean", "x/variance", ...(lossScale === undefined ? [] : LOSS_SCALE_STATE)];
  const zeros = state.map((name) => [name, new Float32Array(name.startsWith("x/") ? 2 : 1)] as const);
  const results = await session.run({
    ...Object.fromEntries(zeros),
    x: Float32Array.of(0.5, -0.3),
    factor: Float32Array.from(factors),
    [TRAINING.count]: Int32Array.of(0),
    [TRAINING.seeds]: new Int32Array(factors.length),
    [TRAINING.shares]: new Float32Array(factors.length).fill(1),
    [TRAINING.rates]: new Float32Array(factors.length).fill(0.1),
  });
  await session.close();
  const numbers = (name: string) => [...(results[name]?.data ?? [])].map(Number);
  return {
    kept: ["x", "x/mean", "x/variance"].map((name) => numbers(nextOf(name))),
    scale: LOSS_SCALE_STATE.map((name) => numbers(nextOf(name))[0]),
    norms: numbers(TRAINING.norms),
  };
}

describe("a scale of the loss", () => {
  it("changes nothing but exponents on the way", async () => {
    const factors = [1, -2, 0.3, 5];
    const [plain, scaled] = [await stateAfter(factors), await stateAfter(factors, {})];
    expect(scaled).toEqual({ ...plain, scale: [2 ** 16, 4, 0] });
    expect(plain.norms[0]).toBeCloseTo(2 * Math.hypot(0.5, 0.3), 5);
  });

  it("skips what is not finite, as if the step had not been", async () => {
    const good = await stateAfter([1, -2, 0.3, 5], { initial: 8 });
    const all = [Number.NaN, 1, -2, Number.POSITIVE_INFINITY, 3e38, 0.3, Number.NEGATIVE_INFINITY, 5];
    const some = await stateAfter(all, { initial: 8 });
    expect(some.kept).toEqual(good.kept);
    expect(some.scale).toEqual([8 / 2 ** 4, 1, 4]);
    expect(some.norms.map(Number.isFinite)).toEqual(all.map((factor) => Math.abs(factor) < 1e38));
  });

  it.each<[number[], LossScaleOptions, number[]]>([
    [[1, 1], { initial: 4, interval: 3 }, [4, 2, 0]],
    [[1, 1, 1], { initial: 4, interval: 3 }, [8, 0, 0]],
    [[1, 1, Number.NaN, 1, 1], { initial: 4, interval: 3 }, [2, 2, 1]],
    [[1, 1, 1, Number.NaN, 1, 1, 1, 1, 1, 1], { initial: 4, interval: 3 }, [16, 0, 1]],
    [[1, 1, 1], { initial: 2 ** 23, interval: 1 }, [2 ** 24, 0, 0]],
    [[Number.NaN, Number.NaN], { initial: 2 ** -23 }, [2 ** -24, 0, 2]],
  ])("halves and doubles: %j from %j", async (factors, options, expected) => {
    expect((await stateAfter(factors, options)).scale).toEqual(expected);
  });

  it.each<[LossScaleOptions, string]>([
    [{ initial: 3 }, "a power of 2"],
    [{ initial: 2 ** 30 }, "a power of 2 from 2^-24 to 2^24"],
    [{ initial: Number.NaN }, "a power of 2"],
    [{ interval: 0 }, "at least 1 step"],
    [{ interval: 1.5 }, "at least 1 step"],
  ])("refuses %j", (options, message) => {
    expect(() => programOf(1, options)).toThrow(
      expect.objectContaining({ code: "GRAPH_INVALID", message: expect.stringContaining(message) }),
    );
  });
});
