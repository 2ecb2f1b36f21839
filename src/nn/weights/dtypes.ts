/**
 * Types of numbers in files of weights, by PyTorch's names. The two of 8 bits are those of Micikevicius et al., "FP8
 * Formats for Deep Learning" (2022); bfloat16 is the upper half of a float32.
 */
export const DTYPE_BYTES = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
} as const;

export type DType = keyof typeof DTYPE_BYTES;

export function isDType(name: string): name is DType {
  return Object.hasOwn(DTYPE_BYTES, name);
}

/** Numbers as JavaScript holds them. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array;

/** Types whose bytes are those of a typed array (all of them little-endian, as everywhere where Node runs). */
const ARRAYS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/**
 * The value of a float of few bits: a sign, `exponentBits`, `mantissaBits`.
 *
 * @param infinite whether the highest exponent means infinity and NaN, as in IEEE 754; else only all bits set are NaN
 */
function smallFloat(bits: number, exponentBits: number, mantissaBits: number, infinite: boolean): number {
  const bias = 2 ** (exponentBits - 1) - 1;
  const highest = 2 ** exponentBits - 1;
  const sign = bits >> (exponentBits + mantissaBits) === 0 ? 1 : -1;
  const exponent = (bits >> mantissaBits) & highest;
  const mantissa = bits & (2 ** mantissaBits - 1);
  if (exponent === highest && infinite) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === highest && mantissa === 2 ** mantissaBits - 1) return Number.NaN;
  const fraction = mantissa / 2 ** mantissaBits;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}

const SMALL_FLOATS = {
  float16: { bits: 16, decode: (bits: number) => smallFloat(bits, 5, 10, true) },
  float8_e4m3fn: { bits: 8, decode: (bits: number) => smallFloat(bits, 4, 3, false) },
  float8_e5m2: { bits: 8, decode: (bits: number) => smallFloat(bits, 5, 2, true) },
} as const;

/** Every value of a small float, made at its first use. */
const tables = new Map<DType, Float32Array>();

function tableOf(dtype: keyof typeof SMALL_FLOATS): Float32Array {
  let table = tables.get(dtype);
  if (table === undefined) {
    const { bits, decode } = SMALL_FLOATS[dtype];
    table = Float32Array.from({ length: 2 ** bits }, (_, i) => decode(i));
    tables.set(dtype, table);
  }
  return table;
}

/** Memory for `count` numbers as they are in the file, and what they are once it is filled. */
export interface Landing {
  /** To be filled with the little-endian numbers. */
  bytes: Uint8Array;
  /** Made of `bytes`, without a copy where the type allows. */
  numbers(): Numbers;
}

/**
 * Takes memory for `count` numbers. Floats of 16 and 8 bits become float32, which holds all their values; bool becomes
 * 0 and 1; all other types stay.
 */
export function landing(dtype: DType, count: number): Landing {
  if (dtype === "bfloat16") {
    const halves = new Uint16Array(count);
    const widen = (): Float32Array => {
      const bits = new Uint32Array(count);
      for (let i = 0; i < count; i++) bits[i] = (halves[i] as number) << 16;
      return new Float32Array(bits.buffer);
    };
    return { bytes: bytesOf(halves), numbers: widen };
  }
  if (dtype in SMALL_FLOATS) {
    const small = dtype as keyof typeof SMALL_FLOATS;
    const codes = SMALL_FLOATS[small].bits === 16 ? new Uint16Array(count) : new Uint8Array(count);
    const look = (): Float32Array => {
      const table = tableOf(small);
      const numbers = new Float32Array(count);
      for (let i = 0; i < count; i++) numbers[i] = table[codes[i] as number] as number;
      return numbers;
    };
    return { bytes: bytesOf(codes), numbers: look };
  }
  const numbers = new ARRAYS[dtype as keyof typeof ARRAYS](count);
  return { bytes: bytesOf(numbers), numbers: () => numbers };
}

/** Any numbers as float32: rounded to the nearest where they are wider. */
export function toFloat32(numbers: Numbers): Float32Array {
  if (numbers instanceof Float32Array) return numbers;
  if (numbers instanceof BigInt64Array || numbers instanceof BigUint64Array) {
    const floats = new Float32Array(numbers.length);
    for (let i = 0; i < floats.length; i++) floats[i] = Number(numbers[i]);
    return floats;
  }
  return Float32Array.from(numbers);
}

/** The bytes of a typed array, not copied. */
export function bytesOf(numbers: ArrayBufferView): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
