import { type Code, get, i32, moduleOf, repeat, set, tee, v128 } from "./wasm-assembler.js";

/** Dot products of int8 rows with one int16 query, in whole numbers: every kernel gives the same. */
export interface DotKernel {
  /** Rows of one block. */
  readonly blockRows: number;
  /** Keeps a query, [dimensions], no number of it greater than {@link largestDigit}. */
  setQuery(query: Int16Array): void;
  /**
   * @param rows [count, dimensions], row-major, at most a block
   * @returns a product each, [count or more], good until the next call
   */
  dots(rows: Int8Array): Int32Array;
}

/** How large the numbers of a query may be, so that no sum of products with int8 leaves 32 bits. */
export function largestDigit(dimensions: number): number {
  return Math.min(32767, Math.floor((2 ** 31 - 1) / (128 * dimensions)));
}

/** Bytes of a block: it fits a processor's second cache, where copying it costs little. */
const BLOCK_BYTES = 1 << 17;
/** Rows that are gone through side by side, so that each part of the query is loaded once for all of them. */
const ABREAST = 4;
/** Eights of numbers in one round of the inner loop. */
const EIGHTS = 2;

const blockRowsOf = (dimensions: number): number =>
  ABREAST * Math.max(1, Math.floor(BLOCK_BYTES / dimensions / ABREAST));

/** What is used of WebAssembly, for which Node's types have no names. */
declare const WebAssembly:
  | undefined
  | {
      validate(bytes: Uint8Array): boolean;
      Module: new (bytes: Uint8Array) => object;
      Instance: new (
        module: object,
      ) => { exports: { memory: { buffer: ArrayBuffer }; run: (...parameters: number[]) => void } };
    };

/** The kernel in WebAssembly with its vectors of 128 bits; undefined where those are missing. */
export function simdKernel(dimensions: number): DotKernel | undefined {
  const blockRows = blockRowsOf(dimensions);
  // Rows are read beyond their ends, where the query is zero.
  const length = 8 * EIGHTS * Math.ceil(dimensions / 8 / EIGHTS);
  const resultsAt = 2 * length;
  const rowsAt = resultsAt + 4 * blockRows;
  const end = rowsAt + (blockRows - 1) * dimensions + length;
  const bytes = dotModule(Math.ceil(end / 65536));
  if (typeof WebAssembly === "undefined" || !WebAssembly.validate(bytes)) return undefined;
  const { memory, run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const query = new Int16Array(memory.buffer, 0, dimensions);
  const results = new Int32Array(memory.buffer, resultsAt, blockRows);
  const block = new Int8Array(memory.buffer, rowsAt, blockRows * dimensions);
  return {
    blockRows,
    setQuery: (given) => query.set(given),
    dots(rows) {
      block.set(rows);
      run(rowsAt, dimensions, rows.length / dimensions, 0, length, resultsAt);
      return results;
    },
  };
}

/** The module: `run(rows, bytes of a row, count, query, numbers of a query, results)`, with addresses of rows, query and results. */
function dotModule(pages: number): Uint8Array<ArrayBuffer> {
  const [rows, stride, count, query, length, results, at] = [0, 1, 2, 3, 4, 5, 6] as const;
  const abreast = Array.from({ length: ABREAST }, (_, row) => row);
  const row = (n: number) => 7 + n;
  const digits = 7 + ABREAST;
  const sum = (n: number) => 8 + ABREAST + n;

  const addEight = (eight: number): Code[] => {
    const twiceAt = i32.add(get(at), get(at));
    const products = (n: number) =>
      v128.dotInt16(v128.loadInt8(i32.add(get(row(n)), get(at)), 8 * eight), get(digits));
    return [
      set(digits, v128.load(i32.add(get(query), twiceAt), 16 * eight)),
      ...abreast.map((n) => set(sum(n), v128.addInt32(get(sum(n)), products(n)))),
    ];
  };
  const total = (n: number): Code =>
    [0, 1, 2, 3].map((lane) => v128.lane(get(sum(n)), lane)).reduce((a, b) => i32.add(a, b));

  const fourRows = [
    ...abreast.map((n) => set(row(n), n === 0 ? get(rows) : i32.add(get(row(n - 1)), get(stride)))),
    ...abreast.map((n) => set(sum(n), v128.zero)),
    set(at, i32.constant(0)),
    repeat(
      Array.from({ length: EIGHTS }, (_, eight) => addEight(eight)).flat(),
      i32.less(tee(at, i32.add(get(at), i32.constant(8 * EIGHTS))), get(length)),
    ),
    ...abreast.map((n) => i32.store(get(results), total(n), 4 * n)),
    set(results, i32.add(get(results), i32.constant(4 * ABREAST))),
    set(rows, i32.add(get(row(ABREAST - 1)), get(stride))),
  ];
  const left = tee(count, i32.subtract(get(count), i32.constant(ABREAST)));
  return moduleOf(pages, { parameters: 6, integers: 1 + ABREAST, vectors: 1 + ABREAST }, [
    repeat(fourRows, i32.less(i32.constant(0), left)),
  ]);
}

/** The kernel in JavaScript. */
export function plainKernel(dimensions: number): DotKernel {
  const query = new Int16Array(dimensions);
  const blockRows = blockRowsOf(dimensions);
  const results = new Int32Array(blockRows);
  return {
    blockRows,
    setQuery: (given) => query.set(given),
    dots(rows) {
      for (let row = 0, from = 0; from < rows.length; row++, from += dimensions) {
        let sum = 0;
        for (let i = 0; i < dimensions; i++) sum += (rows[from + i] as number) * (query[i] as number);
        results[row] = sum;
      }
      return results;
    },
  };
}

const kernels = new Map<number, DotKernel>();

/** The fastest kernel that runs here. All who ask for the same dimensions share it: set the query before each scan. */
export function dotKernel(dimensions: number): DotKernel {
  const known = kernels.get(dimensions);
  if (known !== undefined) return known;
  const kernel = simdKernel(dimensions) ?? plainKernel(dimensions);
  kernels.set(dimensions, kernel);
  return kernel;
}
