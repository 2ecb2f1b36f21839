import { NamesakeError } from "../../errors.js";
import { type ByteSource, readBytes } from "./byte-source.js";
import { DTYPE_BYTES, type DType, landing, type Numbers } from "./dtypes.js";
import { invalid, shown } from "./invalid.js";

/** What is known of a tensor before it is read. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  /** `[]` is one number. */
  readonly shape: readonly number[];
}

/** Numbers in a file, one after the other, which tensors are views of. */
export interface Storage {
  readonly source: ByteSource;
  /** Of the first byte. */
  readonly position: number;
  /** In bytes. */
  readonly length: number;
}

/** A tensor and where its numbers are: `shape` and `strides` have the meaning they have in PyTorch. */
export interface StoredTensor extends TensorInfo {
  readonly storage: Storage;
  /** Numbers of the storage before the first one. */
  readonly offset: number;
  /** From one index to the next, in numbers. */
  readonly strides: readonly number[];
}

/** Indexes of the first dimension: start <= index < end. */
export interface Rows {
  start: number;
  end: number;
}

const MOST_DIMENSIONS = 64;
/** A view that repeats its storage (`expand`) may not be larger than this many numbers. */
const LARGEST_REPETITION = 1 << 24;
/** Strided views are read in blocks of this many bytes. */
const BLOCK_BYTES = 1 << 24;
/** No larger array of bytes can be had from every Node. */
const LARGEST_READ = 2 ** 32 - 8;

export function countOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

