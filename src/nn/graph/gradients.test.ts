import { describe, expect, it } from "vitest";
import type { Tensor as Numbers } from "../onnx.js";
import { Session } from "../session.js";
import { greater, stopGradient, where } from "./compare.js";
import { abs, add, exp, maximum, mul, relu, sqrt, square } from "./elementwise.js";
import { emit } from "./emit.js";
import { gather } from "./gather.js";
import { gradients } from "./gradients.js";
import { split } from "./layout.js";
import { loop } from "./loop.js";
import { unitLength } from "./normalise.js";
import { argMax, max, sum } from "./reduce.js";
import { constant, input, node, type Tensor } from "./tensor.js";

async function run(outputs: Record<string, Tensor>, feeds: Record<string, Numbers>) {
  const program = emit("test", outputs);
  const session = await Session.open(program);
  const results = await session.run(
    Object.fromEntries(program.inputs.map(({ name }) => [name, feeds[name] as Numbers])),
  );
  await session.close();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]),
  );
}

const vector = (...values: number[]): Numbers => ({ dims: [values.length], data: Float32Array.from(values) });

describe("gradients", () => {
  it("sums over all uses of a tensor, and knows its derivative by itself", async () => {
    const x = input("x", "float32", [2]);
    const loss = sum(add(mul(x, exp(x)), mul(x, 3)));
    const [byX, byLoss] = gradients(loss, [x, loss]) as [Tensor, Tensor];
    const found = await run({ byX, byLoss }, { x: vector(0, 1) });
    expect(found["byX"]?.map((value) => value.toFixed(4))).toEqual(["4.0000", (2 * Math.E + 3).toFixed(4)]);
    expect(found["byLoss"]).toEqual([1]);
  });

  it("halves at ties and is 0 at kinks", async () => {
    const x = input("x", "float32", [3]);
    const y = input("y", "float32", [3]);
    const by = (loss: Tensor, tensor: Tensor) => gradients(sum(loss), [tensor])[0] as Tensor;
    const outputs = {
      maximum: by(maximum(x, y), y),
      max: by(max(x), x),
      relu: by(relu(x), x),
      abs: by(abs(x), x),
    };
    const found = await run(outputs, { x: vector(0, 2, 2), y: vector(1, 2, 1) });
    expect(found).toEqual({ maximum: [1, 0.5, 0], max: [0, 0.5, 0.5], relu: [0, 1, 1], abs: [0, 1, 1] });
  });

  it("stops where it is told to", async () => {
    const x = input("x", "float32", [2]);
    const loss = sum(mul(x, stopGradient(square(x))));
    const found = await run(
      { d: gradients(loss, [x])[0] as Tensor, same: stopGradient(x) },
      { x: vector(2, 3) },
    );
    expect(found).toEqual({ d: [4, 9], same: [2, 3] });
  });

  it("may be taken by what is made on the way, such as the rows of a table", async () => {
    const table = input("table", "float32", [4, 2]);
    const rows = gather(table, constant(Int32Array.of(3, 0, 3)));
    const program = emit("rows", { d: gradients(sum(square(rows)), [rows])[0] as Tensor });
    expect(program.outputs[0]?.dims).toEqual([3, 2]);
    const session = await Session.open(program);
    const { d } = await session.run({ table: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]) });
    await session.close();
    expect(Array.from(d?.data ?? [], Number)).toEqual([12, 14, 0, 2, 12, 14]);
  });

  it("adds exactly where thousands of rows are one, with several threads", async () => {
    const [rows, width] = [20_000, 16];
    const table = input("table", "float32", [3, width]);
    const ids = input("ids", "int32", ["rows"]);
    const byTable = gradients(sum(gather(table, ids)), [table])[0] as Tensor;
    const session = await Session.open(emit("repeated", { byTable }), { threads: 2 });
    for (let i = 0; i < 3; i++) {
      const feeds = {
        ids: { dims: [rows], data: Int32Array.from({ length: rows }, (_, row) => row % 2) },
      };
      const found = (await session.run(feeds))["byTable"]?.data;
      expect(found).toEqual(
        Float32Array.from({ length: 3 * width }, (_, k) => (k < 2 * width ? rows / 2 : 0)),
      );
    }
    await session.close();
  });

  it("writes nothing that is not asked for", () => {
    const [x, y] = [input("x", "float32", [2]), input("y", "float32", [2])];
    const [byX] = gradients(sum(mul(x, exp(y))), [x, y]) as [Tensor];
    expect(emit("one", { byX }).inputs.map(({ name }) => name)).toEqual(["y"]);
  });

  it("goes through graphs deeper than the stack", async () => {
    const x = input("x", "float32", [1]);
    let y: Tensor = x;
    for (let i = 0; i < 12_000; i++) y = add(y, 1);
    expect(gradients(sum(y), [x])).toHaveLength(1);
  });

  it("refuses what has no derivative, and says what", () => {
    const x = input("x", "float32", [2]);
    const message = (by: () => unknown): string => {
      try {
        by();
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(message(() => gradients(x, [x]))).toBe(
      "gradients(x float32[2]): expected a loss of shape [] and type float32, found x float32[2].",
    );
    expect(message(() => gradients(sum(x), [input("z", "float32", [])]))).toBe(
      "gradients(sum() float32[]): expected a loss that depends on z float32[], found one that does not.",
    );
    expect(
      message(() => gradients(sum(gather(constant(Float32Array.of(1, 2)), argMax(x, 0))), [x])),
    ).toContain("depends on x");
    expect(message(() => gradients(sum(node("Sin", [x], [2])), [x]))).toContain("found Sin() float32[2]");
    const repeated = loop(3, [x], (_, [y]) => ({ state: [mul(y as Tensor, x)] })).state[0] as Tensor;
    expect(message(() => gradients(sum(repeated), [x]))).toContain("found loop() float32[2]");
  });

  it("is 0 for vectors without a direction, and where a function of nothing is not chosen", async () => {
    const x = input("x", "float32", [2, 2]);
    const y = input("y", "float32", [2]);
    const positive = greater(y, 0);
    const root = where(positive, sqrt(where(positive, y, 1)), 0);
    const weights = constant(Float32Array.of(1, 2, 3, 4), [2, 2]);
    const found = await run(
      {
        byX: gradients(sum(mul(unitLength(x), weights)), [x])[0] as Tensor,
        byY: gradients(sum(root), [y])[0] as Tensor,
      },
      { x: { dims: [2, 2], data: Float32Array.of(0, 0, 0, 2) }, y: vector(0, 4) },
    );
    expect(found).toEqual({ byX: [0, 0, 1.5, 0], byY: [0, 0.25] });
  });

  it("is 0 for pieces that nobody uses", async () => {
    const x = input("x", "float32", [4]);
    const middle = split(x, [1, 2, 1], 0)[1] as Tensor;
    const found = await run({ d: gradients(sum(middle), [x])[0] as Tensor }, { x: vector(1, 2, 3, 4) });
    expect(found).toEqual({ d: [0, 1, 1, 0] });
  });
});
