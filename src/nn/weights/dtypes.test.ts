import { describe, expect, it } from "vitest";
import { bytesOf, DTYPE_BYTES, type DType, landing, toFloat32 } from "./dtypes.js";

/** What a type makes of the bits of each number. */
function decoded(dtype: DType, codes: readonly number[]): number[] {
  const { bytes, numbers } = landing(dtype, codes.length);
  bytes.set(bytesOf(DTYPE_BYTES[dtype] === 1 ? Uint8Array.from(codes) : Uint16Array.from(codes)));
  return [...toFloat32(numbers())];
}

const all = (bits: number): number[] => Array.from({ length: 2 ** bits }, (_, i) => i);

describe("landing", () => {
  it("decodes float16", () => {
    expect(
      decoded("float16", [0, 0x8000, 1, 0x03ff, 0x0400, 0x3555, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00]),
    ).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      0.333251953125,
      1,
      -2,
      65504,
      Infinity,
      -Infinity,
    ]);
    expect(decoded("float16", [0x7c01, 0xffff])).toEqual([Number.NaN, Number.NaN]);
  });

  it("decodes bfloat16 as the upper half of a float32", () => {
    const halves = all(16);
    const floats = new Float32Array(Uint32Array.from(halves, (half) => half * 65536).buffer);
    expect(decoded("bfloat16", halves)).toEqual([...floats]);
  });

  // The tables of Micikevicius et al. 2022, section 3.
  it("decodes floats of 8 bits", () => {
    expect(decoded("float8_e4m3fn", [0, 0x80, 1, 7, 8, 0x38, 0x7e, 0xfe])).toEqual([
      0,
      -0,
      2 ** -9,
      0.875 * 2 ** -6,
      2 ** -6,
      1,
      448,
      -448,
    ]);
    expect(decoded("float8_e4m3fn", [0x7f, 0xff])).toEqual([Number.NaN, Number.NaN]);
    expect(decoded("float8_e5m2", [0, 0x80, 1, 3, 4, 0x3c, 0x7b, 0x7c, 0xfc])).toEqual([
      0,
      -0,
      2 ** -16,
      0.75 * 2 ** -14,
      2 ** -14,
      1,
      57344,
      Infinity,
      -Infinity,
    ]);
    expect(decoded("float8_e5m2", [0x7d, 0x7f, 0xff])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it.each(["float16", "float8_e4m3fn", "float8_e5m2"] as const)("keeps the order of %s", (dtype) => {
    const positive = decoded(dtype, all(8 * DTYPE_BYTES[dtype] - 1)).filter((value) => !Number.isNaN(value));
    expect(positive.every((value, i) => i === 0 || value > (positive[i - 1] as number))).toBe(true);
    expect(positive.length).toBeGreaterThan(120);
  });

  it("does not copy what JavaScript has", () => {
    for (const dtype of [
      "float32",
      "float64",
      "int64",
      "uint64",
      "int32",
      "uint32",
      "int16",
      "uint16",
      "int8",
      "uint8",
      "bool",
    ] as const) {
      const { bytes, numbers } = landing(dtype, 3);
      expect(bytes.length).toBe(3 * DTYPE_BYTES[dtype]);
      expect(numbers().buffer).toBe(bytes.buffer);
    }
  });
});

describe("toFloat32", () => {
  it("rounds to the nearest", () => {
    expect(toFloat32(BigInt64Array.of(2n ** 60n, -3n))).toEqual(Float32Array.of(2 ** 60, -3));
    expect(toFloat32(BigUint64Array.of(2n ** 64n - 1n))).toEqual(Float32Array.of(2 ** 64));
    expect(toFloat32(Float64Array.of(1 / 3, 1e300))).toEqual(Float32Array.of(1 / 3, Infinity));
    expect(toFloat32(Uint32Array.of(2 ** 32 - 1))).toEqual(Float32Array.of(2 ** 32));
    const same = Float32Array.of(1);
    expect(toFloat32(same)).toBe(same);
  });
});