export function rowMajor(shape: readonly number[]): number[] {
  const strides: number[] = new Array(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--)
    strides[i] = (strides[i + 1] as number) * (shape[i + 1] as number);
  return strides;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Checks that a tensor lies inside its storage.
 *
 * @throws {NamesakeError} WEIGHTS_INVALID
 */
export function checkTensor(tensor: StoredTensor): StoredTensor {
  const { name, shape, strides, offset, dtype, storage } = tensor;
  const wrong = (why: string) => invalid(storage.source.name, `the tensor "${shown(name)}" ${why}`);
  if (shape.length > MOST_DIMENSIONS) throw wrong(`has ${shape.length} dimensions`);
  if (strides.length !== shape.length) throw wrong(`of shape [${shape}] has ${strides.length} strides`);
  if (![...shape, ...strides, offset].every(isSize))
    throw wrong(`has a shape [${shape}] with strides [${strides}] and offset ${offset}, which cannot be`);
  const count = countOf(shape);
  const numbers = Math.floor(storage.length / DTYPE_BYTES[dtype]);
  const last = offset + shape.reduce((sum, size, i) => sum + (size - 1) * (strides[i] as number), 0);
  if (!Number.isSafeInteger(count) || (count > 0 && !(last < numbers)))
    throw wrong(`of shape [${shape}] and type ${dtype} needs more than the ${numbers} numbers it has`);
  if (count > numbers && count > LARGEST_REPETITION)
    throw wrong(`of shape [${shape}] repeats ${numbers} numbers too often`);
  return tensor;
}

/** One dimension of a copy: distances in the storage and in the result. */
interface Dimension {
  size: number;
  from: number;
  to: number;
}

const span = (dimensions: readonly Dimension[]): number =>
  dimensions.reduce((sum, { size, from }) => sum + (size - 1) * from, 1);

type Elements = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** The bytes as whole numbers of `width` bytes, which a copy leaves as they are (floats may change a NaN). */
function elements(bytes: Uint8Array, width: number): Elements {
  const view = [bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / width] as const;
  if (width === 1) return bytes;
  if (width === 2) return new Uint16Array(...view);
  return width === 4 ? new Uint32Array(...view) : new BigUint64Array(...view);
}

function copy(
  source: Elements,
  target: Elements,
  dimensions: readonly Dimension[],
  from: number,
  to: number,
): void {
  const [first, ...rest] = dimensions;
  if (first === undefined) {
    target[to] = source[from] as number;
    return;
  }
  for (let i = 0; i < first.size; i++) {
    if (rest.length > 0) copy(source, target, rest, from + i * first.from, to + i * first.to);
    else target[to + i * first.to] = source[from + i * first.from] as number;
  }
}

/** Copies a strided view block by block of the storage, so that a transposed matrix may be larger than memory. */
class Gathering {
  constructor(
    private readonly storage: Storage,
    private readonly width: number,
    private readonly target: Elements,
    private readonly blockBytes: number,
  ) {}

  /** @param dimensions by falling distance in the storage */
  async run(dimensions: readonly Dimension[], from: number, to: number): Promise<void> {
    const [first, ...rest] = dimensions;
    const limit = this.blockBytes / this.width;
    if (first === undefined || span(dimensions) <= limit) {
      await this.block(dimensions, from, to);
      return;
    }
    const inner = span(rest);
    const together = inner > limit ? 0 : Math.floor((limit - inner) / first.from) + 1;
    for (let i = 0; i < first.size; i += Math.max(together, 1)) {
      const at = [from + i * first.from, to + i * first.to] as const;
      if (together === 0) await this.run(rest, ...at);
      else await this.block([{ ...first, size: Math.min(together, first.size - i) }, ...rest], ...at);
    }
  }

  private async block(dimensions: readonly Dimension[], from: number, to: number): Promise<void> {
    const { source, position } = this.storage;
    const bytes = await readBytes(source, position + from * this.width, span(dimensions) * this.width);
    copy(elements(bytes, this.width), this.target, dimensions, 0, to);
  }
}

/** The shape of some rows of a tensor. */
function rowsShape(tensor: StoredTensor, rows: Rows | undefined): readonly number[] {
  if (rows === undefined) return tensor.shape;
  const size = tensor.shape[0] ?? 0;
  if (!isSize(rows.start) || !isSize(rows.end) || rows.start > rows.end || rows.end > size) {
    const found = `${rows.start} to ${rows.end}`;
    const expected = `rows of "${shown(tensor.name)}", 0 <= start <= end <= ${size}`;
    throw new NamesakeError("OPTION_INVALID", { option: "rows", expected, found });
  }
  return [rows.end - rows.start, ...tensor.shape.slice(1)];
}

/**
 * Reads a tensor, or some of its rows, in row-major order whatever its strides are. Only what is asked for is read.
 *
 * @param rows indexes of the first dimension
 * @param blockBytes largest part of the file that is held beside the result, where the order is another
 * @throws {NamesakeError} WEIGHTS_INVALID, SOURCE_NOT_FOUND; OPTION_INVALID where there are no such rows
 */
export async function readTensor(
  tensor: StoredTensor,
  rows?: Rows,
  blockBytes = BLOCK_BYTES,
): Promise<Numbers> {
  const { dtype, strides, storage } = tensor;
  const shape = rowsShape(tensor, rows);
  const offset = tensor.offset + (rows?.start ?? 0) * (strides[0] ?? 0);
  const width = DTYPE_BYTES[dtype];
  const count = countOf(shape);
  const tooLarge = (cause?: unknown) => {
    const why = `${count} numbers of "${shown(tensor.name)}" do not fit into memory at once; read fewer rows`;
    return invalid(storage.source.name, why, cause);
  };
  // Small floats become four bytes each.
  if (count * Math.max(width, 4) > LARGEST_READ) throw tooLarge();
  const { bytes, numbers } = allocate(() => landing(dtype, count), tooLarge);
  if (count > 0) {
    const plain = rowMajor(shape);
    const dimensions = shape
      .map((size, i) => ({ size, from: strides[i] as number, to: plain[i] as number }))
      .filter(({ size }) => size > 1);
    if (dimensions.every(({ from, to }) => from === to))
      await storage.source.readInto(bytes, storage.position + offset * width);
    else {
      dimensions.sort((a, b) => b.from - a.from);
      await new Gathering(storage, width, elements(bytes, width), blockBytes).run(dimensions, offset, 0);
    }
  }
  return allocate(numbers, tooLarge);
}

function allocate<T>(make: () => T, tooLarge: (cause: unknown) => Error): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(error);
    throw error;
  }
}
