import { describe, expect, it } from "vitest";
import { add, mul, square, tanh } from "../graph/elementwise.js";
import { emit, emitGraph, type Pass } from "../graph/emit.js";
import { gather } from "../graph/gather.js";
import { loop } from "../graph/loop.js";
import { LOSS_SCALE_STATE } from "../graph/loss-scale.js";
import { linear, matmul } from "../graph/matmul.js";
import { mean } from "../graph/reduce.js";
import { constant, input, type Tensor } from "../graph/tensor.js";
import { type HalfType, halfBits } from "../half.js";
import { ZEROS } from "../layers/initial.js";
import { float32, type Model, type Parameters } from "../layers/model.js";
import { ELEMENT_TYPE, type Graph, type Node } from "../onnx.js";
import { Session } from "../session.js";
import { tinyBatch, tinyTransformer } from "../tiny-transformer.contract.js";
import { DeviceStepper, type DeviceStepperOptions } from "../training/device-stepper.js";
import type { StateTensor, StepResult } from "../training/stepper.js";
import { landing } from "../weights/dtypes.js";
import { halfPrecision } from "./half-precision.js";

/** The nearest halves. */
function roundedTo(type: HalfType, numbers: Float32Array): Float32Array {
  const { bytes, numbers: decoded } = landing(type, numbers.length);
  new Uint16Array(bytes.buffer).set(halfBits(numbers, type));
  return decoded() as Float32Array;
}

const cast = (from: string, to: string, type: HalfType | "float32"): Node => ({
  type: "Cast",
  inputs: [from],
  outputs: [to],
  attributes: { to: { int: ELEMENT_TYPE[type] } },
});

/**
 * {@link halfPrecision} for CPUs, on which ONNX Runtime has no products of halves: operands and results are rounded as a
 * device would round them, and the products are of float32.
 */
function rounding(type: HalfType, weights = false): Pass {
  const emulated = (graph: Graph): Graph => ({
    ...graph,
    nodes: graph.nodes.flatMap((node): Node[] => {
      const body = node.attributes?.["body"];
      if (body !== undefined && "graph" in body)
        return [{ ...node, attributes: { body: { graph: emulated(body.graph) } } }];
      const [output = ""] = node.outputs;
      if (node.type === "Cast" || !output.endsWith(":half")) return [node];
      const full = (i: number) => `${output}:${i}`;
      return [
        ...node.inputs.map((name, i) => cast(name, full(i), "float32")),
        { ...node, inputs: node.inputs.map((_, i) => full(i)), outputs: [`${output}:full`] },
        cast(`${output}:full`, output, type),
      ];
    }),
  });
  return (graph) => emulated(halfPrecision({ type, weights })(graph));
}

const numbers = (length: number, start: number) =>
  Float32Array.from({ length }, (_, i) => 3 * Math.sin((i + start) * 12.9898));
const [x, w, b] = [
  input("x", "float32", ["rows", 3]),
  input("w", "float32", [3, 4]),
  input("b", "float32", [4]),
];
const feeds = { x: { dims: [2, 3], data: numbers(6, 1) }, w: numbers(12, 2), b: numbers(4, 3) };

async function run(outputs: Record<string, Tensor>, passes: readonly Pass[] = []) {
  const program = emit("products", outputs, { passes });
  const session = await Session.open(program);
  const used = program.inputs.map(({ name }) => [name, feeds[name as keyof typeof feeds]] as const);
  const results = await session.run(Object.fromEntries(used));
  await session.close();
  return results;
}

const describeNode = ({ type, inputs, outputs }: Node): string => `${type}(${inputs}) ${outputs}`;

