import { copyVector, emptyBlock, sliceBlock, type VectorBlock } from "./vector-block.js";

/**
 * The vectors of blocks without some of them and with others, in the order of their rows.
 *
 * @param blocks in the order of their rows
 * @param without rows that are left out
 * @param added rows that are not in the blocks, or are left out there
 */
export function* mergedBlocks(
  blocks: Iterable<VectorBlock>,
  without: ReadonlySet<number>,
  added: VectorBlock,
): Generator<VectorBlock> {
  let from = 0;
  for (const block of blocks) {
    const last = block.rows[block.size - 1] as number;
    let to = from;
    while (to < added.size && (added.rows[to] as number) <= last) to++;
    yield merged(block, without, sliceBlock(added, from, to));
    from = to;
  }
  yield sliceBlock(added, from, added.size);
}

function merged(block: VectorBlock, without: ReadonlySet<number>, added: VectorBlock): VectorBlock {
  const kept = Array.from(block.rows.keys()).filter((place) => !without.has(block.rows[place] as number));
  const result = emptyBlock(kept.length + added.size, block.dimensions);
  let place = 0;
  let at = 0;
  for (const keptPlace of kept) {
    for (; place < added.size && (added.rows[place] as number) < (block.rows[keptPlace] as number); place++)
      copyVector(added, place, result, at++);
    copyVector(block, keptPlace, result, at++);
  }
  for (; place < added.size; place++) copyVector(added, place, result, at++);
  return result;
}
