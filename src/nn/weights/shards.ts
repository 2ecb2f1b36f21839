import { dirname, join } from "node:path";
import { type ByteSource, readBytes } from "./byte-source.js";
import { invalid, shown } from "./invalid.js";
import { isSafetensors } from "./safetensors.js";
import type { StoredTensor } from "./stored-tensor.js";

/** An index names every tensor: 100 bytes each. */
const LARGEST_INDEX = 1 << 27;

/** One file of a model in several. */
export interface Shard {
  path: string;
  /** The tensors of the model that this file should have. */
  names: ReadonlySet<string>;
}

/** Whether a file begins like JSON, as an index does. */
export function isIndex(start: Uint8Array): boolean {
  return start[0] === 0x7b && !isSafetensors(start); // "{"
}

/**
 * The files that an index (`model.safetensors.index.json`, `pytorch_model.bin.index.json`) speaks of:
 * `{"weight_map": {"TENSOR": "FILE"}}`
 * (https://huggingface.co/docs/transformers/big_models). They stand beside it: a name with a folder in it is refused.
 *
 * @param path of the index
 * @throws {NamesakeError} WEIGHTS_INVALID
 */
export async function readIndex(source: ByteSource, path: string): Promise<Shard[]> {
  if (source.size > LARGEST_INDEX)
    throw invalid(source.name, `an index of ${source.size} bytes is too large`);
  const files = new Map<string, Set<string>>();
  for (const [tensor, file] of Object.entries(
    weightMap(await readBytes(source, 0, source.size), source.name),
  )) {
    if (typeof file !== "string" || !/^[^/\\\0]+$/.test(file) || file === "." || file === "..") {
      const found = typeof file === "string" ? `"${shown(file)}"` : "something";
      throw invalid(source.name, `it keeps "${shown(tensor)}" in ${found}, which is no file beside it`);
    }
    const names = files.get(file) ?? new Set();
    files.set(file, names.add(tensor));
  }
  return [...files].map(([file, names]) => ({ path: join(dirname(path), file), names }));
}

function weightMap(bytes: Uint8Array, name: string): Record<string, unknown> {
  let index: unknown;
  try {
    index = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw invalid(name, "it begins like JSON but is not", error);
  }
  const map = (index as { weight_map?: unknown }).weight_map;
  if (typeof map !== "object" || map === null || Array.isArray(map))
    throw invalid(name, 'it is JSON, but no index of weights: it has no "weight_map"');
  return map as Record<string, unknown>;
}

/**
 * The tensors that the index places in a shard.
 *
 * @throws {NamesakeError} WEIGHTS_INVALID where one is not there
 */
export function pick(shard: Shard, tensors: readonly StoredTensor[], name: string): StoredTensor[] {
  const picked = tensors.filter((tensor) => shard.names.has(tensor.name));
  if (picked.length < shard.names.size) {
    const present = new Set(picked.map((tensor) => tensor.name));
    const missing = [...shard.names].find((tensor) => !present.has(tensor)) ?? "";
    throw invalid(name, `it lacks the tensor "${shown(missing)}", which the index places in it`);
  }
  return picked;
}
