import { describe, expect, it } from "vitest";
import { Trainer, type TrainerOptions } from "../trainer.js";
import { dropout } from "./dropout.js";
import { mul, square, sub, tanh } from "./elementwise.js";
import { crossEntropy } from "./losses.js";
import { linear } from "./matmul.js";
import { adamW, gradientDescent, type Optimiser } from "./optimisers.js";
import { mean, sum } from "./reduce.js";
import { trainingProgram } from "./training.js";

/** A network of two layers that learns exclusive or, which no single layer can. */
const exclusiveOr = (steps: number, rate = 0) =>
  trainingProgram({
    name: "exclusive or",
    parameters: { hidden: [2, 8], hiddenBias: [8], out: [8, 2], outBias: [2] },
    batch: { x: { type: "float32", shape: ["batch", 2] }, label: { type: "int32", shape: ["batch"] } },
    loss(p, batch, random) {
      const hidden = dropout(tanh(linear(batch.x, p.hidden, p.hiddenBias)), rate, random);
      return crossEntropy(linear(hidden, p.out, p.outBias), batch.label);
    },
    optimiser: adamW(),
    steps,
  });

const wave = (length: number, start: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + start) * 78.233));
const initial = { hidden: wave(16, 1), hiddenBias: wave(8, 2), out: wave(16, 3), outBias: wave(2, 4) };
const table = {
  x: { dims: [4, 2], data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1) },
  label: { dims: [4], data: Int32Array.of(0, 1, 1, 0) },
};

async function train(
  steps: number,
  turns: number,
  { rate, ...options }: TrainerOptions & { rate?: number } = {},
) {
  const trainer = await Trainer.open(exclusiveOr(steps, rate), initial, options);
  const losses: number[] = [];
  for (let i = 0; i < turns; i += steps)
    losses.push(...(await trainer.step(Array(steps).fill(table), 0.05)).losses);
  const parameters = trainer.parameters();
  await trainer.close();
  return { losses, parameters, count: trainer.count };
}

describe("training", () => {
  it("learns exclusive or", async () => {
    const { losses, count } = await train(1, 120);
    expect(losses[0]).toBeGreaterThan(0.6);
    expect(losses.at(-1)).toBeLessThan(0.01);
    expect(count).toBe(120);
  });

  it("is the same in runs of one step and of five, to the last bit", async () => {
    const [one, five] = [await train(1, 20, { rate: 0.2 }), await train(5, 20, { rate: 0.2 })];
    expect(five).toEqual(one);
  });

  it("is nearly the same on the other runtime, which rounds otherwise", async () => {
    const [native, wasm] = [
      await train(1, 20, { rate: 0.2 }),
      await train(1, 20, { rate: 0.2, runtime: "wasm" }),
    ];
    for (const [i, loss] of wasm.losses.entries())
      expect(loss).toBeCloseTo(native.losses[i] ?? Number.NaN, 4);
  });

  it("draws other random numbers with another seed and in every step", async () => {
    const trainer = await Trainer.open(exclusiveOr(3, 0.5), initial);
    const { losses } = await trainer.step([table, table, table], 0);
    await trainer.close();
    expect(new Set(losses).size).toBe(3);
    expect(trainer.parameters()).toEqual(initial);
    const [first, second] = [await train(1, 6, { rate: 0.5 }), await train(1, 6, { rate: 0.5, seed: 1 })];
    expect(first.losses).not.toEqual(second.losses);
    expect(initial.hidden).toEqual(wave(16, 1));
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
    const program = trainingProgram({
      name: "distance",
      parameters: { x: [2], norm: [1] },
      batch: { target: { type: "float32", shape: [2] } },
      loss: (p, batch) => sum(mul(square(sub(p.x, batch.target)), square(p.norm))),
      optimiser,
      clip,
    });
    const trainer = await Trainer.open(program, { x: Float32Array.of(0, 1), norm: Float32Array.of(1) });
    const states = [0, 1, 1].map((x) => ({ x, m: 0, v: 0 }));
    for (let t = 1; t <= 8; t++) {
      const rate = 0.1 / t;
      const { losses, norms } = await trainer.step([{ target }], rate);
      const [a, b, scale] = states.map(({ x }) => x) as [number, number, number];
      const [left, right] = [a - 5, b + 1];
      const square = left * left + right * right;
      const derivatives = [2 * left * scale ** 2, 2 * right * scale ** 2, 2 * scale * square];
      const norm = Math.hypot(...derivatives);
      expect([losses[0], norms[0]].map((value) => value?.toPrecision(4))).toEqual(
        [square * scale ** 2, norm].map((value) => value.toPrecision(4)),
      );
      states.forEach((state, i) => {
        const clipped = ((derivatives[i] as number) * clip) / Math.max(norm, clip);
        update(state, clipped, t, rate, i < 2 ? "x" : "norm");
      });
    }
    const { x, norm } = trainer.parameters();
    await trainer.close();
    for (const [i, value] of [...x, ...norm].entries())
      expect(value).toBeCloseTo(states[i]?.x ?? Number.NaN, 4);
  });

  it("says what is wrong with parameters, batches and definitions", async () => {
    const refused = (code: string, message: string) =>
      expect.objectContaining({ code, message: expect.stringContaining(message) });
    const { outBias: _, ...fewer } = initial;
    await expect(Trainer.open(exclusiveOr(1), fewer as typeof initial)).rejects.toEqual(
      refused("FEED_INVALID", 'takes as "outBias" 2 numbers, found nothing'),
    );
    await expect(Trainer.open(exclusiveOr(1), { ...initial, hidden: wave(15, 1) })).rejects.toEqual(
      refused("FEED_INVALID", 'takes as "hidden" 16 numbers, found 15'),
    );
    const trainer = await Trainer.open(exclusiveOr(2), initial);
    await expect(trainer.step([table], 0.1)).rejects.toEqual(
      refused("FEED_INVALID", "one for each of its 2 steps, found 1"),
    );
    await expect(trainer.step([table, table], [0.1])).rejects.toEqual(
      refused("FEED_INVALID", 'takes as "rates" one for each'),
    );
    const other = { ...table, x: { dims: [3, 2], data: new Float32Array(6) } };
    await expect(trainer.step([table, other], 0.1)).rejects.toEqual(
      refused("FEED_INVALID", "batches of one shape and type, float32[4, 2], found float32[3, 2]"),
    );
    await trainer.close();
    expect(() => exclusiveOr(0)).toThrow(refused("GRAPH_INVALID", "a whole number of steps from 1, found 0"));
    const idle = {
      name: "idle",
      parameters: { used: [1], idle: [1] },
      batch: {},
      loss: (p: { used: Parameters<typeof mean>[0] }) => mean(p.used),
      optimiser: adamW(),
    };
    expect(() => trainingProgram(idle)).toThrow(refused("GRAPH_INVALID", "a loss that depends on"));
  });
});
