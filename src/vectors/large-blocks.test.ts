import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largeBlocks } from "./large-blocks.js";
import type { RowBlock, RowSource } from "./row-source.js";

/** Blocks of the given sizes; each number of a vector, its row and its scale are made of its place. */
function sourceOf(sizes: readonly number[], size = sizes.reduce((sum, one) => sum + one, 0)): RowSource {
  let at = 0;
  const blocks = sizes.map((count): RowBlock => {
    const places = Array.from({ length: count }, () => at++);
    return {
      dimensions: 2,
      size: count,
      rows: Uint32Array.from(places, (place) => 10 * place),
      scales: Float32Array.from(places, (place) => place / 2),
      values: Int8Array.from(places.flatMap((place) => [place % 100, -(place % 100)])),
    };
  });
  return { dimensions: 2, size, blocks: () => blocks };
}

async function all(source: RowSource, most: number): Promise<RowBlock[]> {
  const blocks: RowBlock[] = [];
  for await (const block of largeBlocks(source, most)) blocks.push(block);
  return blocks;
}

describe("large blocks", () => {
  it("have all vectors in their order, and none is much smaller than another", async () => {
    const sizes = fc.array(fc.nat(9), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 12 }), async (sizes, most) => {
        const source = sourceOf(sizes);
        const blocks = await all(source, most);
        expect(blocks).toHaveLength(Math.ceil(source.size / most));
        const lengths = blocks.map(({ size }) => size);
        for (const length of lengths) {
          expect(length).toBeLessThanOrEqual(most);
          expect(Math.abs(length - source.size / blocks.length)).toBeLessThan(1);
        }
        const joined = (key: "rows" | "scales" | "values", from: RowBlock[]) =>
          from.flatMap((block) => [...block[key]]);
        const given = [...(source.blocks() as RowBlock[])];
        for (const key of ["rows", "scales", "values"] as const)
          expect(joined(key, blocks)).toEqual(joined(key, given));
      }),
    );
  });

  it("refuses a source that has other vectors than it says", async () => {
    await expect(all(sourceOf([3, 3], 7), 4)).rejects.toThrow(RangeError);
    await expect(all(sourceOf([3, 3], 5), 4)).rejects.toThrow(RangeError);
    await expect(all(sourceOf([1], 0), 4)).rejects.toThrow(RangeError);
  });
});
