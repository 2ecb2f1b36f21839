import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { ZEROS } from "../layers/initial.js";
import { int32, type Model } from "../layers/model.js";
import type { ElementType, Tensor as Numbers } from "../onnx.js";
import type { RuntimeChoice } from "../runtime.js";
import { Session } from "../session.js";
import { DeviceStepper } from "../training/device-stepper.js";
import * as graph from "./index.js";
import {
  type AdamWOptions,
  adamW,
  crossEntropy,
  gather,
  gradientDescent,
  layerNorm,
  linear,
} from "./index.js";
import { Tensor } from "./tensor.js";

/** Operators and optimisers against PyTorch: what operators.py and optimisers.py of bench/parity had it compute. */

interface Values {
  type: ElementType;
  shape: readonly number[];
  values: readonly number[];
}

/** A tensor among the arguments of an operator. */
interface Argument extends Values {
  /** Of the weighted sum of the results; null where they do not depend on it, absent where there is none. */
  derivative?: readonly number[] | null;
}

interface Result extends Values {
  /** Of its numbers in the sum of which derivatives are taken; absent where it has none. */
  weights?: readonly number[];
}

interface Fixture {
  operator: string;
  note?: string;
  arguments: readonly unknown[];
  results: readonly Result[];
}

/** JSON lines in which numbers that JSON has not are text. */
const read = <T>(name: string): T[] =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) =>
      JSON.parse(line, (_, value) => (/^(NaN|-?Infinity)$/.test(value) ? Number(value) : value)),
    );

const FIXTURES = read<Fixture>("operators.jsonl");

/** What makes tensors and has no fixture of its own. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  input: "is given its numbers",
  constant: "is given its numbers; every weighted sum below has one",
  scalar: "is given its number",
  dropout: "draws other random numbers than PyTorch; its own test holds it against its definition",
  Randomness: "as dropout",
  lstm: "is held against PyTorch's with the layer that is made of it",
  loop: "is no function of tensors; training programs are made of it",
  gradients: "makes every derivative below",
  emit: "makes a program and no tensor",
  trainingProgram: "makes a program; trains below",
  adamW: "trains below",
  gradientDescent: "trains below",
};

const isArgument = (value: unknown): value is Argument =>
  typeof value === "object" && value !== null && "values" in value;

/** A fixture as a graph. */
interface Trial {
  fixture: Fixture;
  operands: readonly { argument: Argument; tensor: Tensor }[];
  results: readonly Tensor[];
  /** The weighted sum of the results; undefined where they are no floats. */
  loss: Tensor | undefined;
}

function trialOf(fixture: Fixture, index: number): Trial {
  const operands: { argument: Argument; tensor: Tensor }[] = [];
  const made = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(made);
    if (!isArgument(value)) return value;
    const tensor = graph.input(`${index}/${operands.length}`, value.type, value.shape);
    operands.push({ argument: value, tensor });
    return tensor;
  };
  const operator = (graph as Record<string, unknown>)[fixture.operator];
  if (typeof operator !== "function") throw new Error(`no operator is called ${fixture.operator}`);
  const result: unknown = operator(...fixture.arguments.map(made));
  const results = (result instanceof Tensor ? [result] : Object.values(result as object)) as Tensor[];
  const sums = fixture.results.flatMap(({ weights, shape }, i) =>
    weights === undefined
      ? []
      : [graph.sum(graph.mul(results[i] as Tensor, graph.constant(Float32Array.from(weights), shape)))],
  );
  const loss = sums.length === 0 ? undefined : sums.reduce((a, b) => graph.add(a, b));
  return { fixture, operands, results, loss };
}

function numbersOf({ type, shape, values }: Values): Numbers {
  if (type === "int64") return { dims: shape, data: BigInt64Array.from(values, BigInt) };
  if (type === "int32") return { dims: shape, data: Int32Array.from(values) };
  return { dims: shape, data: type === "bool" ? Uint8Array.from(values) : Float32Array.from(values) };
}

/** `matmul(float32[2,3], float32[4,3], {"transposeB":true})`, for the names of tests. */
function titleOf({ operator, arguments: given, note }: Fixture): string {
  const written = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
    return isArgument(value) ? `${value.type}${JSON.stringify(value.shape)}` : JSON.stringify(value);
  };
  return `${operator}(${given.map(written).join(", ")})${note === undefined ? "" : `, ${note}`}`;
}

/**
 * Compares float32 with float64. Numbers must be equal to 5 millionths of their size, some forty units in the last place:
 * sums of a few dozen terms, each rounded, are off by a few. Beside that they may be off by a millionth, as sums whose
 * terms cancel each other are, and the tails of tanh, sigmoid and the like, which ONNX Runtime approximates by
 * polynomials that end at 1e-7 or so.
 */
function expectClose(what: string, found: ArrayLike<number | bigint>, expected: readonly number[]): void {
  const numbers = Array.from(found, Number);
  const close = (a: number, b: number) =>
    Object.is(a, b) || (Number.isFinite(b) && Math.abs(a - b) <= 1e-6 + 5e-6 * Math.abs(b));
  const wrong = expected.findIndex((value, i) => !close(numbers[i] as number, value));
  if (wrong >= 0 || numbers.length !== expected.length)
    expect.fail(`${what}: [${numbers}] should be [${expected}], number ${wrong} differs`);
}

const TRIALS = FIXTURES.map((fixture, index) => ({ title: titleOf(fixture), ...trialOf(fixture, index) }));

