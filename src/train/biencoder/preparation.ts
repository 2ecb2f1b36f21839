import { type BiEncoderSizes, biEncoderModel } from "../../models/encoders/network.js";
import type { EncoderDefinition } from "../../models/encoders/settings.js";
import { trunkTokens } from "../../models/encoders/trunk.js";
import { under } from "../../nn/layers/load-encoders.js";
import type { Parameters } from "../../nn/layers/model.js";
import { type Foundation, foundationOf } from "../encoders/foundation.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import {
  type Base,
  type Begun,
  type Prepared,
  prepareEncoder,
  readPrepared,
} from "../encoders/preparation.js";
import type { BiEncoderConfig } from "./schema.js";

/** What is prepared once and is the same for all who train. */
export interface Preparation extends Prepared {
  settings: EncoderDefinition;
}

/** A model's sizes, as it is configured on a foundation. */
const settingsOf = (
  { trunk, special }: Base,
  { model, inputs, types }: BiEncoderConfig,
): EncoderDefinition => {
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
      ...(types.inText && { classInText: true }),
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
): Promise<Preparation & Begun> {
  const foundation = await foundationOf(texts, config.model, init);
  const settings = settingsOf(foundation, config);
  const model = biEncoderModel(sizesOf(settings, config), config.negatives.nil);
  const known = numbersOf(foundation, config.model.shared);
  return { settings, ...(await prepareEncoder(folder, texts, foundation, model, known)) };
}

/** Numbers by their names in the model: those of a whole one, else those of the trunk, in each tower. */
function numbersOf({ modelNumbers, trunkNumbers }: Foundation, shared: boolean): Parameters {
  const towers = shared ? ["trunk"] : ["mention.trunk", "entity.trunk"];
  return new Map([...towers.flatMap((prefix) => [...under(prefix, trunkNumbers)]), ...modelNumbers]);
}

/** What {@link prepareBiEncoder} left in a folder. */
export async function readPreparation(folder: string, config: BiEncoderConfig): Promise<Preparation> {
  const prepared = await readPrepared(folder);
  return { settings: settingsOf(prepared.base, config), ...prepared };
}
