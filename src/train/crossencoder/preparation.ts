import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError } from "../../errors.js";
import { type CrossEncoderSizes, crossEncoderModel } from "../../models/encoders/cross-network.js";
import type { CrossEncoderDefinition } from "../../models/encoders/cross-settings.js";
import { fittingInputs } from "../../models/encoders/cross-tokens.js";
import { readSettings } from "../../models/encoders/encoder-files.js";
import type { EncoderDefinition } from "../../models/encoders/settings.js";
import { trunkTokens } from "../../models/encoders/trunk.js";
import { under } from "../../nn/layers/load-encoders.js";
import { foundationOf, isEncoderFolder } from "../encoders/foundation.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import {
  type Base,
  type Begun,
  type Prepared,
  prepareEncoder,
  readPrepared,
} from "../encoders/preparation.js";
import type { CrossEncoderConfig } from "./schema.js";

/** Keeps in the folder of a run what the model is, as far as the bi-encoder below it decides. */
const DEFINITION = "definition.json";

/** What is prepared once and is the same for all who train. */
export interface CrossPreparation extends Prepared {
  settings: CrossEncoderDefinition;
}

/** What a bi-encoder that is built upon has decided. */
type Lower = Omit<EncoderDefinition, "trunk" | "special">;

/**
 * A model's sizes, as it is configured on a foundation.
 *
 * @throws {NamesakeError} OPTION_INVALID where heads do not divide the width
 */
function settingsOf(
  { trunk, special }: Base,
  { model, inputs }: CrossEncoderConfig,
  lower: Lower | undefined,
): CrossEncoderDefinition {
  if (model.joint === "all") {
    const head = { pooling: model.pooling, width: model.width };
    return {
      trunk,
      special,
      head,
      inputs: { ...fittingInputs(inputs, trunk), markers: true, aligned: false },
    };
  }
  const { upperWidth, upperHeads } = model;
  if (upperWidth % upperHeads !== 0)
    throw new NamesakeError("OPTION_INVALID", {
      option: "model.upperHeads",
      expected: `a number that divides model.upperWidth, ${upperWidth}`,
      found: `${upperHeads}`,
    });
  const most = trunkTokens(trunk);
  return {
    joint: "upper",
    trunk,
    special,
    head: { width: upperWidth, heads: upperHeads },
    shared: lower?.shared ?? true,
    ...(lower?.readsPadding === undefined ? {} : { readsPadding: lower.readsPadding }),
    vectors: lower?.vectors ?? { pooling: "span", width: model.width, unit: true },
    inputs: {
      markers: false,
      ...lower?.inputs,
      ...inputs,
      contextTokens: Math.min(inputs.contextTokens, most),
      entityTokens: Math.min(inputs.entityTokens, most),
    },
  };
}

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
 * @throws {NamesakeError} what reading the folder throws; OPTION_INVALID; WRITE_FAILED
 */
export async function prepareCrossEncoder(
  folder: string,
  texts: LinkedTexts,
  config: CrossEncoderConfig,
  init: string | undefined,
): Promise<CrossPreparation & Begun> {
  const foundation = await foundationOf(texts, config.model, init);
  const lower = init === undefined ? undefined : await lowerOf(init);
  const settings = settingsOf(foundation, config, lower);
  const model = crossEncoderModel(sizesOf(settings, config), config.candidates.count);
  // The heads of a bi-encoder have the names of those here.
  const towers =
    settings.joint === "upper" && !settings.shared ? ["mention.trunk", "entity.trunk"] : ["trunk"];
  const known = new Map([
    ...towers.flatMap((prefix) => [...under(prefix, foundation.trunkNumbers)]),
    ...foundation.modelNumbers,
  ]);
  const prepared = await prepareEncoder(folder, texts, foundation, model, known);
  await writeAtomically(join(folder, DEFINITION), [JSON.stringify(settings)]);
  return { settings, ...prepared };
}

/** What the bi-encoder in a folder has decided, or the one under a cross-encoder; nothing where there is none. */
async function lowerOf(folder: string): Promise<Lower | undefined> {
  if (!isEncoderFolder(folder)) return undefined;
  const settings = await readSettings(folder, "namesake-encoder", "namesake-cross-encoder");
  return "vectors" in settings ? settings : undefined;
}

/** What {@link prepareCrossEncoder} left in a folder. */
export async function readCrossPreparation(folder: string): Promise<CrossPreparation> {
  const settings = JSON.parse(await readFile(join(folder, DEFINITION), "utf8")) as CrossEncoderDefinition;
  return { settings, ...(await readPrepared(folder)) };
}
