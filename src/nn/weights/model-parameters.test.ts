import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exportModel } from "../export.js";
import { add } from "../graph/elementwise.js";
import { matmul } from "../graph/matmul.js";
import { input } from "../graph/tensor.js";
import { ZEROS } from "../layers/initial.js";
import { Scope } from "../layers/scope.js";
import { readModelParameters } from "./model-parameters.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-model-parameters-"));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, "model.onnx");
const numbers = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.7) * (1 + (i % 5)));

/** A table, a matrix and a bias. */
async function written(precision: "float32" | "int8", weights: "int8" | "uint8" = "int8") {
  const scope = new Scope();
  const ids = input("ids", "int32", ["n"]);
  const rows = scope.rows("table", [40, 32], ZEROS, ids);
  const matrix = scope.parameter("layer.weight", [32, 48], ZEROS);
  const bias = scope.parameter("layer.bias", [48], ZEROS);
  const y = add(matmul(rows, matrix), bias);
  const parameters = new Map([
    ["table", numbers(40 * 32)],
    ["layer.weight", numbers(32 * 48)],
    ["layer.bias", numbers(48)],
  ]);
  await exportModel(path, { name: "m", outputs: { y }, scope, parameters, precision, quantise: { weights } });
  return parameters;
}

describe("parameters of an exported model", () => {
  it("are those that were written, where they are float32", async () => {
    const parameters = await written("float32");
    expect(await readModelParameters(path)).toEqual(parameters);
  });

  it.each(["int8", "uint8"] as const)("are within half a step of them as %s", async (weights) => {
    const parameters = await written("int8", weights);
    const read = await readModelParameters(path);
    expect([...read.keys()].sort()).toEqual([...parameters.keys()].sort());
    expect(read.get("layer.bias")).toEqual(parameters.get("layer.bias"));
    for (const name of ["table", "layer.weight"]) {
      const before = parameters.get(name) as Float32Array;
      // No number is above 5, and a step is a 127th of the greatest of its line.
      const worst = Math.max(...before.map((value, i) => Math.abs(value - (read.get(name)?.[i] as number))));
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThan(5 / 127 / 2 + 1e-5);
    }
  });

  it("are not read from another file", async () => {
    writeFileSync(path, Buffer.from([0x3a, 0xff]));
    await expect(readModelParameters(path)).rejects.toMatchObject({ code: "MODEL_INVALID" });
    await expect(readModelParameters(join(folder, "none.onnx"))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
  });
});
