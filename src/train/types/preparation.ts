import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { type TypeSizes, typeTrainingModel } from "../../models/types/network.js";
import { openReader } from "../../models/types/open-reader.js";
import type { Reader } from "../../models/types/reader.js";
import type { ClassifiedTypes, TypeDefinition } from "../../models/types/settings.js";
import { type Parameters, parametersOf } from "../../nn/layers/model.js";
import { sizeOf } from "../../nn/onnx.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { Popularity } from "../encoders/popularity.js";
import { type Begun, readNumbers } from "../encoders/preparation.js";
import { beginningOf } from "./beginning.js";
import type { TypeConfig } from "./schema.js";

/** What a run of training keeps in its folder beside what every run does, and what its reader has to know. */
const FILES = {
  settings: "base.json",
  initial: "initial.safetensors",
  tower: "tower.safetensors",
  popularity: "popularity.json",
} as const;

/** What is prepared once and is the same for all who train. */
export interface TypePreparation {
  settings: TypeDefinition;
  reader: Reader;
  /** Numbers to begin with, by their names in the model; the others are drawn. */
  initial: Parameters;
  /** Those of a bi-encoder's mention tower, where the model makes its vectors. */
  tower: Parameters;
  /** Of the entities in the training data. */
  popularity: Popularity;
}

/** The sizes of a model for training. */
export const sizesOf = (settings: TypeDefinition, { model, encoder }: TypeConfig): TypeSizes => ({
  ...settings,
  frozen: encoder.frozen,
  dropout: model.dropout,
});

/** The model that is trained. */
export const trainedModel = (settings: TypeDefinition, config: TypeConfig) =>
  typeTrainingModel(sizesOf(settings, config), config.inputs.mentions);

/**
 * Prepares a training: what it begins with, what is known of the language, and how popular entities are.
 *
 * @param init see `beginningOf`
 * @throws {NamesakeError} what `beginningOf` throws; WRITE_FAILED
 */
export async function prepareTypes(
  folder: string,
  texts: LinkedTexts,
  types: ClassifiedTypes,
  config: TypeConfig,
  init: string | undefined,
): Promise<TypePreparation & Begun> {
  const { base, reader, known, tower } = await beginningOf(texts, types, config, init);
  const settings: TypeDefinition = {
    system: types.system,
    axes: types.axes.map(({ name, classes }) => ({ name, classes })),
    hidden: config.model.hidden,
    ...base,
  };
  const specs = parametersOf(trainedModel(settings, config));
  const initial = new Map(
    [...known].filter(([name, { length }]) => {
      const spec = specs.get(name);
      return spec !== undefined && sizeOf(spec.shape) === length;
    }),
  );
  const popularity = await Popularity.count(texts);
  const write = (name: string, value: unknown) =>
    writeAtomically(join(folder, name), [JSON.stringify(value)]);
  await write(FILES.settings, settings);
  await write(reader.lexicon.file, reader.lexicon.json);
  await popularity.write(join(folder, FILES.popularity));
  await writeNumbers(join(folder, FILES.initial), initial);
  await writeNumbers(join(folder, FILES.tower), tower);
  return { settings, reader, initial, tower, popularity, begun: initial.size, parameters: specs.size };
}

/** What {@link prepareTypes} left in a folder. */
export async function readTypePreparation(folder: string): Promise<TypePreparation> {
  const settings = JSON.parse(await readFile(join(folder, FILES.settings), "utf8")) as TypeDefinition;
  return {
    settings,
    reader: await openReader(folder, settings.network),
    initial: await readNumbers(join(folder, FILES.initial)),
    tower: await readNumbers(join(folder, FILES.tower)),
    popularity: await Popularity.read(join(folder, FILES.popularity)),
  };
}

const writeNumbers = (path: string, numbers: Parameters): Promise<void> =>
  writeSafetensors(
    path,
    [...numbers].map(([name, data]) => ({ name, dtype: "float32", shape: [data.length], data })),
  );