/** Results and derivatives of all trials, by the name of the trial's part. */
function outputsOf(trials: readonly Trial[]): Record<string, Tensor> {
  const outputs: Record<string, Tensor> = {};
  trials.forEach(({ operands, results, loss }, t) => {
    results.forEach((result, i) => {
      outputs[`${t}/result/${i}`] = result;
    });
    const by = operands.filter(({ argument }) => Array.isArray(argument.derivative));
    if (loss === undefined || by.length === 0) return;
    const derivatives = graph.gradients(
      loss,
      by.map(({ tensor }) => tensor),
    );
    by.forEach(({ tensor }, i) => {
      outputs[`derivative/${tensor.operation.name}`] = derivatives[i] as Tensor;
    });
  });
  return outputs;
}

describe.each<RuntimeChoice>(["native", "wasm"])("operators on the %s runtime", (runtime) => {
  let found: Record<string, Numbers>;

  beforeAll(async () => {
    const operands = TRIALS.flatMap((trial) => trial.operands);
    const inputs = operands.map(({ tensor }) => tensor);
    const session = await Session.open(graph.emit("operators", outputsOf(TRIALS), { inputs }), { runtime });
    found = await session.run(
      Object.fromEntries(
        operands.map(({ argument, tensor }) => [tensor.operation.name, numbersOf(argument)]),
      ),
    );
    await session.close();
  });

  it.each(TRIALS.map((trial, t) => [trial.title, t, trial] as const))(
    "compute %s as PyTorch does",
    (_, t, trial) => {
      expect(trial.results).toHaveLength(trial.fixture.results.length);
      trial.fixture.results.forEach(({ type, shape, values }, i) => {
        const { dims, data } = found[`${t}/result/${i}`] as Numbers;
        expect([trial.results[i]?.type, dims]).toEqual([type, shape]);
        expectClose(`result ${i}`, data, values);
      });
      trial.operands.forEach(({ argument: { derivative, shape }, tensor }, i) => {
        if (derivative === null)
          expect(() => graph.gradients(trial.loss as Tensor, [tensor])).toThrow("a loss that depends on");
        else if (derivative !== undefined) {
          const { dims, data } = found[`derivative/${tensor.operation.name}`] as Numbers;
          expect(dims).toEqual(shape);
          expectClose(`derivative by tensor ${i}`, data, derivative);
        }
      });
    },
  );
});

it("leaves no operator out", () => {
  // Fixtures of odd numbers are compared without derivatives, and are not enough.
  const whole = FIXTURES.filter(({ results }) =>
    results.every(({ type, weights }) => type !== "float32" || weights !== undefined),
  );
  const covered = new Set(whole.map(({ operator }) => operator));
  const exported = Object.entries(graph).flatMap(([name, value]) =>
    typeof value === "function" ? [name] : [],
  );
  expect([...covered, ...Object.keys(EXCEPTIONS)].sort()).toEqual(exported.sort());
  // Nor a derivative.
  for (const { title, operands, loss } of TRIALS)
    for (const { argument } of operands)
      expect([title, argument.derivative !== undefined]).toEqual([
        title,
        argument.type === "float32" && loss !== undefined,
      ]);
});

type Named<T> = Readonly<Record<string, T>>;

/** A run of a small network, as PyTorch trained it. */
interface Run {
  optimiser: "adamW" | "gradientDescent";
  options: AdamWOptions & { momentum?: number };
  clip: number | null;
  /** By what the learning rates of some parameters are multiplied. */
  rates: Named<number>;
  parameters: Named<Values>;
  steps: readonly {
    ids: readonly number[];
    labels: readonly number[];
    rate: number;
    loss: number;
    norm: number;
    /** After the step. */
    parameters: Named<readonly number[]>;
  }[];
}

const indices = (values: readonly number[]): Numbers => ({
  dims: [values.length],
  data: Int32Array.from(values),
});

describe("training", () => {
  it.each(read<Run>("training.jsonl"))("by $optimiser $options goes as in PyTorch", async (run) => {
    const { options, rates, steps, clip } = run;
    const initial = Object.entries(run.parameters).map(
      ([name, { values }]) => [name, Float32Array.from(values)] as const,
    );
    const model: Model<"ids" | "labels"> = {
      name: "parity",
      batch: { ids: int32("batch"), labels: int32("batch") },
      loss(scope, { ids, labels }) {
        const p = (name: string) => scope.parameter(name, run.parameters[name]?.shape ?? [], ZEROS);
        const rows = layerNorm(gather(p("table"), ids), p("normScale"), p("normBias"));
        return crossEntropy(linear(rows, p("weight"), p("bias")), labels);
      },
    };
    const stepper = await DeviceStepper.open(model, {
      initial: new Map(initial),
      optimiser:
        run.optimiser === "adamW"
          ? adamW({ ...options, rates: (name) => rates[name] ?? 1 })
          : gradientDescent(options),
      ...(clip === null ? {} : { clip }),
    });
    for (const { ids, labels, rate, loss, norm, parameters } of steps) {
      const inputs = { ids: indices(ids), labels: indices(labels) };
      const found = await stepper.step([{ inputs, examples: ids.length }], rate);
      expectClose("the loss", [found.loss], [loss]);
      expectClose("the length of the derivatives", [found.norm], [norm]);
      const now = await stepper.parameters();
      for (const [name, values] of Object.entries(parameters))
        expectClose(name, now.get(name) as Float32Array, values);
    }
    await stepper.close();
  });
});
