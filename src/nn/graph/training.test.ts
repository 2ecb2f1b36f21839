import { describe, expect, it } from "vitest";
import { ONES, ZEROS } from "../layers/initial.js";
import { linearLayer } from "../layers/linear.js";
import { float32, initialParameters, int32, type Model, parametersOf } from "../layers/model.js";
import { DeviceStepper, type DeviceStepperOptions } from "../training/device-stepper.js";
import { dropout } from "./dropout.js";
import { mul, square, sub, tanh } from "./elementwise.js";
import { crossEntropy } from "./losses.js";
import { adamW, gradientDescent, type Optimiser } from "./optimisers.js";
import { mean, sum } from "./reduce.js";
import { trainingProgram } from "./training.js";

/** A network of two layers that learns exclusive or, which no single layer can. */
const exclusiveOr = (rate = 0): Model<"x" | "label"> => ({
  name: "exclusive or",
  batch: { x: float32("batch", 2), label: int32("batch") },
  loss(scope, { x, label }) {
    const hidden = dropout(tanh(linearLayer(scope.at("hidden"), x, 8)), rate, scope.random);
    return crossEntropy(linearLayer(scope.at("out"), hidden, 2), label);
  },
});

const table = {
  inputs: {
    x: { dims: [4, 2], data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1) },
    label: { dims: [4], data: Int32Array.of(0, 1, 1, 0) },
  },
  examples: 4,
};

/** Trains for 20 steps, with so many in a run. */
async function train(steps: number, options: DeviceStepperOptions = {}) {
  const stepper = await DeviceStepper.open(exclusiveOr(0.2), options);
  const losses: number[] = [];
  for (let i = 0; i < 20; i += steps) {
    const results = await stepper.stepMany(Array(steps).fill([table]), Array(steps).fill(0.05));
    losses.push(...results.map(({ loss }) => loss));
  }
  const parameters = await stepper.parameters();
  await stepper.close();
  return { losses, parameters };
}

describe("training", () => {
  it("learns exclusive or", async () => {
    const stepper = await DeviceStepper.open(exclusiveOr());
    const { loss } = await stepper.step([table], 0.05);
    for (let i = 0; i < 120; i++) await stepper.step([table], 0.05);
    expect(loss).toBeGreaterThan(0.6);
    expect((await stepper.step([table], 0.05)).loss).toBeLessThan(0.01);
    await stepper.close();
  });

  it("is the same in runs of one step and of five, to the last bit", async () => {
    expect(await train(5)).toEqual(await train(1));
  });

  it("is nearly the same on the other runtime, which rounds otherwise", async () => {
    const [native, wasm] = [await train(1), await train(1, { runtime: "wasm" })];
    for (const [i, loss] of wasm.losses.entries())
      expect(loss).toBeCloseTo(native.losses[i] ?? Number.NaN, 4);
  });

  it("draws other random numbers with another seed and in every step", async () => {
    const losses = new Set<number>();
    const initial = initialParameters(parametersOf(exclusiveOr()), 0);
    for (const seed of [0, 1]) {
      const stepper = await DeviceStepper.open(exclusiveOr(0.5), { seed, initial });
      for (const { loss } of await stepper.stepMany([[table], [table], [table]], [0, 0, 0])) losses.add(loss);
      expect(await stepper.parameters()).toEqual(initial);
      await stepper.close();
    }
    expect(losses.size).toBe(6);
  });

  it.each<
    [
      string,
      Optimiser,
      (state: { x: number; m: number; v: number }, d: number, t: number, rate: number, name: string) => void,
    ]
  >([
    [
      "AdamW",
      adamW({
        beta1: 0.8,
        beta2: 0.95,
        epsilon: 1e-3,
        decay: 0.1,
        rates: (name) => (name === "x" ? 0.5 : 1),
      }),
      (s, d, t, rate, name) => {
        s.m = 0.8 * s.m + 0.2 * d;
        s.v = 0.95 * s.v + 0.05 * d * d;
        const step = s.m / (1 - 0.8 ** t) / (Math.sqrt(s.v / (1 - 0.95 ** t)) + 1e-3);
        // What is called a norm does not decay.
        s.x -= name === "x" ? 0.5 * rate * (step + 0.1 * s.x) : rate * step;
      },
    ],
    [
      "gradient descent",
      gradientDescent(),
      (s, d, _, rate) => {
        s.x -= rate * d;
      },
    ],
    [
      "momentum",
      gradientDescent({ momentum: 0.7 }),
      (s, d, _, rate) => {
        s.m = 0.7 * s.m + d;
        s.x -= rate * s.m;
      },
    ],
  ])("follows %s as it is written down, with derivatives clipped", async (_, optimiser, update) => {
    const clip = 3;
    const target = { dims: [2], data: Float32Array.of(5, -1) };
    const model: Model<"target"> = {
      name: "distance",
      batch: { target: float32(2) },
      loss(scope, { target }) {
        const x = scope.parameter("x", [2], ZEROS);
        return sum(mul(square(sub(x, target)), square(scope.parameter("norm", [1], ONES))));
      },
    };
    const initial = new Map([["x", Float32Array.of(0, 1)]]);
    const stepper = await DeviceStepper.open(model, { optimiser, clip, initial });
    const states = [0, 1, 1].map((x) => ({ x, m: 0, v: 0 }));
    for (let t = 1; t <= 8; t++) {
      const rate = 0.1 / t;
      const result = await stepper.step([{ inputs: { target }, examples: 1 }], rate);
      const [a, b, scale] = states.map(({ x }) => x) as [number, number, number];
      const [left, right] = [a - 5, b + 1];
      const square = left * left + right * right;
      const derivatives = [2 * left * scale ** 2, 2 * right * scale ** 2, 2 * scale * square];
      const norm = Math.hypot(...derivatives);
      expect([result.loss, result.norm].map((value) => value.toPrecision(4))).toEqual(
        [square * scale ** 2, norm].map((value) => value.toPrecision(4)),
      );
      states.forEach((state, i) => {
        const clipped = ((derivatives[i] as number) * clip) / Math.max(norm, clip);
        update(state, clipped, t, rate, i < 2 ? "x" : "norm");
      });
    }
    const parameters = await stepper.parameters();
    await stepper.close();
    const found = ["x", "norm"].flatMap((name) => [...(parameters.get(name) as Float32Array)]);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(states[i]?.x ?? Number.NaN, 4);
  });

  it("says what is wrong with a definition", () => {
    const refused = (message: string) =>
      expect.objectContaining({ code: "GRAPH_INVALID", message: expect.stringContaining(message) });
    const idle = {
      name: "idle",
      parameters: { used: [1], idle: [1] },
      batch: {},
      loss: (p: { used: Parameters<typeof mean>[0] }) => mean(p.used),
      optimiser: adamW(),
    };
    expect(() => trainingProgram(idle)).toThrow(refused("a loss that depends on"));
    expect(() => trainingProgram({ ...idle, steps: 0 })).toThrow(
      refused("a whole number of steps from 1, found 0"),
    );
    expect(() => trainingProgram({ ...idle, accumulate: 1.5 })).toThrow(
      refused("a whole number of batches a step from 1, found 1.5"),
    );
  });
});
