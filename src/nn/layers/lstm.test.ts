import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { emit, gradients, input, mul, Randomness, scalar, sum, type Tensor } from "../graph/index.js";
import type { Tensor as Numbers } from "../onnx.js";
import { Session } from "../session.js";
import { bidirectionalLstm } from "./lstm.js";
import { initialParameters } from "./model.js";
import { Scope } from "./scope.js";

/** Against PyTorch's nn.LSTM: what bench/parity/recurrent.py had it compute, in float64. */

interface Values {
  shape: readonly number[];
  values: readonly number[];
}

interface Fixture {
  lengths: readonly number[];
  width: number;
  x: Values & { derivative: readonly number[] };
  parameters: Readonly<Record<string, Values & { derivative: readonly number[] }>>;
  states: Values & { weights: readonly number[] };
}

const FIXTURES = readFileSync(new URL("fixtures/recurrent.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Fixture);

const floats = ({ shape, values }: Values): Numbers => ({ dims: shape, data: Float32Array.from(values) });

const training = () => new Scope({ random: new Randomness(scalar(1, "int32")) });

/** Where there are tokens. */
function maskOf(lengths: readonly number[], tokens: number): Numbers {
  const truths = lengths.flatMap((length) => Array.from({ length: tokens }, (_, i) => (i < length ? 1 : 0)));
  return { dims: [lengths.length, tokens], data: Uint8Array.from(truths) };
}

function expectClose(what: string, found: Numbers | undefined, expected: Values): void {
  expect([what, found?.dims]).toEqual([what, expected.shape]);
  const numbers = Array.from((found as Numbers).data, Number);
  const wrong = expected.values.findIndex(
    (value, i) => !(Math.abs((numbers[i] as number) - value) <= 2e-6 * (1 + Math.abs(value))),
  );
  if (wrong >= 0)
    expect.fail(`${what}: [${numbers}] should be [${expected.values}], number ${wrong} differs`);
}

describe.each(FIXTURES)("a bidirectional LSTM of width $width over $lengths tokens", (fixture) => {
  const { lengths, width, x, parameters, states } = fixture;
  const [batch, tokens, inputs] = x.shape as [number, number, number];
  const feeds = Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [name, floats(values)]),
  );
  const mask = maskOf(lengths, tokens);

  it("is PyTorch's in training, derivatives too", async () => {
    const scope = training();
    const given = input("x", "float32", [batch, tokens, inputs]);
    const made = bidirectionalLstm(scope, given, width, input("mask", "bool", [batch, tokens]));
    const weights = input("weights", "float32", states.shape);
    const names = [...scope.parameters.keys()];
    expect(names.sort()).toEqual(Object.keys(parameters).sort());
    const by = [given, ...names.map((name) => scope.tensors.get(name) as Tensor)];
    const derivatives = gradients(sum(mul(made, weights)), by);
    const outputs = Object.fromEntries(
      ["x", ...names].map((name, i) => [`d/${name}`, derivatives[i] as Tensor]),
    );
    const session = await Session.open(emit("lstm", { states: made, ...outputs }));
    const found = await session.run({
      ...feeds,
      x: floats(x),
      mask,
      weights: { dims: states.shape, data: Float32Array.from(states.weights) },
    });
    await session.close();
    expectClose("the states", found["states"], states);
    for (const [name, { shape, derivative }] of Object.entries({ x, ...parameters }))
      expectClose(`the derivative by ${name}`, found[`d/${name}`], { shape, values: derivative });
  });

  it.each(["native", "wasm"] as const)("is PyTorch's in use, on the %s runtime", async (runtime) => {
    const scope = new Scope();
    // For any number of sequences and of tokens.
    const given = input("x", "float32", ["batch", "tokens", inputs]);
    const made = bidirectionalLstm(scope, given, width, input("mask", "bool", ["batch", "tokens"]));
    const constants = new Map(Object.entries(feeds).map(([name, { data }]) => [name, data]));
    const session = await Session.open(emit("lstm", { states: made }, { constants }), { runtime });
    const found = await session.run({ x: floats(x), mask });
    expectClose("the states", found["states"], states);
    await session.close();
  });
});

describe("a bidirectional LSTM", () => {
  const [batch, tokens, inputs, width] = [4, 6, 5, 8];

  it("is the same in training and in use, for texts without tokens and of all lengths", async () => {
    const x = input("x", "float32", [batch, tokens, inputs]);
    const mask = input("mask", "bool", [batch, tokens]);
    const scope = new Scope();
    const used = bidirectionalLstm(scope, x, width, mask);
    // The same parameters in a scope for training.
    const make = (name: string): Tensor => scope.tensors.get(name) as Tensor;
    const random = new Randomness(scalar(1, "int32"));
    const trained = bidirectionalLstm(new Scope({ random, make }), x, width, mask);
    const session = await Session.open(emit("both", { used, trained }));
    const feeds = initialParameters(scope.parameters, 3);
    const data = Float32Array.from({ length: batch * tokens * inputs }, (_, i) => 2 * Math.sin(i * i));
    const found = await session.run({
      ...Object.fromEntries(feeds),
      x: { dims: x.shape as number[], data },
      mask: maskOf([0, 6, 1, 4], tokens),
    });
    await session.close();
    const { used: a, trained: b } = found as Record<"used" | "trained", Numbers>;
    expectClose("the states in training", b, { shape: a.dims, values: Array.from(a.data, Number) });
    const numbers = Array.from(a.data, Number);
    const zeros = numbers.flatMap((value, i) => (value === 0 ? [Math.floor(i / (2 * width))] : []));
    const padding = [0, 1, 2, 3, 4, 5, 13, 14, 15, 16, 17, 22, 23];
    expect([...new Set(zeros)]).toEqual(padding);
  });

  it("says what it needs", () => {
    const x = input("x", "float32", ["batch", 6, 5]);
    const mask = input("mask", "bool", ["batch", 7]);
    expect(() => bidirectionalLstm(new Scope(), x, 4, mask)).toThrow(
      "bidirectionalLstm(x float32[batch, 6, 5], mask bool[batch, 7]): expected [batch, tokens, inputs] and [batch, tokens], found [batch, 6, 5] and [batch, 7].",
    );
    const tokens = input("x", "float32", ["batch", "tokens", 5]);
    const tokenMask = input("mask", "bool", ["batch", "tokens"]);
    expect(() => bidirectionalLstm(training(), tokens, 4, tokenMask)).toThrow("the steps a number");
  });
});
