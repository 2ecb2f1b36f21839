import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import type { SpecialIds, TrunkSettings } from "../../models/encoders/settings.js";
import { type Model, type Parameters, parametersOf } from "../../nn/layers/model.js";
import { sizeOf } from "../../nn/onnx.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import { openWeights } from "../../nn/weights/weights.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { Foundation } from "./foundation.js";
import type { LinkedTexts } from "./linked-texts.js";
import { Popularity } from "./popularity.js";

/** What a run of training keeps in its folder beside what every run does. */
const FILES = {
  base: "base.json",
  tokeniser: "tokenizer.json",
  initial: "initial.safetensors",
  popularity: "popularity.json",
} as const;

/** What a model is built on. */
export interface Base {
  trunk: TrunkSettings;
  special: SpecialIds;
}

/** What is prepared once and is the same for all who train. */
export interface Prepared {
  base: Base;
  tokeniser: Tokeniser;
  /** Numbers to begin with; the others are drawn. */
  initial: Parameters;
  popularity: Popularity;
}

/** How much of a model begins with numbers that are known. */
export interface Begun {
  begun: number;
  /** All parameters of the model. */
  parameters: number;
}

/**
 * Prepares the training of an encoder: what it begins with, and how popular entities are.
 *
 * @param known numbers by the names that they would have in the model; those that do not fit it are left out
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function prepareEncoder(
  folder: string,
  texts: LinkedTexts,
  { trunk, special, tokeniser }: Foundation,
  model: Model,
  known: Parameters,
): Promise<Prepared & Begun> {
  const specs = parametersOf(model);
  const fitting = [...known].flatMap(([name, data]) => {
    const shape = specs.get(name)?.shape;
    return shape === undefined || sizeOf(shape) !== data.length ? [] : [{ name, shape, data }];
  });
  const popularity = await Popularity.count(texts);
  const base: Base = { trunk, special };
  await writeAtomically(join(folder, FILES.base), [JSON.stringify(base)]);
  await writeAtomically(join(folder, FILES.tokeniser), [JSON.stringify(tokeniser.json)]);
  await popularity.write(join(folder, FILES.popularity));
  await writeSafetensors(
    join(folder, FILES.initial),
    fitting.map((tensor) => ({ ...tensor, dtype: "float32" })),
  );
  const initial = new Map(fitting.map(({ name, data }) => [name, data]));
  return { base, tokeniser, initial, popularity, begun: initial.size, parameters: specs.size };
}

/** What {@link prepareEncoder} left in a folder. */
export async function readPrepared(folder: string): Promise<Prepared> {
  const base = JSON.parse(await readFile(join(folder, FILES.base), "utf8")) as Base;
  return {
    base,
    tokeniser: await readTokeniser(join(folder, FILES.tokeniser)),
    initial: await readNumbers(join(folder, FILES.initial)),
    popularity: await Popularity.read(join(folder, FILES.popularity)),
  };
}

/**
 * All parameters of a file of weights.
 *
 * @throws {NamesakeError} what `openWeights` throws
 */
export async function readNumbers(path: string): Promise<Parameters> {
  const weights = await openWeights(path);
  try {
    const numbers = new Map<string, Float32Array>();
    for (const { name } of weights.tensors) numbers.set(name, await weights.readFloat32(name));
    return numbers;
  } finally {
    await weights.close();
  }
}
