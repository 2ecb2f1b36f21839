import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memorySource } from "./byte-source.js";
import { bytesOf } from "./dtypes.js";
import { checkTensor, countOf, readTensor, rowMajor, type StoredTensor } from "./stored-tensor.js";

interface View {
  shape: number[];
  strides: number[];
  offset: number;
}

/** Views as PyTorch makes them: of a dimension every `step`-th index from `start` on, or one index again and again. */
const view = fc
  .array(
    fc.record({
      size: fc.integer({ min: 1, max: 5 }),
      start: fc.nat(4),
      step: fc.integer({ min: 1, max: 3 }),
      repeat: fc.option(fc.integer({ min: 1, max: 3 })),
      order: fc.nat(100),
    }),
    { maxLength: 4 },
  )
  .map((dimensions) => {
    const whole = dimensions.map(({ size }) => size);
    const plain = rowMajor(whole);
    let offset = 0;
    const parts = dimensions.map(({ size, start, step, repeat, order }, i) => {
      const first = start % size;
      const stride = plain[i] as number;
      offset += first * stride;
      const taken = { order, size: Math.ceil((size - first) / step), stride: step * stride };
      return repeat === null ? taken : { order, size: repeat, stride: 0 };
    });
    parts.sort((a, b) => a.order - b.order);
    const found: View = {
      shape: parts.map(({ size }) => size),
      strides: parts.map(({ stride }) => stride),
      offset,
    };
    return { count: countOf(whole), view: found };
  });

/** The numbers of a view, one by one. */
function numbersOf({ shape, strides, offset }: View): number[] {
  const [size, ...inner] = shape;
  if (size === undefined) return [offset];
  const [stride, ...rest] = strides as [number, ...number[]];
  return Array.from({ length: size }, (_, i) => i).flatMap((i) =>
    numbersOf({ shape: inner, strides: rest, offset: offset + i * stride }),
  );
}

function stored(count: number, { shape, strides, offset }: View, width: 1 | 2 | 4 | 8): StoredTensor {
  const type = { 1: "uint8", 2: "int16", 4: "float32", 8: "int64" } as const;
  const indexes = Array.from({ length: count }, (_, i) => i);
  const numbers = {
    1: () => Uint8Array.from(indexes),
    2: () => Int16Array.from(indexes),
    4: () => Float32Array.from(indexes),
    8: () => BigInt64Array.from(indexes, BigInt),
  }[width]();
  const bytes = Buffer.concat([Buffer.of(0xff), bytesOf(numbers)]); // not aligned
  const storage = { source: memorySource(bytes, "a.pt"), position: 1, length: count * width };
  return checkTensor({ name: "a", dtype: type[width], shape, strides, offset, storage });
}

describe("readTensor", () => {
  const width = fc.constantFrom<(1 | 2 | 4 | 8)[]>(1, 2, 4, 8);

  it("reads any view in row-major order, however small the blocks", async () => {
    await fc.assert(
      fc.asyncProperty(view, width, fc.integer({ min: 1, max: 200 }), async (made, bytes, block) => {
        const tensor = stored(made.count, made.view, bytes);
        const found = Array.from<number | bigint, number>(await readTensor(tensor, undefined, block), Number);
        const most = bytes === 1 ? 256 : Number.POSITIVE_INFINITY; // a byte counts no further
        expect(found).toEqual(numbersOf(made.view).map((value) => value % most));
      }),
      { numRuns: 500 },
    );
  });

  it("reads any rows of it", async () => {
    await fc.assert(
      fc.asyncProperty(view, fc.nat(5), fc.nat(5), async (made, a, b) => {
        const { shape } = made.view;
        fc.pre(shape.length > 0);
        const size = shape[0] as number;
        const [start, end] = [Math.min(a, b, size), Math.min(Math.max(a, b), size)];
        const all = numbersOf(made.view);
        const inner = all.length / size;
        const found = await readTensor(stored(made.count, made.view, 4), { start, end }, 64);
        expect(Array.from<number | bigint, number>(found, Number)).toEqual(
          all.slice(start * inner, end * inner),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the bits of a NaN", async () => {
    const bytes = new Uint8Array(Uint32Array.of(0x7fa00001, 1, 0xffc00002, 2).buffer);
    const storage = { source: memorySource(bytes, "a.pt"), position: 0, length: 16 };
    const tensor: StoredTensor = {
      name: "a",
      dtype: "float32",
      shape: [2],
      strides: [2],
      offset: 0,
      storage,
    };
    const found = await readTensor(tensor);
    expect(Array.from(new Uint32Array(found.buffer))).toEqual([0x7fa00001, 0xffc00002]);
  });
});
