import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { fileSource } from "../weights/byte-source.js";
import { shown } from "../weights/invalid.js";
import { writeSafetensors } from "../weights/safetensors-writer.js";
import { readWeights, type Weights } from "../weights/weights.js";
import { checkFits, type Shapes } from "./checkpoint-fit.js";
import type { Json } from "./json.js";

/** Row-major numbers; the shape `[]` is one number. */
export interface CheckpointTensor {
  shape: readonly number[];
  data: Float32Array;
}

/** All that a run needs to go on as if it had not been interrupted. */
export interface Checkpoint {
  /** The parameters and what the optimiser keeps of each, under names of the caller's choice. */
  tensors: Readonly<Record<string, CheckpointTensor>>;
  /** Everything else: steps done, position in the data, best score, seed, configuration. */
  state: Readonly<Record<string, Json>>;
}

const FORMAT = "namesake-checkpoint";
const VERSION = 1;

/**
 * Writes a checkpoint: one safetensors file, whose metadata are `format`, `version` and, as JSON, `state`. At every
 * moment, whenever the process is killed, the file at `path` is the old one or the new one, whole. The arrays are
 * written from where they are, so they must not change before this is done. One process at a time writes to a path.
 *
 * @throws {NamesakeError} WRITE_FAILED; {RangeError} where a shape does not fit its numbers, or the state has a number that
 *   is not finite
 * @example
 * ```ts
 * await writeCheckpoint("run/last.safetensors", {
 *   tensors: { weight: { shape: [2, 3], data: weight }, "adamw.mean/weight": { shape: [2, 3], data: mean } },
 *   state: { step: 1000, epoch: 2, seed: 7 },
 * });
 * ```
 */
export async function writeCheckpoint(path: string, { tensors, state }: Checkpoint): Promise<void> {
  const metadata = { format: FORMAT, version: String(VERSION), state: encodeState(state) };
  await removeUnfinished(path);
  const named = Object.entries(tensors).map(([name, { shape, data }]) => {
    return { name, dtype: "float32", shape, data } as const;
  });
  await writeSafetensors(path, named, metadata);
}

function encodeState(state: Checkpoint["state"]): string {
  return JSON.stringify(state, (key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value))
      throw new RangeError(`"${key}" in the state of a checkpoint is ${value}, which JSON cannot say`);
    return value;
  });
}

/** Removes what processes left that were killed while they wrote to `path`; it may be as large as the checkpoint. */
async function removeUnfinished(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []); // writing tells what is wrong with the folder
  for (const name of names)
    if (name.startsWith(`${basename(path)}.`) && name.endsWith(".tmp"))
      await rm(join(folder, name), { force: true }).catch(() => undefined);
}

/**
 * Reads a checkpoint.
 *
 * @param expected shapes of the tensors that it must have, and no others; they are compared before numbers are read.
 *   Absent = any.
 * @throws {NamesakeError} SOURCE_NOT_FOUND, CHECKPOINT_INVALID for a file that is none or not whole, CHECKPOINT_NEWER,
 *   CHECKPOINT_MISMATCH for one of another model
 */
export async function readCheckpoint(path: string, expected?: Shapes): Promise<Checkpoint> {
  const source = await fileSource(path);
  try {
    const weights = await readWeights(source);
    const state = readState(path, weights);
    for (const { name, dtype } of weights.tensors)
      if (dtype !== "float32")
        throw invalid(path, `its tensor "${shown(name)}" has numbers of type ${dtype}, not float32`);
    if (expected !== undefined)
      checkFits(path, expected, Object.fromEntries(weights.tensors.map(({ name, shape }) => [name, shape])));
    const tensors: [string, CheckpointTensor][] = [];
    for (const { name, shape } of weights.tensors)
      tensors.push([name, { shape, data: await weights.readFloat32(name) }]);
    return { tensors: Object.fromEntries(tensors), state };
  } catch (error) {
    if (error instanceof NamesakeError && error.code === "WEIGHTS_INVALID")
      throw invalid(path, (error as NamesakeError<"WEIGHTS_INVALID">).details.why, error);
    throw error;
  } finally {
    await source.close();
  }
}

const invalid = (path: string, why: string, cause?: unknown): NamesakeError =>
  new NamesakeError("CHECKPOINT_INVALID", { path, why }, { cause });

function readState(path: string, { metadata }: Weights): Checkpoint["state"] {
  if (metadata.get("format") !== FORMAT)
    throw invalid(path, "it has weights, but not the state of a training run");
  const version = Number(metadata.get("version"));
  if (!Number.isSafeInteger(version) || version < 1)
    throw invalid(
      path,
      `its format version should be a number from 1, found "${shown(metadata.get("version") ?? "")}"`,
    );
  if (version > VERSION)
    throw new NamesakeError("CHECKPOINT_NEWER", { path, found: version, known: VERSION });
  const state = parseJson(metadata.get("state"));
  if (typeof state !== "object" || state === null || Array.isArray(state))
    throw invalid(path, "the state in its metadata is not a JSON object");
  return state as Checkpoint["state"];
}

/** @returns undefined for what is not JSON */
function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
