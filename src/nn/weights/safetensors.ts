import { type ByteSource, readBytes } from "./byte-source.js";
import { DTYPE_BYTES, type DType } from "./dtypes.js";
import { invalid, shown } from "./invalid.js";
import { checkTensor, countOf, rowMajor, type StoredTensor } from "./stored-tensor.js";

/**
 * Safetensors (https://github.com/huggingface/safetensors#format): the length of the header (8 bytes, little-endian),
 * the header as JSON, and the numbers, which fill the rest of the file without holes. A tensor's place is counted from
 * the end of the header.
 */
export const DTYPE_NAMES: Readonly<Record<DType, string>> = {
  bool: "BOOL",
  uint8: "U8",
  int8: "I8",
  uint16: "U16",
  int16: "I16",
  uint32: "U32",
  int32: "I32",
  uint64: "U64",
  int64: "I64",
  float8_e4m3fn: "F8_E4M3",
  float8_e5m2: "F8_E5M2",
  float16: "F16",
  bfloat16: "BF16",
  float32: "F32",
  float64: "F64",
};

const DTYPES = new Map((Object.keys(DTYPE_NAMES) as DType[]).map((dtype) => [DTYPE_NAMES[dtype], dtype]));

/** The reference's own limit. */
export const LARGEST_HEADER = 100_000_000;

/** Texts that a file carries beside its tensors, such as `{ format: "pt" }`. */
export type Metadata = ReadonlyMap<string, string>;

/** The key of the header that is no tensor. */
export const METADATA = "__metadata__";

function headerLength(start: Uint8Array): number {
  return Number(new DataView(start.buffer, start.byteOffset, start.byteLength).getBigUint64(0, true));
}

/** @param start at least the first 9 bytes of a file, if it has so many */
export function isSafetensors(start: Uint8Array): boolean {
  return start.length >= 9 && headerLength(start) <= LARGEST_HEADER && start[8] === 0x7b; // "{"
}

/** Parses a header; `end` is where the numbers begin. */
async function readHeader(source: ByteSource): Promise<{ header: Record<string, unknown>; end: number }> {
  const length = headerLength(await readBytes(source, 0, 8));
  if (length > LARGEST_HEADER || length > source.size - 8)
    throw invalid(source.name, `its header of ${length} bytes is not complete; it was probably cut off`);
  const bytes = await readBytes(source, 8, length);
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header !== "object" || header === null || Array.isArray(header))
      throw new TypeError("it is no object");
    return { header: header as Record<string, unknown>, end: 8 + length };
  } catch (error) {
    throw invalid(source.name, `its header is not JSON (${(error as Error).message.slice(0, 100)})`, error);
  }
}

/** One entry of a header as it should be; the values are checked where they are used. */
interface Entry {
  dtype?: unknown;
  shape?: unknown;
  data_offsets?: unknown;
}

/**
 * The tensors of a safetensors file, in the order of their numbers.
 *
 * @throws {NamesakeError} WEIGHTS_INVALID where it is cut off, or the places overlap, leave a hole or do not fit the shapes
 */
export async function readSafetensors(
  source: ByteSource,
): Promise<{ tensors: StoredTensor[]; metadata: Metadata }> {
  const { header, end } = await readHeader(source);
  const wrong = (name: string, why: string) => invalid(source.name, `the tensor "${shown(name)}" ${why}`);
  const metadata = new Map<string, string>();
  const tensors: StoredTensor[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA) {
      for (const [key, value] of Object.entries((entry ?? {}) as object)) {
        if (typeof value !== "string")
          throw invalid(source.name, `"${shown(key)}" in its metadata is no text`);
        metadata.set(key, value);
      }
      continue;
    }
    const { dtype: code, shape, data_offsets: place } = (entry ?? {}) as Entry;
    if (typeof code !== "string") throw wrong(name, "has no type");
    const dtype = DTYPES.get(code);
    if (dtype === undefined) throw wrong(name, `has the type "${shown(code)}", which is not supported`);
    if (!isSizes(shape)) throw wrong(name, "has no shape");
    if (!isSizes(place) || place.length !== 2) throw wrong(name, "has no place in the file");
    const [from, to] = place as [number, number];
    if (to - from !== countOf(shape) * DTYPE_BYTES[dtype])
      throw wrong(name, `of shape [${shape}] and type ${dtype} has ${to - from} bytes`);
    const storage = { source, position: end + from, length: to - from };
    tensors.push(checkTensor({ name, dtype, shape, strides: rowMajor(shape), offset: 0, storage }));
  }
  checkPlaces(tensors, source, end);
  return { tensors, metadata };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** Sorts tensors by place and demands that they fill the file: what a header does not speak of could be anything. */
function checkPlaces(tensors: StoredTensor[], source: ByteSource, end: number): void {
  tensors.sort((a, b) => a.storage.position - b.storage.position || a.storage.length - b.storage.length);
  let position = end;
  for (const { name, storage } of tensors) {
    if (storage.position !== position) {
      const why = storage.position < position ? "overlaps the one before it" : "comes after a hole";
      throw invalid(source.name, `the tensor "${shown(name)}" ${why}`);
    }
    position += storage.length;
  }
  if (position !== source.size)
    throw invalid(
      source.name,
      `its tensors end at byte ${position}, the file at ${source.size}${position > source.size ? "; it was probably cut off" : ""}`,
    );
}
