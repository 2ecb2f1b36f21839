import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ExternalData } from "../external-data.js";
import { Session } from "../session.js";
import { add, mul } from "./elementwise.js";
import { emit } from "./emit.js";
import { range } from "./gather.js";
import { concat, reshape } from "./layout.js";
import { linear, matmul } from "./matmul.js";
import { constant, input } from "./tensor.js";

const x = input("x", "float32", ["batch", 3]);
const weights = input("weights", "float32", [3, 2]);
const bias = input("bias", "float32", [2]);
const y = linear(x, weights, bias);
const numbers = { weights: Float32Array.of(1, 2, 3, 4, 5, 6), bias: Float32Array.of(0.5, -0.5) };
const feeds = { x: { dims: [1, 3], data: Float32Array.of(1, 10, 100) } };

describe("emit", () => {
  it("takes weights as inputs, or makes them part of the model", async () => {
    const training = emit("m", { y });
    expect(training.inputs).toEqual([
      { name: "x", type: "float32", dims: ["batch", 3] },
      { name: "weights", type: "float32", dims: [3, 2] },
      { name: "bias", type: "float32", dims: [2] },
    ]);
    const inference = emit("m", { y }, { constants: new Map(Object.entries(numbers)) });
    expect(inference.inputs.map(({ name }) => name)).toEqual(["x"]);
    const results = [];
    for (const program of [training, inference]) {
      const session = await Session.open(program);
      results.push(await session.run(program === training ? { ...feeds, ...numbers } : feeds));
      await session.close();
    }
    expect(results[0]).toEqual({ y: { dims: [1, 2], data: Float32Array.of(531.5, 641.5) } });
    expect(results[1]).toEqual(results[0]);
  });

  it("writes the same bytes every time", () => {
    const make = () =>
      emit("m", { y: mul(linear(x, weights, bias), 2), shape: reshape(x, ["3*batch"]) }).model;
    expect(Buffer.compare(make(), make())).toBe(0);
  });

  it("keeps equal small constants once", () => {
    const many = Array.from({ length: 100 }, () => 0.123).reduce((sum, value) => add(sum, value), x);
    const few = Array.from({ length: 100 }, (_, i) => i).reduce((sum, value) => add(sum, value), x);
    const [one, hundred] = [emit("m", { many }).model.length, emit("m", { few }).model.length];
    expect(hundred - one).toBeGreaterThan(99 * 10);
  });

  it("gives inputs, constants and one tensor twice as outputs", async () => {
    const sum = add(x, 1);
    const session = await Session.open(emit("m", { a: x, b: constant(Int32Array.of(7)), c: sum, d: sum }));
    const { a, b, c, d } = await session.run(feeds);
    await session.close();
    expect([a?.data, b?.data]).toEqual([Float32Array.of(1, 10, 100), Int32Array.of(7)]);
    expect(c).toEqual(d);
  });

  it("works out lengths from those of its inputs", async () => {
    const z = input("z", "float32", ["batch", "tokens"]);
    const both = concat([reshape(x, ["3*batch"]), reshape(z, ["batch*tokens"])], 0);
    const program = emit("m", { both, places: range("batch*tokens-2*batch+5") });
    expect(program.outputs).toEqual([
      { name: "both", type: "float32", dims: ["3*batch+batch*tokens"] },
      { name: "places", type: "int32", dims: ["-2*batch+batch*tokens+5"] },
    ]);
    const session = await Session.open(program);
    const result = await session.run({
      x: { dims: [2, 3], data: new Float32Array(6) },
      z: { dims: [2, 4], data: new Float32Array(8) },
    });
    await session.close();
    expect([result["both"]?.dims, result["places"]?.data]).toEqual([
      [14],
      Int32Array.from({ length: 9 }, (_, i) => i),
    ]);
  });

  it("puts large constants into a file of their own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "namesake-emit-"));
    const [rows, width] = [200, 100];
    const table = input("table", "float32", [rows, width]);
    const factor = constant(new Float32Array(3 * rows).fill(0.01), [3, rows]);
    const data = Float32Array.from({ length: rows * width }, (_, i) => i % 7);
    const outputs = { y: matmul(matmul(x, factor), table) };
    const run = async (external?: ExternalData): Promise<unknown> => {
      const program = emit("m", outputs, {
        constants: new Map([["table", data]]),
        ...(external === undefined ? {} : { external }),
      });
      const path = join(folder, "model.onnx");
      writeFileSync(path, program.model);
      for (const chunk of external?.chunks ?? [])
        appendFileSync(join(folder, external?.location ?? ""), chunk);
      const session = await Session.open(program, external === undefined ? {} : { path });
      const result = await session.run(feeds);
      await session.close();
      return result;
    };
    const external = new ExternalData("model.weights", 1000);
    expect(await run(external)).toEqual(await run());
    expect(external.length).toBe(statSync(join(folder, "model.weights")).size);
    expect(statSync(join(folder, "model.onnx")).size).toBeGreaterThan(4 * rows * width);
    expect(emit("m", outputs, { constants: new Map([["table", data]]), external }).model.length).toBeLessThan(
      2000,
    );
    rmSync(folder, { recursive: true });
  });
});
