import { describe, expect, it } from "vitest";
import type { Tensor as Numbers } from "../onnx.js";
import { Session } from "../session.js";
import { cast } from "./compare.js";
import { add, exp, mul } from "./elementwise.js";
import { emit } from "./emit.js";
import { gather } from "./gather.js";
import { gradients } from "./gradients.js";
import { loop } from "./loop.js";
import { sum } from "./reduce.js";
import { constant, input, scalar, type Tensor } from "./tensor.js";

async function run(outputs: Record<string, Tensor>, feeds: Record<string, Numbers> = {}) {
  const session = await Session.open(emit("loops", outputs));
  const results = await session.run(feeds);
  await session.close();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, dims }]) => [name, [dims, [...data]]]),
  );
}

const vector = (...values: number[]): Numbers => ({ dims: [values.length], data: Float32Array.from(values) });

describe("loop", () => {
  it("carries its state and keeps what every turn makes", async () => {
    const { state, outputs } = loop(5, [scalar(1), scalar(0, "int32")], (turn, [power, count]) => ({
      state: [mul(power as Tensor, 2), add(count as Tensor, cast(turn, "int32"))],
      outputs: [power as Tensor, turn],
    }));
    expect(outputs.map(({ shape, type }) => [shape, type])).toEqual([
      [[5], "float32"],
      [[5], "int64"],
    ]);
    const found = await run({
      power: state[0] as Tensor,
      count: state[1] as Tensor,
      powers: outputs[0] as Tensor,
    });
    expect(found).toEqual({ power: [[], [32]], count: [[], [10]], powers: [[5], [1, 2, 4, 8, 16]] });
  });

  it("runs as often as a length of the data says, over slices of it", async () => {
    const all = input("all", "float32", ["steps", 2]);
    const { state } = loop("steps", [constant(new Float32Array(2))], (turn, [total]) => ({
      state: [add(total as Tensor, gather(all, turn))],
    }));
    const feed = (steps: number) => ({
      dims: [steps, 2],
      data: Float32Array.from({ length: 2 * steps }, (_, i) => i),
    });
    expect(await run({ total: state[0] as Tensor }, { all: feed(3) })).toEqual({ total: [[2], [6, 9]] });
    expect(await run({ total: state[0] as Tensor }, { all: feed(1) })).toEqual({ total: [[2], [0, 1]] });
  });

  it("makes outside what does not depend on the turn", () => {
    const x = input("x", "float32", [2]);
    const make = (turns: number) =>
      loop(turns, [x], (_, [y]) => ({ state: [mul(y as Tensor, exp(exp(x)))] })).state[0] as Tensor;
    const captured = make(3).operation.inputs.map(String);
    expect(captured.slice(1)).toEqual(["x float32[2]", "exp() float32[2]"]);
  });

  it("may hold another, which sees the state of both", async () => {
    const { state } = loop(3, [scalar(0)], (turn, [total]) => {
      const inner = loop(2, [total as Tensor], (_, [sum]) => ({
        state: [add(sum as Tensor, cast(turn, "float32"))],
      }));
      return { state: [inner.state[0] as Tensor], outputs: [turn] };
    });
    expect(await run({ total: state[0] as Tensor })).toEqual({ total: [[], [6]] });
  });

  it("may take derivatives in every turn", async () => {
    const { state, outputs } = loop(30, [constant(Float32Array.of(4, -2))], (_, [x]) => {
      const distance = add(x as Tensor, constant(Float32Array.of(-1, -1)));
      const loss = sum(mul(distance, distance));
      const [slope] = gradients(loss, [x as Tensor]) as [Tensor];
      return { state: [add(x as Tensor, mul(slope, -0.4))], outputs: [loss] };
    });
    const session = await Session.open(
      emit("descent", { x: state[0] as Tensor, losses: outputs[0] as Tensor }),
    );
    const { x, losses } = await session.run({});
    await session.close();
    expect(Array.from((x?.data ?? []) as Float32Array, (value) => value.toFixed(5))).toEqual([
      "1.00000",
      "1.00000",
    ]);
    expect(losses?.data[0]).toBe(18);
    expect(losses?.dims).toEqual([30]);
  });

  it("gives a state back that no turn changes", async () => {
    const x = input("x", "float32", [2]);
    const { state, outputs } = loop(2, [x, scalar(1)], (_, [y]) => ({
      state: [y as Tensor, scalar(5)],
      outputs: [y as Tensor, x],
    }));
    const found = await run(
      { y: state[0] as Tensor, five: state[1] as Tensor, a: outputs[0] as Tensor, b: outputs[1] as Tensor },
      { x: vector(1, 2) },
    );
    const twice = [
      [2, 2],
      [1, 2, 1, 2],
    ];
    expect(found).toEqual({ y: [[2], [1, 2]], five: [[], [5]], a: twice, b: twice });
  });
});
