import { fields, joined } from "./sparse-file.contract.js";

/** Pieces of pickles, to write by hand what PyTorch would write, and what nobody should. */
export const P = {
  proto: fields([1, 0x80], [1, 2]),
  stop: ".",
  mark: "(",
  reduce: "R",
  tuple: "t",
  persistent: "Q",
  global: (module: string, name: string): string => `c${module}\n${name}\n`,
  text: (value: string): Uint8Array => joined("X", fields([4, Buffer.byteLength(value)]), Buffer.from(value)),
  /** Any number below 2 ** 53, as LONG1. */
  int: (value: number): Uint8Array => joined(fields([1, 0x8a], [1, 8], [8, value])),
};

/** The pickle of a tensor whose first dimension comes first in memory, of storage "0". */
export function tensorPickle(
  shape: readonly number[],
  strides: readonly number[],
  count: number,
  stream = false,
): Uint8Array {
  return joined(
    P.global("torch._utils", "_rebuild_tensor_v2"),
    P.mark,
    P.mark,
    P.text("storage"),
    P.global("torch", "FloatStorage"),
    P.text("0"),
    P.text("cpu"),
    P.int(count),
    stream ? "N" : "",
    P.tuple,
    P.persistent,
    P.int(0),
    P.mark,
    ...shape.map(P.int),
    P.tuple,
    P.mark,
    ...strides.map(P.int),
    P.tuple,
    fields([1, 0x89]), // no gradient
    "}",
    P.tuple,
    P.reduce,
  );
}
