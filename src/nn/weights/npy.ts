import { type ByteSource, readBytes } from "./byte-source.js";
import { DTYPE_BYTES, type DType } from "./dtypes.js";
import { invalid } from "./invalid.js";
import { checkTensor, countOf, rowMajor, type StoredTensor } from "./stored-tensor.js";
import { ONLY_TENSOR } from "./torch-tensors.js";

const MAGIC = "\x93NUMPY";
/** Of magic string and version. */
const START_BYTES = 8;

/** NumPy's names of types; those of one byte have no order of bytes. */
const TYPES: Readonly<Record<string, DType>> = {
  "<f8": "float64",
  "<f4": "float32",
  "<f2": "float16",
  "<i8": "int64",
  "<i4": "int32",
  "<i2": "int16",
  "|i1": "int8",
  "|u1": "uint8",
  "|b1": "bool",
};

export const isNpy = (start: Uint8Array): boolean =>
  Buffer.from(start.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;

/**
 * The array of a `.npy` file, of format version 1.0 to 3.0: a header in the words of a Python dictionary, and the numbers (NumPy
 * Enhancement Proposal 1; `numpy.lib.format`).
 *
 * @throws {NamesakeError} WEIGHTS_INVALID
 */
export async function readNpy(source: ByteSource): Promise<StoredTensor> {
  const start = await readBytes(source, 0, START_BYTES);
  const version = start[MAGIC.length] as number;
  // The length of the header has two bytes, since version 2.0 four.
  const width = version === 1 ? 2 : 4;
  const length = new DataView((await readBytes(source, START_BYTES, width)).buffer);
  const from = START_BYTES + width;
  const position = from + (width === 2 ? length.getUint16(0, true) : length.getUint32(0, true));
  const header = Buffer.from(await readBytes(source, from, position - from)).toString("utf8");
  const wrong = (why: string) => invalid(source.name, `its header ${why}`);

  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  const dtype = descr === undefined ? undefined : TYPES[descr];
  if (dtype === undefined) throw wrong(`says that its type is ${descr ?? "of several parts"}`);
  if (!/'fortran_order': *False/.test(header))
    throw wrong('has its columns one after the other; save it by "numpy.ascontiguousarray"');
  const sizes = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  if (sizes === undefined) throw wrong("names no shape");
  const shape = sizes.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  const bytes = countOf(shape) * DTYPE_BYTES[dtype];
  if (position + bytes > source.size)
    throw invalid(source.name, `it should have ${position + bytes} bytes, found ${source.size}`);
  return checkTensor({
    name: ONLY_TENSOR,
    dtype,
    shape,
    strides: rowMajor(shape),
    offset: 0,
    storage: { source, position, length: bytes },
  });
}
