import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { memorySource } from "./byte-source.js";
import { readWeights } from "./weights.js";

/** A file as NumPy writes it. */
function npy(header: string, numbers: Uint8Array, version = 1): Uint8Array {
  const text = `${header.padEnd(100)}\n`;
  const length = version === 1 ? [text.length, 0] : [text.length, 0, 0, 0];
  return Buffer.concat([
    Buffer.from("\x93NUMPY", "latin1"),
    Buffer.from([version, 0, ...length]),
    Buffer.from(text),
    numbers,
  ]);
}
const described = (descr: string, shape: string, order = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer);
const open = (file: Uint8Array) => readWeights(memorySource(file, "vectors.npy"));

describe("weights in .npy files", () => {
  it.each([1, 2, 3])("are read by rows, of version %d", async (version) => {
    const numbers = Float32Array.from({ length: 12 }, (_, i) => i / 4);
    const weights = await open(npy(described("<f4", "(4, 3)"), bytes(numbers), version));
    expect(weights.tensors).toEqual([{ name: "tensor", dtype: "float32", shape: [4, 3] }]);
    expect(await weights.read("tensor")).toEqual(numbers);
    expect(await weights.read("tensor", { start: 1, end: 3 })).toEqual(numbers.slice(3, 9));
  });

  it.each([
    ["<f8", Float64Array.of(0.5, -2)],
    ["<i8", BigInt64Array.of(7n, -7n)],
    ["|i1", Int8Array.of(3, -3)],
  ])("have the type %s", async (descr, numbers) => {
    expect(await (await open(npy(described(descr, "(2,)"), bytes(numbers)))).read("tensor")).toEqual(numbers);
  });

  it("are what NumPy wrote", async () => {
    const path = "../../train/import/fixtures/bootleg/entity_embeddings.npy";
    const weights = await open(readFileSync(fileURLToPath(new URL(path, import.meta.url))));
    expect(weights.info("tensor")).toMatchObject({ dtype: "float32", shape: [7, 10] });
    const row = await weights.readFloat32("tensor", { start: 3, end: 4 });
    expect(Math.hypot(...row)).toBeCloseTo(1, 5);
  });

  it.each([
    ["another order of bytes", described(">f4", "(1,)"), "its type is >f4"],
    ["columns", described("<f4", "(1, 1)", "True"), "ascontiguousarray"],
    [
      "a type of parts",
      "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
      "several parts",
    ],
    ["no shape", "{'descr': '<f4', 'fortran_order': False, }", "names no shape"],
    ["too few numbers", described("<f4", "(2, 1000)"), "it should have 8111 bytes, found 115"],
  ])("are refused with %s", async (_, header, why) => {
    await expect(open(npy(header, new Uint8Array(4)))).rejects.toMatchObject({
      code: "WEIGHTS_INVALID",
      message: expect.stringContaining(why),
    });
  });
});
