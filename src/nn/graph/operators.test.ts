import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Tensor as Numbers, sizeOf } from "../onnx.js";
import { Session } from "../session.js";
import { cast } from "./compare.js";
import { evaluateDimension } from "./dimension.js";
import { add, log, mul } from "./elementwise.js";
import { emit } from "./emit.js";
import { range } from "./gather.js";
import { gradients } from "./gradients.js";
import { reshape } from "./layout.js";
import { losses } from "./losses.contract.js";
import { moves } from "./moves.contract.js";
import type { Domain, Operand, OperatorCase } from "./operator-case.contract.js";
import { OPERATORS } from "./operators.contract.js";
import { sum } from "./reduce.js";
import type { Values } from "./reference.contract.js";
import { SEQUENCES } from "./sequences.contract.js";
import { sizeOfShape } from "./shape.js";
import { input, type Tensor } from "./tensor.js";

/** Lengths of the axes a, b, c and d, and where the random numbers start. */
interface World {
  lengths: ReadonlyMap<string, number>;
  seed: number;
}

const world: fc.Arbitrary<World> = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }), fc.nat())
  .map(([numbers, seed]) => ({
    lengths: new Map(["a", "b", "c", "d"].map((name, i) => [name, numbers[i] ?? 1])),
    seed,
  }));

/** Random whole numbers below a limit (Marsaglia 2003, "Xorshift RNGs"). */
function random(seed: number): (below: number) => number {
  let x = seed ^ 0x9e3779b9 || 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const typeOf = ({ domain = "any" }: Operand) =>
  typeof domain === "object"
    ? ("int32" as const)
    : domain === "truth"
      ? ("bool" as const)
      : ("float32" as const);

function valuesOf(
  domain: Domain,
  size: number,
  lengths: World["lengths"],
  next: (below: number) => number,
): number[] {
  const each = (f: (i: number) => number) => Array.from({ length: size }, (_, i) => f(i));
  if (typeof domain === "object") return each(() => next(evaluateDimension(domain.below, lengths) ?? 1));
  switch (domain) {
    case "any":
      return each(() => (next(32) - 16) / 8 + 1 / 16);
    case "between":
      return each(() => (next(32) - 16) / 8);
    case "positive":
      return each(() => (next(20) + 4) / 8);
    case "truth":
      return each(() => next(2));
    case "distinct": {
      const start = next(64);
      return each((i) => (((i + start) * 37) % 64) / 16 - 2 + 1 / 32);
    }
  }
}

/** An operator, its operands as inputs of a graph and as numbers. */
interface Trial {
  one: OperatorCase;
  inputs: readonly Tensor[];
  values: readonly Values[];
  result: Tensor;
}

/** One trial for each operator, with the lengths as numbers or by their names. */
function trials({ lengths, seed }: World, named: boolean): Trial[] {
  const number = (dimension: string | number) => evaluateDimension(dimension, lengths) ?? Number.NaN;
  const symbol = (dimension: string | number) => (named ? dimension : number(dimension));
  return [...OPERATORS, ...SEQUENCES, ...moves({ symbol, number }), ...losses({ symbol, number })].map(
    (one, c) => {
      const next = random(seed + c);
      const values = one.operands.map(({ shape, domain = "any" }): Values => {
        const numbers = shape.map(number);
        const size = sizeOf(numbers);
        return { shape: numbers, data: valuesOf(domain, size, lengths, next) };
      });
      const inputs = one.operands.map((operand, i) =>
        input(`${named ? "n" : "s"}${c}.${i}`, typeOf(operand), operand.shape.map(symbol)),
      );
      return { one, inputs, values, result: one.apply(...inputs) };
    },
  );
}

function feedOf(tensor: Tensor, { data, shape }: Values): Numbers {
  if (tensor.type === "int32") return { dims: shape, data: Int32Array.from(data) };
  return { dims: shape, data: tensor.type === "bool" ? Uint8Array.from(data) : Float32Array.from(data) };
}

const numbersOf = (tensor: Numbers | undefined): number[] =>
  Array.from((tensor?.data ?? []) as Float32Array, Number);

/** Weights of the numbers of a result, so that their sum depends on each of them differently. */
const weightOf = (i: number): number => Math.log(i + 2);

function weightedSum(x: Tensor): Tensor {
  const places = cast(range(sizeOfShape(x.shape)), "float32");
  return sum(mul(x, reshape(log(add(places, 2)), x.shape)));
}

/** The derivative of the weighted sum of what the reference makes, by each number of an operand. */
function centralDifferences({ one, values }: Trial, operand: number): number[] {
  const step = 1e-5;
  const weighted = (i: number, by: number): number => {
    const changed = values.map((x, k) =>
      k === operand ? { ...x, data: x.data.with(i, (x.data[i] as number) + by) } : x,
    );
    return one.expect(...changed).data.reduce((total, value, k) => total + value * weightOf(k), 0);
  };
  return (values[operand] as Values).data.map(
    (_, i) => (weighted(i, step) - weighted(i, -step)) / (2 * step),
  );
}

function expectClose(name: string, found: readonly number[], expected: readonly number[]): void {
  const wrong = expected.findIndex(
    (value, i) => !(Math.abs((found[i] as number) - value) <= 2e-5 * (1 + Math.abs(value))),
  );
  if (wrong >= 0 || found.length !== expected.length)
    expect.fail(
      `${name}: [${found.slice(0, 20)}] should be [${expected.slice(0, 20)}], number ${wrong} differs`,
    );
}

/** The floats among the operands, by which a derivative is taken. */
const floatsOf = ({ one, inputs, result }: Trial): number[] =>
  result.type === "float32" ? one.operands.flatMap((_, i) => (inputs[i]?.type === "float32" ? [i] : [])) : [];

async function check(all: readonly Trial[]): Promise<void> {
  const outputs: Record<string, Tensor> = {};
  const feeds: Record<string, Numbers> = {};
  all.forEach((trial, t) => {
    trial.inputs.forEach((tensor, i) => {
      feeds[tensor.operation.name] = feedOf(tensor, trial.values[i] as Values);
    });
    outputs[`y${t}`] = trial.result;
    const floats = floatsOf(trial);
    if (floats.length === 0) return;
    const by = floats.map((i) => trial.inputs[i] as Tensor);
    gradients(weightedSum(trial.result), by).forEach((derivative, k) => {
      outputs[`d${t}.${floats[k]}`] = derivative;
    });
  });
  const inputs = all.flatMap((trial) => trial.inputs);
  const session = await Session.open(emit("operators", outputs, { inputs }));
  const results = await session.run(feeds);
  await session.close();
  all.forEach((trial, t) => {
    const expected = trial.one.expect(...trial.values);
    expect([trial.one.name, results[`y${t}`]?.dims]).toEqual([trial.one.name, expected.shape]);
    expectClose(trial.one.name, numbersOf(results[`y${t}`]), expected.data);
    for (const i of floatsOf(trial)) {
      const found = results[`d${t}.${i}`];
      expect([trial.one.name, found?.dims]).toEqual([trial.one.name, trial.values[i]?.shape]);
      expectClose(
        `derivative of ${trial.one.name} by operand ${i}`,
        numbersOf(found),
        centralDifferences(trial, i),
      );
    }
  });
}

describe("operators", () => {
  it.each([
    ["whose lengths are known", false],
    ["whose lengths have names", true],
  ])("compute their values and derivatives on shapes %s", async (_, named) => {
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        await check(trials(one, named));
      }),
      { numRuns: 4 },
    );
  });
});
