import { describe, expect, it } from "vitest";
import type { ByteSource } from "./byte-source.js";
import { P, tensorPickle } from "./pickle-writer.contract.js";
import { fields, joined, SparseFile, zip64 } from "./sparse-file.contract.js";
import { readWeights } from "./weights.js";

/** All English titles of Wikipedia, with the vectors of a large BERT: 24 GB. */
const ROWS = 5_903_527;
const WIDTH = 1024;
const COUNT = ROWS * WIDTH;

/** Exact in float32, and different in neighbours and in neighbouring rows. */
const number = (i: number): number => i % 16_777_213;

function safetensors(): SparseFile {
  const header = `{"tensor":{"dtype":"F32","shape":[${ROWS},${WIDTH}],"data_offsets":[0,${4 * COUNT}]}}`;
  const start = joined(fields([8, header.length]), header);
  return new SparseFile(start.length + 4 * COUNT, [{ position: 0, bytes: start }], start.length, number);
}

function zip(strides = [WIDTH, 1], shape = [ROWS, WIDTH]): SparseFile {
  const pickle = joined(P.proto, tensorPickle(shape, strides, COUNT), P.stop);
  const { pieces, size, starts } = zip64([
    { name: "all/data.pkl", bytes: pickle },
    { name: "all/data/0", size: 4 * COUNT },
  ]);
  return new SparseFile(size, pieces, starts[1] as number, number);
}

function stream(): SparseFile {
  const magic = Buffer.from("6cfc9c46f9206aa85019", "hex");
  const start = joined(
    ...[
      P.proto,
      fields([1, 0x8a], [1, 10]),
      magic,
      P.stop,
      P.proto,
      P.int(1001),
      P.stop,
      P.proto,
      "}",
      P.stop,
    ],
    ...[P.proto, tensorPickle([ROWS, WIDTH], [WIDTH, 1], COUNT, true), P.stop],
    ...[P.proto, "](", P.text("0"), "e", P.stop, fields([8, COUNT])],
  );
  return new SparseFile(start.length + 4 * COUNT, [{ position: 0, bytes: start }], start.length, number);
}

const rows = (start: number, end: number): number[] =>
  Array.from({ length: (end - start) * WIDTH }, (_, i) => number(start * WIDTH + i));

describe.each([
  ["safetensors", safetensors],
  ["zip", zip],
  ["stream", stream],
])("a matrix of 24 GB as %s", (_, make: () => ByteSource & { bytesRead: number }) => {
  it("is read by rows, and nothing else of it", async () => {
    const source = make();
    const weights = await readWeights(source);
    expect(weights.tensors).toEqual([{ name: "tensor", dtype: "float32", shape: [ROWS, WIDTH] }]);
    for (const start of [0, 4_000_000, ROWS - 3]) {
      const before = source.bytesRead;
      expect(Array.from(await weights.readFloat32("tensor", { start, end: start + 3 }))).toEqual(
        rows(start, start + 3),
      );
      expect(source.bytesRead - before).toBe(3 * WIDTH * 4);
    }
    expect(source.bytesRead).toBeLessThan(2_000_000);
  });

  it("is not read at once", async () => {
    const weights = await readWeights(make());
    await expect(weights.read("tensor")).rejects.toMatchObject({
      code: "WEIGHTS_INVALID",
      message: expect.stringContaining("read fewer rows"),
    });
  });
});

describe("a strided view of 24 GB", () => {
  it("is read in blocks, without the numbers between them", async () => {
    // Every second number of every millionth row.
    const source = zip([1_000_000 * WIDTH, 2], [5, WIDTH / 2]);
    const weights = await readWeights(source);
    const wanted = [0, 1, 2, 3, 4]
      .flatMap((row) => rows(1_000_000 * row, 1_000_000 * row + 1))
      .filter((_, i) => i % 2 === 0);
    expect(Array.from(await weights.readFloat32("tensor"))).toEqual(wanted);
    expect(source.bytesRead).toBeLessThan(100_000);
  });

  it("takes neighbouring rows together", async () => {
    const source = zip([2 * WIDTH, 1], [30_000, 4]);
    const weights = await readWeights(source);
    let reads = 0;
    const readInto = source.readInto.bind(source);
    source.readInto = (target, position) => {
      reads++;
      return readInto(target, position);
    };
    const found = await weights.readFloat32("tensor", { start: 10_000, end: 12_100 });
    expect(found.length).toBe(8_400);
    expect(Array.from(found.slice(4 * 1000, 4 * 1000 + 4))).toEqual(
      [0, 1, 2, 3].map((i) => number(11_000 * 2 * WIDTH + i)),
    );
    expect(reads).toBe(2);
  });
});
