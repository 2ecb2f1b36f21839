/** Floats of 16 bits: "float16" of IEEE 754 reaches to 65504, "bfloat16" as far as float32 with fewer digits. */
export type HalfType = "float16" | "bfloat16";

/**
 * The bits of floats of half the size, each rounded to the nearest, to the even one of two (IEEE 754, roundTiesToEven);
 * what is too large becomes infinite.
 */
export function halfBits(numbers: Float32Array, type: HalfType): Uint16Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const bitsOf = type === "float16" ? float16Bits : bfloat16Bits;
  return Uint16Array.from(bits, (one) => ((one >>> 16) & SIGN) | bitsOf(one & ~(SIGN << 16)));
}

/** Whether a number that is finite stays so. */
export const fitsHalf = (numbers: Float32Array, type: HalfType): boolean => {
  const infinite = type === "float16" ? 65520 : LARGEST_BFLOAT16;
  return numbers.every((value) => !Number.isFinite(value) || Math.abs(value) < infinite);
};

const SIGN = 0x8000;
/** The bits of float32's infinity; beyond are those that are no numbers. */
const INFINITY = 0x7f800000;
/** Half a step above the greatest bfloat16: from here on they are rounded to infinity. */
const LARGEST_BFLOAT16 = (2 - 2 ** -8) * 2 ** 127;

/** Drops the lower bits of a magnitude. */
const rounded = (bits: number, dropped: number): number =>
  (bits + 2 ** (dropped - 1) - 1 + ((bits >>> dropped) & 1)) >>> dropped;

const bfloat16Bits = (bits: number): number => (bits > INFINITY ? 0x7fc0 : rounded(bits, 16));

function float16Bits(bits: number): number {
  if (bits > INFINITY) return 0x7e00;
  // 65520 and more
  if (bits >= 0x477ff000) return 0x7c00;
  // The exponents of float16 begin 112 later.
  if (bits >= 0x38800000) return rounded(bits - (112 << 23), 13);
  // Below 2^-14 float16 has a fixed step of 2^-24: the digits, with their leading 1, are moved to it.
  const shift = 126 - (bits >>> 23);
  return shift > 24 ? 0 : rounded((bits & 0x7fffff) | 0x800000, shift);
}
