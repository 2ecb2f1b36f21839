import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { NamesakeError } from "../../errors.js";
import type { ExportPrecision } from "../../nn/export.js";
import type { TensorInfo } from "../../nn/weights/stored-tensor.js";
import type { ImportOptions } from "./imported.js";

/** Bytes of a number. */
const BYTES: Readonly<Record<ExportPrecision, number>> = { float32: 4, float16: 2, int8: 1 };

/** How many numbers tensors have. */
export const numbersOf = (tensors: readonly TensorInfo[]): number =>
  tensors.reduce((sum, { shape }) => sum + shape.reduce((size, axis) => size * axis, 1), 0);

/** Bytes that a model of so many numbers takes at least when it is imported. */
export const modelBytes = (
  numbers: number,
  { precision = "int8", trainable = true }: ImportOptions,
): number => numbers * (BYTES[precision] + (trainable ? 4 : 0));

/**
 * Checks that a disk has room, before hours of work are lost for want of it.
 *
 * @param folder need not be there yet
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  let path = resolve(folder);
  while ((await stat(path).catch(() => undefined)) === undefined && path !== dirname(path))
    path = dirname(path);
  // Where a file system does not say how much it has, writing will tell.
  const system = await statfs(path).catch(() => undefined);
  if (system === undefined) return;
  const free = system.bavail * system.bsize;
  if (free >= bytes) return;
  throw new NamesakeError("WRITE_FAILED", {
    path: folder,
    why: `${gigabytes(bytes)} are needed and ${gigabytes(free)} are free; free some space, or give a folder on another disk`,
  });
}

const gigabytes = (bytes: number): string =>
  `${(bytes / 1e9).toLocaleString("en", { maximumFractionDigits: 1 })} GB`;
