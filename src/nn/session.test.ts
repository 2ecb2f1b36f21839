import { afterAll, describe, expect, it } from "vitest";
import { cast } from "./graph/compare.js";
import { add, mul } from "./graph/elementwise.js";
import { emit } from "./graph/emit.js";
import { gather } from "./graph/gather.js";
import { transpose } from "./graph/layout.js";
import { matmul } from "./graph/matmul.js";
import { mean } from "./graph/reduce.js";
import { input } from "./graph/tensor.js";
import { type Feed, Session } from "./session.js";

const x = input("x", "float32", ["batch", 2]);
const weights = input("weights", "float32", [2]);
const ids = input("ids", "int32", ["batch"]);
const table = input("table", "float32", [3, 2]);
const flags = input("flags", "bool", ["batch", 1]);
const y = add(mul(add(mul(x, weights), gather(table, ids)), cast(flags, "float32")), 0.5);
const session = await Session.open(emit("small", { y }));
afterAll(() => session.close());

const feeds = {
  x: { dims: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  weights: Float32Array.of(10, 100),
  ids: { dims: [2], data: Int32Array.of(2, 0) },
  table: Float32Array.of(1, 1, 2, 2, 3, 3),
  flags: { dims: [2, 1], data: Uint8Array.of(1, 0) },
};

describe("Session", () => {
  it("runs a program on feeds of any batch", async () => {
    expect(await session.run(feeds)).toEqual({
      y: { dims: [2, 2], data: Float32Array.of(13.5, 203.5, 0.5, 0.5) },
    });
    const one = {
      ...feeds,
      x: { dims: [1, 2], data: Float32Array.of(1, 2) },
      ids: { dims: [1], data: Int32Array.of(1) },
      flags: { dims: [1, 1], data: Uint8Array.of(1) },
    };
    expect((await session.run(one))["y"]).toEqual({ dims: [1, 2], data: Float32Array.of(12.5, 202.5) });
  });

  it("reads arrays where they are, so that what is changed in place counts in the next run", async () => {
    const changed = Float32Array.of(0, 0);
    const before = await session.run({ ...feeds, weights: changed });
    changed.fill(1);
    const after = await session.run({ ...feeds, weights: changed });
    expect([before["y"]?.data[0], after["y"]?.data[0]]).toEqual([3.5, 4.5]);
  });

  it("computes the same on both runtimes", async () => {
    const wasm = await Session.open(emit("small", { y }), { runtime: "wasm" });
    expect(await wasm.run(feeds)).toEqual(await session.run(feeds));
    await wasm.close();
  });

  it.each<[string, Record<string, Feed | undefined>, string]>([
    ["one that is missing", { weights: undefined }, '"weights" float32[2], found nothing'],
    [
      "one too many",
      { z: Float32Array.of(1) },
      '"z" nothing, found numbers; its inputs are x, weights, table, ids, flags',
    ],
    [
      "another type",
      { ids: { dims: [2], data: Float32Array.of(1, 0) } },
      '"ids" int32[batch] with batch = 2, found float32[2] with 2 numbers',
    ],
    [
      "another shape",
      { x: { dims: [2, 3], data: new Float32Array(6) } },
      '"x" float32[batch, 2], found float32[2, 3] with 6 numbers',
    ],
    [
      "too few axes",
      { x: { dims: [2], data: new Float32Array(2) } },
      '"x" float32[batch, 2], found float32[2] with 2 numbers',
    ],
    [
      "two lengths for one name",
      { ids: { dims: [3], data: Int32Array.of(1, 1, 1) } },
      '"ids" int32[batch] with batch = 2, found int32[3] with 3 numbers',
    ],
    [
      "a shape of other numbers",
      { weights: { dims: [2], data: new Float32Array(3) } },
      '"weights" float32[2] with batch = 2, found float32[2] with 3 numbers',
    ],
    [
      "a fixed length that differs",
      { weights: new Float32Array(3) },
      '"weights" float32[2] with batch = 2, found float32[2] with 3 numbers',
    ],
    [
      "no numbers",
      { x: { dims: [0, 2], data: new Float32Array() } },
      '"x" float32[batch, 2], found float32[0, 2] with 0 numbers',
    ],
    [
      "an array without its shape",
      { x: new Float32Array(4) },
      '"x" float32[batch, 2], found an array without its shape; give { data, dims }',
    ],
    [
      "numbers for truth values",
      { flags: { dims: [2, 1], data: Int32Array.of(1, 1) } },
      '"flags" bool[batch, 1] with batch = 2, found int32[2, 1] with 2 numbers',
    ],
  ])("refuses %s", async (_, changed, message) => {
    const all = Object.entries({ ...feeds, ...changed }).filter(([, feed]) => feed !== undefined);
    await expect(session.run(Object.fromEntries(all) as Record<string, Feed>)).rejects.toMatchObject({
      code: "FEED_INVALID",
      message: `The model "small" takes as ${message}.`,
    });
  });

  it("says what the runtime could not do, and goes on", async () => {
    const outside = { ...feeds, ids: { dims: [2], data: Int32Array.of(3, 0) } };
    const failure = {
      code: "MODEL_FAILED",
      message: expect.stringMatching(/^The model "small" failed: .*indices.*3/),
    };
    await expect(session.run(outside)).rejects.toMatchObject(failure);
    expect((await session.run(feeds))["y"]?.data[0]).toBe(13.5);
  });

  it("carries outputs to the inputs of the next run", async () => {
    const total = input("total", "float32", [2]);
    const program = emit("sum", { next: add(total, mul(weights, 2)), now: add(total, 0) });
    const summing = await Session.open(program, { carried: { total: "next" } });
    expect(await summing.state()).toEqual({});
    await expect(summing.run({ weights: Float32Array.of(1, 2) })).rejects.toMatchObject({
      message: 'The model "sum" takes as "total" float32[2], found nothing.',
    });
    const start = Float32Array.of(0, 10);
    const run = async (feeds: Record<string, Feed>) => (await summing.run(feeds))["now"]?.data;
    expect(await run({ total: start, weights: Float32Array.of(1, 2) })).toEqual(Float32Array.of(0, 10));
    const { total: kept } = await summing.state();
    expect(await run({ weights: Float32Array.of(1, 2) })).toEqual(Float32Array.of(2, 14));
    expect(await summing.run({ weights: Float32Array.of(0, 0) })).toEqual({
      now: { dims: [2], data: Float32Array.of(4, 18) },
    });
    expect(await run({ total: start, weights: Float32Array.of(1, 1) })).toEqual(start);
    expect(await summing.state()).toEqual({ total: { dims: [2], data: Float32Array.of(2, 12) } });
    expect([start, kept?.data]).toEqual([Float32Array.of(0, 10), Float32Array.of(2, 14)]);
    const refusal = new Error("too large");
    const refused = summing.run({ weights: Float32Array.of(9, 9) }, ({ now }) => {
      expect(now?.data).toEqual(Float32Array.of(2, 12));
      throw refusal;
    });
    await expect(refused).rejects.toBe(refusal);
    expect(await run({ weights: Float32Array.of(1, 1) })).toEqual(Float32Array.of(2, 12));
    summing.forget();
    expect(await summing.state()).toEqual({});
    await summing.close();
    await expect(summing.state()).rejects.toMatchObject({ code: "CLOSED" });
    for (const [carried, found] of [
      [{ total: "nothing" }, "nothing of that name"],
      [{ x: "next" }, "float32[2]"],
      [{ other: "next" }, "float32[2]"],
    ] as const)
      await expect(Session.open(program, { carried })).rejects.toMatchObject({
        code: "FEED_INVALID",
        message: expect.stringContaining(`, found ${found}.`),
      });
  });

  it("refuses a program that is none", async () => {
    const broken = { ...emit("broken", { y }), model: Uint8Array.of(1, 2, 3) };
    await expect(Session.open(broken)).rejects.toMatchObject({ code: "MODEL_FAILED" });
  });

  it("is closed once and for all", async () => {
    const other = await Session.open(emit("other", { y }));
    await other.close();
    await other.close();
    await expect(other.run(feeds)).rejects.toMatchObject({ code: "CLOSED" });
  });
});

it("says how much memory it lacked, and runs on with smaller batches", async () => {
  const x = input("x", "float32", ["n", 1]);
  const session = await Session.open(emit("products", { y: mean(matmul(x, transpose(x))) }));
  const feed = (n: number) => ({ x: { dims: [n, 1], data: new Float32Array(n).fill(2) } });
  await expect(session.run(feed(3_000_000))).rejects.toThrow(
    /The model "products" failed: 36000\.0 GB of memory cannot be had.*use smaller batches/,
  );
  expect((await session.run(feed(10)))["y"]?.data[0]).toBe(4);
  await session.close();
});
