import { type CrossEncoderSizes, crossEncoderModel } from "../../models/encoders/cross-network.js";
import type { CrossEncoderDefinition } from "../../models/encoders/cross-settings.js";
import { fittingInputs } from "../../models/encoders/cross-tokens.js";
import { under } from "../../nn/layers/load-encoders.js";
import { foundationOf } from "../encoders/foundation.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import {
  type Base,
  type Begun,
  type Prepared,
  prepareEncoder,
  readPrepared,
} from "../encoders/preparation.js";
import type { CrossEncoderConfig } from "./schema.js";

/** What is prepared once and is the same for all who train. */
export interface CrossPreparation extends Prepared {
  settings: CrossEncoderDefinition;
}

/** A model's sizes, as it is configured on a foundation. */
const settingsOf = (
  { trunk, special }: Base,
  { model, inputs }: CrossEncoderConfig,
): CrossEncoderDefinition => ({
  trunk,
  special,
  head: { pooling: model.pooling, width: model.width },
  inputs: { ...fittingInputs(inputs, trunk), markers: true, aligned: false },
});

/** The sizes of a model for training. */
export const sizesOf = (
  settings: CrossEncoderDefinition,
  { model }: CrossEncoderConfig,
): CrossEncoderSizes => ({ ...settings, dropout: model.dropout });

/**
 * Prepares a training: what it begins with, and how popular entities are.
 *
 * @param init a folder of an encoder of ours, mostly the bi-encoder whose answers are to be ranked anew, or of the BERT family
 * @returns what was prepared, and how many of the model's parameters have numbers to begin with
 * @throws {NamesakeError} what reading the folder throws; WRITE_FAILED
 */
export async function prepareCrossEncoder(
  folder: string,
  texts: LinkedTexts,
  config: CrossEncoderConfig,
  init: string | undefined,
): Promise<CrossPreparation & Begun> {
  const foundation = await foundationOf(texts, config.model, init);
  const settings = settingsOf(foundation, config);
  const model = crossEncoderModel(sizesOf(settings, config), config.candidates.count);
  // The heads of a bi-encoder have the names of those here.
  const known = new Map([...under("trunk", foundation.trunkNumbers), ...foundation.modelNumbers]);
  return { settings, ...(await prepareEncoder(folder, texts, foundation, model, known)) };
}

/** What {@link prepareCrossEncoder} left in a folder. */
export async function readCrossPreparation(
  folder: string,
  config: CrossEncoderConfig,
): Promise<CrossPreparation> {
  const prepared = await readPrepared(folder);
  return { settings: settingsOf(prepared.base, config), ...prepared };
}
