import ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { elementType, encodeMetadata, encodeModel, GraphBuilder } from "./onnx.js";

async function run(g: GraphBuilder, feeds: Record<string, ort.Tensor>) {
  const session = await ort.InferenceSession.create(encodeModel(g, { "": 18, "com.microsoft": 1 }));
  return session.run(feeds);
}

const numbers = (tensor: ort.Tensor | undefined) =>
  Array.from((tensor?.data ?? []) as Float32Array | BigInt64Array, Number);

describe("encodeModel", () => {
  it("writes a graph that ONNX Runtime computes", async () => {
    const g = new GraphBuilder("tiny");
    const x = g.input("x", "float32", ["n", 3]);
    const weights = g.constant(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
    const product = g.op("Gemm", [x, weights], { alpha: { float: 0.5 }, transB: { int: 0 } });
    const [left, right] = g.ops("Split", [product], 2, { axis: { int: 1 }, num_outputs: { int: 2 } }) as [
      string,
      string,
    ];
    g.output("left", "float32", ["n", 1], left);
    g.output("turned", "float32", [1, "n"], g.op("Transpose", [right], { perm: { ints: [1, 0] } }));
    g.output("shape", "int64", [2], g.op("Shape", [x]));
    const x3 = new ort.Tensor("float32", Float32Array.of(1, 0, 0, 0, 1, 0, 1, 1, 1), [3, 3]);
    const { left: l, turned, shape } = await run(g, { x: x3 });
    expect([l?.dims, numbers(l)]).toEqual([
      [3, 1],
      [0.5, 1.5, 4.5],
    ]);
    expect([turned?.dims, numbers(turned)]).toEqual([
      [1, 3],
      [1, 2, 6],
    ]);
    expect(numbers(shape)).toEqual([3, 3]);
  });

  it.each([
    ["float32", Float32Array.of(-1.5, 0, 3e38)],
    ["int8", Int8Array.of(-128, 0, 127)],
    ["uint8", Uint8Array.of(0, 1, 255)],
    ["int32", Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1)],
    ["int64", BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 63n - 1n)],
  ] as const)("writes constants of %s, as initialiser and as attribute", async (type, data) => {
    const g = new GraphBuilder("constants");
    g.output("a", type, [3, 1], g.constant(data, [3, 1]));
    g.output("b", type, [3], g.op("Constant", [], { value: { tensor: { data, dims: [3] } } }));
    const { a, b } = await run(g, {});
    expect(a?.dims).toEqual([3, 1]);
    expect(a?.data).toEqual(data);
    expect(b?.data).toEqual(data);
  });

  it("writes attributes of texts and of lists of floats, other domains and left-out inputs", async () => {
    const g = new GraphBuilder("attributes");
    const x = g.input("x", "float32", [2]);
    const floats = g.op("Constant", [], { value_floats: { floats: [0.5, -2] } });
    const clipped = g.op("Clip", [x, "", g.scalar(1)]);
    g.output("clipped", "float32", [2], g.op("Mul", [clipped, floats]));
    g.output("gelu", "float32", [2], g.op("Gelu", [x], {}, "com.microsoft"));
    const table = g.constant(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [1, 1, 1, 8]);
    const padded = g.op("Pad", [table, g.ints(0, 0, 0, 1, 0, 0, 0, 0)], { mode: { string: "edge" } });
    g.output("padded", "float32", [1, 1, 1, 9], padded);
    const result = await run(g, { x: new ort.Tensor("float32", Float32Array.of(-4, 4), [2]) });
    expect(numbers(result["clipped"])).toEqual([-2, -2]);
    expect(result["gelu"]?.data[1]).toBeCloseTo(3.99987, 4);
    expect(numbers(result["padded"])).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("stays valid with metadata appended", async () => {
    const g = new GraphBuilder("metadata");
    g.output("y", "float32", [], g.scalar(7));
    const model = encodeModel(g, { "": 18 });
    const session = await ort.InferenceSession.create(
      Uint8Array.from([...model, ...encodeMetadata("key", "value")]),
    );
    expect((await session.run({}))["y"]?.data).toEqual(Float32Array.of(7));
  });

  it.each([
    [18, 8],
    [20, 9],
    [21, 10],
  ])("gives operator set %i the IR version %i, which came with it", (operatorSet, version) => {
    const g = new GraphBuilder("versions");
    g.output("y", "float32", [], g.scalar(7));
    expect([...encodeModel(g, { "": operatorSet }).subarray(0, 2)]).toEqual([0x08, version]);
  });

  it.each([
    [Float64Array.of(1), "a Float64Array"],
    [[1, 2], "an Array"],
    [undefined, "an? undefined"],
  ])("calls %o what it is, where it stands for no type", (data, said) => {
    const refused = () => elementType(data as unknown as Float32Array);
    expect(refused).toThrow(new RegExp(`should be in a Float32Array, .* found ${said}\\.$`));
  });

  it("refuses a constant of the wrong size", () => {
    const g = new GraphBuilder("wrong");
    g.output("y", "float32", [2, 2], g.constant(Float32Array.of(1, 2, 3), [2, 2]));
    expect(() => encodeModel(g, { "": 18 })).toThrow(/shape \[2,2\] needs 4 numbers, has 3/);
  });
});