describe.each(["float16", "bfloat16"] as const)("halfPrecision of %s", (type) => {
  it("rounds operands and results of products, and nothing else", async () => {
    const product = matmul(x, w);
    const found = await run({ product, sum: add(product, b), linear: linear(x, w, b) }, [rounding(type)]);
    const [left, right, bias] = [feeds.x.data, feeds.w, feeds.b].map((data) => roundedTo(type, data)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const sums = Float32Array.from({ length: 8 }, (_, i) =>
      [0, 1, 2].reduce(
        (sum, k) => sum + (left[((i / 4) | 0) * 3 + k] as number) * (right[k * 4 + (i % 4)] as number),
        0,
      ),
    );
    const results = roundedTo(type, sums);
    expect(found["product"]?.data).toEqual(results);
    expect(found["sum"]?.data).toEqual(results.map((value, i) => value + (feeds.b[i % 4] as number)));
    expect(found["linear"]?.data).toEqual(
      roundedTo(
        type,
        sums.map((value, i) => value + (bias[i % 4] as number)),
      ),
    );
  });

  it("casts each value once, and none that goes from product to product", () => {
    const first = matmul(x, w);
    const y = add(matmul(first, constant(numbers(16, 4), [4, 4])), matmul(tanh(x), w));
    const { nodes } = emitGraph("m", { y }, { passes: [halfPrecision({ type })] });
    const words = nodes.map(describeNode);
    const casts = words.filter((word) => word.startsWith("Cast"));
    expect(casts.filter((word) => word === "Cast(x) x:half")).toHaveLength(1);
    expect(casts.filter((word) => word === "Cast(w) w:half")).toHaveLength(1);
    // Of x, w, the constant and tanh to halves, of the two operands of the sum back.
    expect(casts).toHaveLength(6);
    expect(words.filter((word) => /^Gemm\(.*:half,.*:half\) .*:half$/.test(word))).toHaveLength(3);
    const codes = nodes.flatMap(({ attributes }) => {
      const to = attributes?.["to"];
      return to !== undefined && "int" in to ? [to.int] : [];
    });
    expect([...new Set(codes)].sort()).toEqual([1, type === "float16" ? 10 : 16].sort());
  });

  it("casts before a loop what does not change in it", async () => {
    const matrix = input("matrix", "float32", [3, 3]);
    const { state } = loop(2, [x], (_, [y]) => ({ state: [tanh(matmul(y as Tensor, matrix))] }));
    const graph = emitGraph("m", { y: state[0] as Tensor }, { passes: [halfPrecision({ type })] });
    expect(graph.nodes.map(describeNode).filter((word) => word.startsWith("Cast"))).toEqual([
      "Cast(matrix) matrix:half",
    ]);
    const body = graph.nodes.find((node) => node.type === "Loop")?.attributes?.["body"] as { graph: Graph };
    const inside = body.graph.nodes.map(({ type }) => type);
    expect(inside).toEqual(["Cast", "Gemm", "Cast", "Tanh", "Identity", "Identity"]);
  });

  it("keeps constant matrices in half the bytes", async () => {
    const large = constant(numbers(300 * 40, 1), [300, 40]);
    const table = constant(numbers(500 * 40, 2), [500, 40]);
    const far = constant(Float32Array.of(1e39, 0, 0, 1), [2, 2]);
    const rows = gather(table, constant(Int32Array.of(7, 499)));
    const y = mul(matmul(rows, large, { transposeB: true }), 0.1);
    const outputs = { y, again: mul(large, 2), rows, far: mul(far, 1) };
    const sizes = [false, true].map(
      (weights) => emit("m", outputs, { passes: [halfPrecision({ type, weights })] }).model.length,
    ) as [number, number];
    expect(sizes[0] / sizes[1]).toBeGreaterThan(1.95);
    const found = await run(outputs, [rounding(type, true)]);
    expect(found["rows"]?.data.slice(0, 40)).toEqual(
      roundedTo(type, numbers(500 * 40, 2).slice(7 * 40, 8 * 40)),
    );
    expect(found["again"]?.data.slice(0, 9)).toEqual(
      roundedTo(type, numbers(9, 1)).map((value) => 2 * value),
    );
    expect(found["far"]?.data[0]).toBe(Number.POSITIVE_INFINITY);
    const full = await run(outputs);
    const [a, e] = [found["y"]?.data, full["y"]?.data] as [Float32Array, Float32Array];
    const length = Math.hypot(...e);
    expect(Math.hypot(...a.map((value, i) => value - (e[i] as number))) / length).toBeLessThan(0.01);
    expect(a).not.toEqual(e);
  });
});

/** Trains the transformer for 20 steps. */
async function train(options: DeviceStepperOptions = {}) {
  const stepper = await DeviceStepper.open(tinyTransformer, { clip: 1, ...options });
  const [initial, steps] = [await stepper.parameters(), []] as [Parameters, StepResult[]];
  for (let i = 0; i < 20; i++) steps.push(await stepper.step([tinyBatch(i)], 3e-3));
  const state = await stepper.state();
  await stepper.close();
  return { steps, initial, state, losses: steps.map(({ loss }) => loss) };
}

describe("training in half precision", () => {
  it("runs as float16 on CPUs, which compute it as float32", async () => {
    const [half, full] = [await train({ precision: "float16" }), await train()];
    for (const [i, loss] of full.losses.entries())
      expect(Math.abs((half.losses[i] as number) - loss) / loss).toBeLessThan(1e-5);
  });

  it.each([
    ["float16", 0.002, { lossScale: { initial: 2 ** 10 } }],
    ["bfloat16", 0.02, {}],
  ] as const)("follows float32 with products of %s", async (type, tolerance, options) => {
    const [half, full] = [await train({ passes: [rounding(type)], ...options }), await train()];
    expect(half.losses).not.toEqual(full.losses);
    for (const [i, loss] of full.losses.entries())
      expect(Math.abs((half.losses[i] as number) - loss) / loss).toBeLessThan(tolerance);
  });

  it("loses small derivatives without a scale, and none with it", async () => {
    // Derivatives of about 1e-8 are below the least float16.
    const model: Model<"x"> = {
      name: "small derivatives",
      batch: { x: float32("rows", 3) },
      loss: (scope, { x }) => mul(mean(square(matmul(x, scope.parameter("w", [3, 4], ZEROS)))), 1e-8),
    };
    const common = { passes: [rounding("float16")], initial: new Map([["w", feeds.w]]) };
    const norms: number[] = [];
    for (const options of [common, { ...common, lossScale: { initial: 2 ** 20 } }]) {
      const stepper = await DeviceStepper.open(model, options);
      norms.push((await stepper.step([{ inputs: { x: feeds.x }, examples: 2 }], 0)).norm);
      await stepper.close();
    }
    expect(norms[0]).toBe(0);
    expect(norms[1]).toBeGreaterThan(1e-9);
  });

  it("survives a scale under which derivatives are infinite", async () => {
    const options = { passes: [rounding("float16")], lossScale: { initial: 2 ** 24 } };
    const { steps, initial, state } = await train(options);
    const skipped = steps.filter((step) => step.skipped).length;
    expect(skipped).toBeGreaterThan(3);
    expect(steps.length - skipped).toBeGreaterThan(3);
    // The first ones, each of which halves the scale.
    const scales = steps.map((_, i) => 2 ** (24 - Math.min(i, skipped)));
    expect(steps.map(({ measures }) => measures["lossScale"])).toEqual(scales);
    expect(steps.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(LOSS_SCALE_STATE.map((name) => state.get(name)?.data[0])).toEqual([
      scales.at(-1),
      steps.length - skipped,
      skipped,
    ]);
    for (const [name, before] of initial) {
      const { data } = state.get(name) as StateTensor;
      expect(data, name).not.toEqual(before);
      expect(data.every(Number.isFinite), name).toBe(true);
    }
  });
});
