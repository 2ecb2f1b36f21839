import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { TensorInfo } from "../../nn/weights/stored-tensor.js";
import { openWeights } from "../../nn/weights/weights.js";

/** What files of tensors are called. */
const WEIGHTS = new Set([".bin", ".pt", ".pth", ".safetensors", ".t7", ".npy"]);

/** A file of tensors, by what is in it. */
export interface TensorFile {
  path: string;
  tensors: readonly TensorInfo[];
}

/** The files of a folder that have tensors. */
export interface FoundFiles {
  /** By name. */
  files: TensorFile[];
  /** Those that cannot be read, and why. */
  unreadable: { path: string; error: unknown }[];
}

/**
 * Looks into the files of tensors of a folder: what they are, only their content tells. No numbers are read.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND where there is no such folder
 */
export async function tensorFilesIn(folder: string): Promise<FoundFiles> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path: folder, why: reason(cause) }, { cause });
  });
  const found: FoundFiles = { files: [], unreadable: [] };
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (!WEIGHTS.has(extname(name)) || !(await isFile(path))) continue;
    try {
      const weights = await openWeights(path);
      found.files.push({ path, tensors: weights.tensors });
      await weights.close();
    } catch (error) {
      if (!(error instanceof NamesakeError)) throw error;
      found.unreadable.push({ path, error });
    }
  }
  return found;
}

/** Whether a file is there. */
export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/**
 * A file of JSON.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new NamesakeError(
      "RECORD_INVALID",
      { where: path, field: "the file", expected: "JSON", found: reason(cause) },
      { cause },
    );
  }
}
