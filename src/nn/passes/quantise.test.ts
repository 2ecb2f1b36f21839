import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emit, emitGraph, operatorSetsOf, type Pass } from "../graph/emit.js";
import { gather } from "../graph/gather.js";
import { loop } from "../graph/loop.js";
import { linear, matmul } from "../graph/matmul.js";
import { input, type Tensor } from "../graph/tensor.js";
import { encodeModel, type Graph, type Tensor as Numbers, sizeOf } from "../onnx.js";
import { Session } from "../session.js";
import { quantiseLines, turnedInt8 } from "./int8.js";
import { type QuantiseOptions, quantiseWeights } from "./quantise.js";

/** Numbers that look random: sums of sines are near to normal. */
const wave = (size: number, start: number, amplitude = 1): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => {
    const at = i + start * 1000;
    return (amplitude * (Math.sin(at * 12.9898) + Math.sin(at * 78.233) + Math.sin(at * 4.1414))) / 1.5;
  });

const [INNER, OUTPUTS, ROWS] = [48, 40, 60];

const sizes = {
  plain: [INNER, OUTPUTS],
  turned: [OUTPUTS, INNER],
  bias: [OUTPUTS],
  /** Looked up, and multiplied by as a whole, as where a language model shares it. */
  table: [ROWS, INNER],
} as const;

const constants = new Map(
  Object.entries(sizes).map(([name, shape], i) => [name, wave(sizeOf(shape), i, 0.3)]),
);
const [plain, turned, bias, table] = Object.entries(sizes).map(([name, shape]) =>
  input(name, "float32", shape),
) as [Tensor, Tensor, Tensor, Tensor];

const x = input("x", "float32", ["batch", 3, INNER]);
const ids = input("ids", "int32", ["batch", 3]);
const outputs = {
  linear: linear(x, plain, bias),
  product: matmul(x, plain),
  linearTurned: linear(x, turned, bias, { transposeB: true }),
  tied: matmul(gather(table, ids), table, { transposeB: true }),
};

/** The numbers of a batch of four. */
const xs = wave(4 * 3 * INNER, 9);
const feeds = (first = 0, last = 4): Record<string, Numbers> => ({
  x: { dims: [last - first, 3, INNER], data: xs.subarray(first * 3 * INNER, last * 3 * INNER) },
  ids: {
    dims: [last - first, 3],
    data: Int32Array.of(1, 5, 59, 0, 0, 17, 40, 41, 42, 7, 8, 9).subarray(first * 3, last * 3),
  },
});

async function open(passes: readonly Pass[], of: Readonly<Record<string, Tensor>> = outputs) {
  return Session.open(emit("products", of, { constants, passes }));
}

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [dot, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i] as number, b[i] as number];
    dot += p * q;
    left += p * p;
    right += q * q;
  }
  return dot / Math.sqrt(left * right);
};

const forms: QuantiseOptions[] = (["row", "batch"] as const).flatMap((scale) =>
  (["standard", "onnxruntime"] as const).map((operators) => ({ scale, operators })),
);
describe("quantiseLines", () => {
  const sides = fc.record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) });
  const matrices = sides.chain(({ rows, columns }) =>
    fc
      .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      })
      .map((numbers) => ({ rows, columns, data: Float32Array.from(numbers) })),
  );

  it("is off by half a step at most, and the largest number of a line is 127", () => {
    fc.assert(
      fc.property(matrices, fc.constantFrom("row" as const, "column" as const), (matrix, by) => {
        const { data, scales } = quantiseLines("w", matrix, by);
        const largest = new Map<number, number>();
        matrix.data.forEach((value, i) => {
          const [row, column] = [Math.floor(i / matrix.columns), i % matrix.columns];
          const line = by === "row" ? row : column;
          const [number, scale] = [data[i] as number, scales[line] as number];
          // Of numbers near the smallest that there are, the scale itself is inexact.
          if (scale > 1e-35) expect(Math.abs(value - number * scale)).toBeLessThanOrEqual(scale * 0.50001);
          if (scale > 1e-35 && value !== 0)
            largest.set(line, Math.max(largest.get(line) ?? 0, Math.abs(number)));
        });
        for (const most of largest.values()) expect(most).toBe(127);
      }),
    );
  });

  it("refuses numbers that are none", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => quantiseLines("w", { rows: 1, columns: 2, data: Float32Array.of(1, bad) }, "row")).toThrow(
        /quantiseWeights\(w\): expected finite numbers/,
      );
  });

  it("turns rows into columns", () => {
    expect(turnedInt8(Int8Array.of(1, 2, 3, 4, 5, 6), 2, 3)).toEqual(Int8Array.of(1, 4, 2, 5, 3, 6));
  });
});

