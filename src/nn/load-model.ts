import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NamesakeError } from "../errors.js";
import { type ModelHeader, readHeader } from "./onnx-reader.js";
import { loadRuntime } from "./runtime.js";
import { Session, type SessionOptions } from "./session.js";
import { fileSource } from "./weights/byte-source.js";

export interface LoadedModel {
  session: Session;
  header: ModelHeader;
}

/**
 * Opens an `.onnx` file, of this package or any other, ready to be run. What is fed is checked against the inputs that it
 * declares; a length that it gives no name may be any.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND; MODEL_INVALID where the file is damaged or no model, or weights are missing;
 * and what `Session.open` throws
 * @example
 * ```ts
 * const { session, header } = await loadModel("encoder.onnx", { threads: 2 });
 * header.metadata.get("licence"); // "Apache-2.0"
 * const { vectors } = await session.run({ ids: { data: Int32Array.of(7, 1, 9), dims: [1, 3] } });
 * ```
 */
export async function loadModel(
  path: string,
  options: Omit<SessionOptions, "path"> = {},
): Promise<LoadedModel> {
  const header = await readModelHeader(path);
  const runtime = await loadRuntime(options.runtime);
  const { name, inputs, outputs, externalFiles } = header;
  const isNative = runtime.name === "native";
  if (!isNative && externalFiles.size > 0)
    throw invalid(path, "its weights are in files of their own, which only the native runtime can read");
  // The native runtime reads the file itself, so that it is in memory only once.
  const model = isNative ? new Uint8Array() : await readFile(path);
  const session = await Session.open(
    { name, inputs, outputs, model },
    { ...options, runtime: runtime.name, ...(isNative ? { path } : {}) },
  );
  return { session, header };
}

/**
 * What an `.onnx` file says about itself; it is not opened for use.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND; MODEL_INVALID where it is damaged or no model, or a file of its weights is not
 * there or lies outside of its folder
 */
export async function readModelHeader(path: string): Promise<ModelHeader> {
  const source = await fileSource(path);
  try {
    const header = await readHeader(source, path);
    for (const [file, bytes] of header.externalFiles) await checkExternal(path, file, bytes);
    return header;
  } finally {
    await source.close();
  }
}

/** Weights lie in the folder of the model or in one below: a model may not make a runtime read any other file. */
async function checkExternal(path: string, file: string, bytes: number): Promise<void> {
  if (/^([/\\]|[A-Za-z]:)/.test(file) || file.split(/[/\\]/).includes(".."))
    throw invalid(path, `it asks for weights outside of its folder, ${JSON.stringify(file)}`);
  const found = await stat(join(dirname(path), file)).catch(() => undefined);
  if (found?.isFile() !== true)
    throw invalid(path, `the file of its weights, ${JSON.stringify(file)}, is not there`);
  if (found.size < bytes)
    throw invalid(
      path,
      `the file of its weights, ${JSON.stringify(file)}, has ${found.size} bytes, and ${bytes} are needed`,
    );
}

const invalid = (path: string, why: string): NamesakeError =>
  new NamesakeError("MODEL_INVALID", { path, why });
