import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { type BiEncoderSizes, biEncoderModel } from "../../models/encoders/network.js";
import type { EncoderDefinition, SpecialIds, TrunkSettings } from "../../models/encoders/settings.js";
import { trunkTokens } from "../../models/encoders/trunk.js";
import { under } from "../../nn/layers/load-encoders.js";
import { type Parameters, parametersOf } from "../../nn/layers/model.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import { openWeights } from "../../nn/weights/weights.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import {
  bertFoundation,
  encoderFoundation,
  type Foundation,
  isEncoderFolder,
  newFoundation,
  useLiteFoundation,
} from "../encoders/foundation.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { Popularity } from "../encoders/popularity.js";
import type { BiEncoderConfig } from "./schema.js";

/** What a run of training keeps in its folder beside what every run does. */
const FILES = {
  base: "base.json",
  tokeniser: "tokenizer.json",
  initial: "initial.safetensors",
  popularity: "popularity.json",
} as const;

/** What is prepared once and is the same for all who train. */
export interface Preparation {
  settings: EncoderDefinition;
  tokeniser: Tokeniser;
  /** Numbers to begin with; the others are drawn. */
  initial: Parameters;
  popularity: Popularity;
}

interface Base {
  trunk: TrunkSettings;
  special: SpecialIds;
}

/** A model's sizes, as it is configured on a foundation. */
const settingsOf = ({ trunk, special }: Base, { model, inputs }: BiEncoderConfig): EncoderDefinition => {
  const most = trunkTokens(trunk);
  return {
    trunk,
    special,
    shared: model.shared,
    vectors: { pooling: model.pooling, width: model.width, unit: true },
    inputs: {
      ...inputs,
      contextTokens: Math.min(inputs.contextTokens, most),
      entityTokens: Math.min(inputs.entityTokens, most),
    },
  };
};

/** The sizes of a model for training. */
export const sizesOf = (settings: EncoderDefinition, { model }: BiEncoderConfig): BiEncoderSizes => ({
  ...settings,
  dropout: model.dropout,
});

/**
 * Prepares a training: what it begins with, and how popular entities are.
 *
 * @param init a folder of an encoder of ours, or of the BERT family
 * @returns what was prepared, and how many of the model's parameters have numbers to begin with
 * @throws {NamesakeError} what reading the folder throws; WRITE_FAILED
 */
export async function prepareBiEncoder(
  folder: string,
  texts: LinkedTexts,
  config: BiEncoderConfig,
  init: string | undefined,
): Promise<Preparation & { begun: number; parameters: number }> {
  const foundation = await foundationOf(texts, config, init);
  const { trunk, special, tokeniser } = foundation;
  const settings = settingsOf(foundation, config);
  const specs = parametersOf(biEncoderModel(sizesOf(settings, config), config.negatives.nil));
  const known = numbersOf(foundation, config.model.shared);
  const initial = new Map(
    [...known].filter(([name, { length }]) => {
      const shape = specs.get(name)?.shape;
      return shape !== undefined && shape.reduce((size, axis) => size * axis, 1) === length;
    }),
  );
  const popularity = await Popularity.count(texts);
  const base: Base = { trunk, special };
  await writeAtomically(join(folder, FILES.base), [JSON.stringify(base)]);
  await writeAtomically(join(folder, FILES.tokeniser), [JSON.stringify(tokeniser.json)]);
  await popularity.write(join(folder, FILES.popularity));
  await writeSafetensors(
    join(folder, FILES.initial),
    [...initial].map(([name, data]) => ({
      name,
      dtype: "float32" as const,
      shape: specs.get(name)?.shape ?? [data.length],
      data,
    })),
  );
  return { settings, tokeniser, initial, popularity, begun: initial.size, parameters: specs.size };
}

function foundationOf(
  texts: LinkedTexts,
  { model }: BiEncoderConfig,
  init: string | undefined,
): Promise<Foundation> {
  if (init !== undefined && isEncoderFolder(init)) return encoderFoundation(init);
  if (init !== undefined) return bertFoundation(init);
  return model.trunk === "new" ? newFoundation(texts, model) : useLiteFoundation();
}

/** Numbers by their names in the model: those of a whole one, else those of the trunk, in each tower. */
function numbersOf({ modelNumbers, trunkNumbers }: Foundation, shared: boolean): Parameters {
  const towers = shared ? ["trunk"] : ["mention.trunk", "entity.trunk"];
  return new Map([...towers.flatMap((prefix) => [...under(prefix, trunkNumbers)]), ...modelNumbers]);
}

/** What {@link prepareBiEncoder} left in a folder. */
export async function readPreparation(folder: string, config: BiEncoderConfig): Promise<Preparation> {
  const base = JSON.parse(await readFile(join(folder, FILES.base), "utf8")) as Base;
  const weights = await openWeights(join(folder, FILES.initial));
  const initial = new Map<string, Float32Array>();
  try {
    for (const { name } of weights.tensors) initial.set(name, await weights.readFloat32(name));
  } finally {
    await weights.close();
  }
  return {
    settings: settingsOf(base, config),
    tokeniser: await readTokeniser(join(folder, FILES.tokeniser)),
    initial,
    popularity: await Popularity.read(join(folder, FILES.popularity)),
  };
}
