import { randomFractions } from "../random.js";
import { CentroidTree } from "./centroid-tree.js";
import { writeIndexFile } from "./index-file.js";
import { type IvfInfo, KIND, listBytes, listParts } from "./ivf-lists.js";
import type { QuantisedRows } from "./quantised-rows.js";
import type { RowSource } from "./row-source.js";
import { valuesOf } from "./spherical-k-means.js";

/** How an IVF index is built. */
export interface IvfBuildOptions {
  /** Lists that the vectors are put into, about; default four times the square root of their number. */
  lists?: number;
  /** Default 1. */
  seed?: number;
  /** Is told how many of the vectors have a list. */
  onProgress?(done: number, total: number): void;
}

/** Vectors that the centroids are found by, for each list. */
const SAMPLED = 48;
/** Bytes of lists that are put together in memory at a time. */
const RANGE_BYTES = 1 << 28;

/**
 * Builds an index of inverted lists, which {@link IvfIndex.open} opens: vectors are put into the list of the centroid that they are
 * near to. The source is read three times and more, as its lists are put together in parts of 256 MB; 4 bytes a vector are in
 * memory beside that. Equal input gives an equal file, on every machine.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function buildIvf(
  source: RowSource,
  path: string,
  options: IvfBuildOptions = {},
): Promise<void> {
  const { dimensions, size } = source;
  const { lists = Math.ceil(4 * Math.sqrt(size)), seed = 1, onProgress } = options;
  const sample = await sampleOf(source, Math.min(size, SAMPLED * lists), seed);
  const tree = CentroidTree.of(sample, lists, seed);
  const { centroids } = tree;
  const { listOf, sizes } = await assign(source, tree, onProgress);
  await writeIndexFile(path, KIND, { dimensions, size } satisfies IvfInfo, [
    { name: "lists", pieces: listPieces(source, listOf, sizes) },
    { name: "sizes", pieces: [bytesOf(sizes)] },
    { name: "centroids", pieces: [bytesOf(centroids.values)] },
    { name: "scales", pieces: [bytesOf(centroids.scales)] },
  ]);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Vectors from all over a source: one of each of as many parts of equal length. */
async function sampleOf(source: RowSource, count: number, seed: number): Promise<QuantisedRows> {
  const { dimensions, size } = source;
  const fraction = randomFractions(seed);
  const values = new Int8Array(count * dimensions);
  const scales = new Float32Array(count);
  const placeOf = (taken: number) => Math.floor(((taken + fraction()) * size) / count);
  let taken = 0;
  let wanted = placeOf(0);
  let seen = 0;
  for await (const block of source.blocks()) {
    for (; taken < count && wanted < seen + block.size; wanted = placeOf(taken)) {
      values.set(valuesOf(block, wanted - seen), taken * dimensions);
      scales[taken] = block.scales[wanted - seen] as number;
      taken++;
    }
    seen += block.size;
  }
  if (seen !== size)
    throw new RangeError(`a source of vectors has ${seen}, not the ${size} that it says it has`);
  return { dimensions, size: count, values, scales };
}

interface Assignment {
  /** The list of each vector, [size]. */
  listOf: Uint32Array;
  /** How many vectors each list has, [lists]. */
  sizes: Uint32Array;
}

async function assign(
  source: RowSource,
  tree: CentroidTree,
  onProgress: IvfBuildOptions["onProgress"],
): Promise<Assignment> {
  const listOf = new Uint32Array(source.size);
  const sizes = new Uint32Array(tree.centroids.size);
  let done = 0;
  for await (const block of source.blocks()) {
    for (let place = 0; place < block.size; place++) {
      const list = tree.nearest(valuesOf(block, place));
      listOf[done++] = list;
      sizes[list] = (sizes[list] as number) + 1;
    }
    onProgress?.(done, source.size);
  }
  return { listOf, sizes };
}

/** The bytes of all lists, some lists at a time. */
async function* listPieces(
  source: RowSource,
  listOf: Uint32Array,
  sizes: Uint32Array,
): AsyncGenerator<Uint8Array> {
  const { dimensions } = source;
  for (let first = 0; first < sizes.length; ) {
    const offsets: number[] = [];
    let bytes = 0;
    let end = first;
    for (; end < sizes.length && (end === first || bytes < RANGE_BYTES); end++) {
      offsets.push(bytes);
      bytes += listBytes(sizes[end] as number, dimensions);
    }
    yield await gather(source, listOf, sizes.subarray(first, end), { first, offsets, bytes });
    first = end;
  }
}

/** The lists from `first` on, one behind the other. */
async function gather(
  source: RowSource,
  listOf: Uint32Array,
  sizes: Uint32Array,
  { first, offsets, bytes }: { first: number; offsets: readonly number[]; bytes: number },
): Promise<Uint8Array> {
  const all = new ArrayBuffer(bytes);
  const lists = offsets.map((from, i) => listParts(all, from, sizes[i] as number, source.dimensions));
  const filled = new Uint32Array(lists.length);
  let seen = 0;
  for await (const block of source.blocks())
    for (let place = 0; place < block.size; place++) {
      const number = (listOf[seen++] as number) - first;
      const list = lists[number];
      if (list === undefined) continue;
      const at = filled[number] as number;
      filled[number] = at + 1;
      list.values.set(valuesOf(block, place), at * source.dimensions);
      list.scales[at] = block.scales[place] as number;
      list.rows[at] = block.rows[place] as number;
    }
  return new Uint8Array(all);
}
