import { NamesakeError } from "../../errors.js";
import type { RowType } from "./row-types.js";

const EXTENSIONS = [".npy", ".safetensors"] as const;

/** Where vectors are written, and what belongs to them beside. */
export interface VectorPaths {
  vectors: string;
  /** `NAME.ids.jsonl`: one line a row, in their order: `{"row": 0, "id": "Q90", "name": "Paris"}`. */
  ids: string;
  /** `NAME.scales.npy` or `.safetensors`, of "int8" alone: what the numbers of each row are to be multiplied by. */
  scales?: string;
}

/**
 * @param path ends in .npy or .safetensors
 * @throws {NamesakeError} OPTION_INVALID
 * @example
 * ```ts
 * vectorPaths("out/towns.npy", "float32"); // { vectors: "out/towns.npy", ids: "out/towns.ids.jsonl" }
 * ```
 */
export function vectorPaths(path: string, type: RowType): VectorPaths {
  const extension = vectorExtension(path);
  const stem = path.slice(0, -extension.length);
  const paths = { vectors: path, ids: `${stem}.ids.jsonl` };
  return type === "int8" ? { ...paths, scales: `${stem}.scales${extension}` } : paths;
}

/** All of them, the vectors first. */
export const vectorPathList = ({ vectors, ids, scales }: VectorPaths): [string, ...string[]] => [
  vectors,
  ids,
  ...(scales === undefined ? [] : [scales]),
];

/** @throws {NamesakeError} OPTION_INVALID */
export function vectorExtension(path: string): (typeof EXTENSIONS)[number] {
  const extension = EXTENSIONS.find((one) => path.endsWith(one));
  if (extension !== undefined) return extension;
  throw new NamesakeError("OPTION_INVALID", {
    option: "the file of vectors",
    expected: `a name that ends in ${EXTENSIONS.join(" or ")}`,
    found: path,
  });
}
