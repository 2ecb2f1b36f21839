import { describe, expect, it } from "vitest";
import { Randomness } from "../graph/dropout.js";
import { square, tanh } from "../graph/elementwise.js";
import { emit } from "../graph/emit.js";
import { mean } from "../graph/reduce.js";
import { input } from "../graph/tensor.js";
import { Session } from "../session.js";
import { expectDerivatives } from "./derivatives.contract.js";
import { classifierHead, projectionHead } from "./heads.js";
import { initialParameters } from "./model.js";
import { Scope } from "./scope.js";

const x = input("x", "float32", [2, 3]);
const states = Float32Array.of(0.5, -1, 2, 1.5, 0.25, -0.75);
const named = (scope: Scope) => [...scope.parameters].map(([name, { shape }]) => [name, ...shape]);

/** x Wᵀ + b, of one row. */
function layer(row: readonly number[], weight: Float32Array, bias: Float32Array): number[] {
  const inputs = row.length;
  return Array.from(bias, (b, i) =>
    row.reduce((sum, v, k) => sum + v * (weight[i * inputs + k] as number), b),
  );
}

describe("a projection head", () => {
  it("is one layer or two, and makes vectors of length 1 if asked to", async () => {
    const [simple, deep] = [new Scope(), new Scope()];
    const outputs = {
      simple: projectionHead(simple.at("a"), x, { outputs: 2 }),
      deep: projectionHead(deep.at("b"), x, { outputs: 2, inner: 4, activation: tanh, unit: true }),
    };
    expect(named(simple)).toEqual([
      ["a.output.weight", 2, 3],
      ["a.output.bias", 2],
    ]);
    expect(named(deep)).toEqual([
      ["b.inner.weight", 4, 3],
      ["b.inner.bias", 4],
      ["b.output.weight", 2, 4],
      ["b.output.bias", 2],
    ]);
    const parameters = initialParameters(new Map([...simple.parameters, ...deep.parameters]), 1);
    const part = (name: string): Float32Array => parameters.get(name) as Float32Array;
    part("b.inner.bias").set([0.1, -0.2, 0.3, 0.4]);
    const session = await Session.open(emit("heads", outputs));
    const found = await session.run({ ...Object.fromEntries(parameters), x: states });
    await session.close();
    for (const row of [0, 1]) {
      const given = [...states.slice(row * 3, row * 3 + 3)];
      const one = layer(given, part("a.output.weight"), part("a.output.bias"));
      const hidden = layer(given, part("b.inner.weight"), part("b.inner.bias")).map(Math.tanh);
      const two = layer(hidden, part("b.output.weight"), part("b.output.bias"));
      for (const k of [0, 1]) {
        expect(found["simple"]?.data[row * 2 + k]).toBeCloseTo(one[k] as number, 5);
        expect(found["deep"]?.data[row * 2 + k]).toBeCloseTo((two[k] as number) / Math.hypot(...two), 5);
      }
    }
  });

  it("has derivatives", async () => {
    const scope = new Scope();
    const vectors = projectionHead(scope, x, { outputs: 3, inner: 4, unit: true });
    const scores = classifierHead(scope.at("classes"), vectors, 5);
    await expectDerivatives(scope, mean(square(scores)), { x: states });
  });
});

it("a classifier head drops numbers in training only", async () => {
  const ones = input("ones", "float32", [1, 400]);
  const random = new Randomness(input("seed", "int32", []));
  const classes = (scope: Scope) => classifierHead(scope, ones, 1, { dropout: 0.5 });
  const scope = new Scope();
  const used = classes(scope);
  const make = (name: string) => scope.tensors.get(name) ?? expect.fail(name);
  const session = await Session.open(
    emit("dropped", { used, trained: classes(new Scope({ random, make })) }),
  );
  const feeds = {
    ones: new Float32Array(400).fill(1),
    "output.weight": new Float32Array(400).fill(1),
    "output.bias": new Float32Array(1),
  };
  const runs = [];
  for (const seed of [1, 2]) runs.push(await session.run({ ...feeds, seed: Int32Array.of(seed) }));
  await session.close();
  expect(runs.map(({ used }) => used?.data[0])).toEqual([400, 400]);
  const [first = 0, second = 0] = runs.map(({ trained }) => Number(trained?.data[0]));
  expect(first).not.toBe(second);
  for (const sum of [first, second]) expect(Math.abs(sum - 400)).toBeLessThan(100);
});