describe("quantiseWeights", () => {
  it.each(forms)(
    "$scale, $operators: is near to float32, the same with both types of weights",
    async (form) => {
      const exact = await open([]);
      const expected = await exact.run(feeds());
      await exact.close();
      const found: Record<string, Numbers>[] = [];
      for (const weights of ["int8", "uint8"] as const) {
        const session = await open([quantiseWeights({ ...form, weights })]);
        found.push(await session.run(feeds()));
        await session.close();
      }
      expect(found[1]).toEqual(found[0]);
      for (const [name, { dims, data }] of Object.entries(expected)) {
        const near = found[0]?.[name] as Numbers;
        expect(near.dims).toEqual(dims);
        expect(near.data).not.toEqual(data);
        expect(cosine(data as Float32Array, near.data as Float32Array), name).toBeGreaterThan(0.9995);
      }
    },
  );

  it.each(forms)(
    "$scale, $operators: a text's vector depends on its batch only with one scale for it",
    async (form) => {
      const session = await open([quantiseWeights({ ...form, leastRows: 1 })]);
      const together = await session.run(feeds());
      const same = await Promise.all(
        [0, 1, 2, 3].map(async (text) => {
          const alone = await session.run(feeds(text, text + 1));
          return Object.entries(alone).every(([name, { data }]) => {
            const all = together[name]?.data as Float32Array;
            return (data as Float32Array).every((value, i) => value === all[text * data.length + i]);
          });
        }),
      );
      await session.close();
      expect(same.every(Boolean)).toBe(form.scale === "row");
    },
  );

  it.each(forms)("$scale, $operators: uses operators of ONNX Runtime only where it may", (form) => {
    const passes = [quantiseWeights(form)];
    const { nodes, initializers } = emitGraph("m", outputs, { constants, passes });
    const own = new Set(nodes.flatMap(({ domain, type }) => (domain === undefined ? [] : [type])));
    const operator = form.scale === "row" ? "MatMulIntegerToFloat" : "DynamicQuantizeMatMul";
    expect([...own]).toEqual(form.operators === "standard" ? [] : [operator]);
    const used = new Set(nodes.flatMap(({ inputs }) => inputs));
    expect([...initializers.keys()].filter((name) => !used.has(name))).toEqual([]);
    expect(nodes.some(({ type }) => type === "Gemm" || type === "MatMul")).toBe(false);
  });

  it.each(forms)("$scale, $operators: adds a bias of one number", async (form) => {
    const graph: Graph = {
      name: "m",
      nodes: [{ type: "Gemm", inputs: ["x", "w", "one"], outputs: ["y"] }],
      inputs: [{ name: "x", type: "float32", dims: [2, INNER] }],
      outputs: [{ name: "y", type: "float32", dims: [2, OUTPUTS] }],
      initializers: new Map([
        ["w", { data: new Float32Array(INNER * OUTPUTS).fill(0.5), dims: [INNER, OUTPUTS] }],
        ["one", { data: Float32Array.of(3), dims: [1] }],
      ]),
    };
    const passed = quantiseWeights(form)(graph);
    const model = encodeModel(passed, operatorSetsOf(passed));
    const session = await Session.open({ ...graph, model });
    const { y } = await session.run({ x: new Float32Array(2 * INNER).fill(1) });
    await session.close();
    const numbers = (y as Numbers).data as Float32Array;
    for (const value of numbers) expect(value).toBeCloseTo(3 + INNER / 2, 3);
  });

  it("keeps rows and columns of zeros, and numbers that are none", async () => {
    const numbers = (constants.get("plain") as Float32Array).map((value, i) =>
      i % OUTPUTS === 0 ? 0 : value,
    );
    const passes = [quantiseWeights()];
    const program = emit(
      "zeros",
      { y: matmul(x, plain) },
      { constants: new Map([["plain", numbers]]), passes },
    );
    const session = await Session.open(program);
    const data = new Float32Array(3 * INNER).fill(Number.NaN, INNER, 2 * INNER).fill(1, 2 * INNER);
    const result = (await session.run({ x: { dims: [1, 3, INNER], data } }))["y"]?.data as Float32Array;
    await session.close();
    const row = (i: number) => [...result.subarray(i * OUTPUTS, (i + 1) * OUTPUTS)];
    expect(row(0)).toEqual(Array(OUTPUTS).fill(0));
    expect(row(1)).toEqual(Array(OUTPUTS).fill(Number.NaN));
    expect(row(2)[0]).toBe(0);
    expect(row(2).slice(1).every(Number.isFinite)).toBe(true);
  });

  const kept = (options: QuantiseOptions): string[] => {
    const { initializers } = emitGraph("m", outputs, { constants, passes: [quantiseWeights(options)] });
    return [...constants.keys()].filter((name) => initializers.has(name));
  };

  it("leaves what it is told to", () => {
    expect(kept({})).toEqual(["bias"]);
    expect(kept({ keep: /^pl/g })).toEqual(["plain", "bias"]);
    expect(kept({ tables: false })).toEqual(["bias", "table"]);
    // The table has 60 rows as one, and 48 as the right side of a product.
    expect(kept({ leastRows: INNER + 1 })).toEqual(["plain", "turned", "bias", "table"]);
    expect(kept({ leastRows: ROWS + 1 })).toEqual(["plain", "turned", "bias", "table"]);
  });

  it("leaves products that are more than that, and those with matrices that are not constant", () => {
    const graph = (attributes: Graph["nodes"][number]["attributes"], left = "x"): Graph => ({
      name: "m",
      nodes: [{ type: "Gemm", inputs: [left, "w"], outputs: ["y"], ...(attributes && { attributes }) }],
      inputs: [],
      outputs: [],
      initializers: new Map([["w", { data: wave(64 * 64, 1), dims: [64, 64] }]]),
    });
    const types = (of: Graph) => quantiseWeights()(of).nodes.map(({ type }) => type);
    expect(types(graph(undefined))).toContain("MatMulInteger");
    expect(types(graph({ transB: { int: 1 } }))).toContain("MatMulInteger");
    expect(types(graph({ transA: { int: 1 } }))).toEqual(["Gemm"]);
    expect(types(graph({ alpha: { float: 0.5 } }))).toEqual(["Gemm"]);
    expect(types(graph(undefined, "w"))).toEqual(["Gemm"]);
    const inputs = emitGraph("m", outputs, { passes: [quantiseWeights()] }).nodes;
    expect(inputs.some(({ type }) => type === "MatMulInteger")).toBe(false);
  });

  it.each(forms)("$scale, $operators: works in the body of a loop", async (form) => {
    const start = input("start", "float32", [2, INNER]);
    const square = input("square", "float32", [INNER, INNER]);
    const { state } = loop(3, [start], (_, [state]) => ({ state: [matmul(state as Tensor, square)] }));
    const numbers = new Map([["square", wave(INNER * INNER, 5, 0.2)]]);
    const results: Float32Array[] = [];
    for (const passes of [[], [quantiseWeights(form)]]) {
      const program = emit("loop", { y: state[0] as Tensor }, { constants: numbers, passes });
      const session = await Session.open(program);
      const { y } = await session.run({ start: wave(2 * INNER, 7) });
      await session.close();
      results.push(y?.data as Float32Array);
      if (passes.length > 0) expect(program.model.length).toBeLessThan(2 * INNER * INNER);
    }
    expect(results[1]).not.toEqual(results[0]);
    expect(cosine(results[0] as Float32Array, results[1] as Float32Array)).toBeGreaterThan(0.999);
  });
});
