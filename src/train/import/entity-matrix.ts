import { extname } from "node:path";
import { NamesakeError } from "../../errors.js";
import { fileSource } from "../../nn/weights/byte-source.js";
import { DTYPE_BYTES } from "../../nn/weights/dtypes.js";
import { checkTensor, rowMajor } from "../../nn/weights/stored-tensor.js";
import { openWeights, Weights } from "../../nn/weights/weights.js";

/** Vectors of entities, far more than fit into memory. */
export interface EntityMatrix {
  readonly path: string;
  readonly rows: number;
  readonly width: number;
  /** The rows [start, end), one after the other. */
  read(start: number, end: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Files of numpy.memmap, which are float32 numbers and nothing else. */
const PLAIN = new Set([".memmap", ".mmap", ".dat"]);
const NAME = "tensor";

/**
 * Opens a matrix: one of PyTorch (`.t7`, `.pt`), of NumPy (`.npy`), or a memory map of float32 (`.memmap`, `.mmap`, `.dat`).
 *
 * @param width numbers of a vector
 * @throws {NamesakeError} SOURCE_NOT_FOUND, WEIGHTS_INVALID; IMPORT_MISMATCH where it is no matrix of that width
 */
export async function openMatrix(path: string, width: number): Promise<EntityMatrix> {
  const weights = PLAIN.has(extname(path)) ? await openPlain(path, width) : await openWeights(path);
  const [tensor, ...others] = weights.tensors;
  const [rows = 0, ...columns] = tensor?.shape ?? [];
  const found = columns.reduce((product, size) => product * size, 1);
  if (tensor === undefined || others.length > 0 || columns.length === 0 || found !== width) {
    await weights.close();
    throw new NamesakeError("IMPORT_MISMATCH", {
      path,
      expected: `one matrix of vectors of ${width} numbers, as the model makes them`,
      found:
        tensor === undefined || others.length > 0 ? `${weights.tensors.length} tensors` : `[${tensor.shape}]`,
    });
  }
  return {
    path,
    rows,
    width,
    read: (start, end) => weights.readFloat32(tensor.name, { start, end }),
    close: () => weights.close(),
  };
}

async function openPlain(path: string, width: number): Promise<Weights> {
  const source = await fileSource(path);
  const rowBytes = width * DTYPE_BYTES.float32;
  if (source.size % rowBytes !== 0) {
    await source.close();
    throw new NamesakeError("IMPORT_MISMATCH", {
      path,
      expected: `rows of ${width} numbers of float32, ${rowBytes} bytes each`,
      found: `${source.size} bytes`,
    });
  }
  const shape = [source.size / rowBytes, width];
  const storage = { source, position: 0, length: source.size };
  const tensor = {
    name: NAME,
    dtype: "float32",
    shape,
    strides: rowMajor(shape),
    offset: 0,
    storage,
  } as const;
  return new Weights(source.name, [source], [checkTensor(tensor)], new Map());
}
