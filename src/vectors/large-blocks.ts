import type { RowBlock, RowSource } from "./row-source.js";

/**
 * All vectors of a source in as few blocks as can be, of about the same size; one is in memory at a time.
 *
 * @param most vectors of a block
 * @throws {RangeError} where the source has another number of vectors than it says
 */
export async function* largeBlocks(source: RowSource, most: number): AsyncGenerator<RowBlock> {
  const { dimensions, size } = source;
  const blocks = Math.ceil(size / most);
  const startOf = (number: number) => Math.floor((number * size) / blocks);
  let number = 0;
  let block: RowBlock | undefined;
  let filled = 0;
  for await (const part of source.blocks())
    for (let from = 0; from < part.size; ) {
      if (number === blocks) throw wrongSize(source);
      block ??= emptyBlock(startOf(number + 1) - startOf(number), dimensions);
      const count = Math.min(part.size - from, block.size - filled);
      copyRows(part, from, count, block, filled);
      from += count;
      filled += count;
      if (filled < block.size) continue;
      yield block;
      number++;
      block = undefined;
      filled = 0;
    }
  if (number < blocks) throw wrongSize(source);
}

function emptyBlock(size: number, dimensions: number): RowBlock {
  return {
    dimensions,
    size,
    rows: new Uint32Array(size),
    scales: new Float32Array(size),
    values: new Int8Array(size * dimensions),
  };
}

/** Copies vectors of a block to the places of another from `at` on. */
function copyRows(from: RowBlock, first: number, count: number, to: RowBlock, at: number): void {
  const { dimensions } = from;
  const values = from.values.subarray(first * dimensions, (first + count) * dimensions);
  to.values.set(values, at * dimensions);
  to.scales.set(from.scales.subarray(first, first + count), at);
  to.rows.set(from.rows.subarray(first, first + count), at);
}

const wrongSize = ({ size }: RowSource) =>
  new RangeError(`a source of vectors has others than the ${size} that it says it has`);
