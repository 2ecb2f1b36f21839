import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { trunkTokens } from "../../models/encoders/trunk.js";
import { type SpanSizes, spanTrainingModel, TRUNK } from "../../models/spans/network.js";
import type { SpanDefinition } from "../../models/spans/settings.js";
import { isSpanFolder, readSpanSettings, SPAN_FILES } from "../../models/spans/span-files.js";
import { under } from "../../nn/layers/load-encoders.js";
import { type Parameters, parametersOf } from "../../nn/layers/model.js";
import { sizeOf } from "../../nn/onnx.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import {
  bertFoundation,
  encoderFoundation,
  type Foundation,
  isEncoderFolder,
  useLiteFoundation,
} from "../encoders/foundation.js";
import { readNumbers } from "../encoders/preparation.js";
import type { SpanConfig } from "./schema.js";

/** What a run of training keeps in its folder beside what every run does. */
const FILES = { base: "base.json", tokeniser: "tokenizer.json", initial: "initial.safetensors" } as const;

/** What is prepared once and is the same for all who train. */
export interface SpanPreparation {
  settings: SpanDefinition;
  tokeniser: Tokeniser;
  /** Numbers to begin with, by their names in the model; the others are drawn. */
  initial: Parameters;
  /** Those of the mention tower, where the model makes vectors. */
  tower: Parameters;
}

interface Base {
  settings: Omit<SpanDefinition, "head">;
}

/**
 * Prepares a training: what it begins with.
 *
 * @param init a folder of a bi-encoder, of a model of spans, or of a model of the BERT family; absent = the Universal Sentence
 * Encoder Lite
 * @returns what was prepared, and how many of the model's parameters have numbers to begin with
 * @throws {NamesakeError} what reading the folder throws; WRITE_FAILED
 */
export async function prepareSpans(
  folder: string,
  config: SpanConfig,
  init: string | undefined,
): Promise<SpanPreparation & { begun: number; parameters: number }> {
  const foundation = await foundationOf(init);
  const { trunk, special, tokeniser, trunkNumbers, modelNumbers } = foundation;
  const vectors = config.model.frozen && init !== undefined ? await vectorsOf(init) : undefined;
  const base: Base = {
    settings: {
      trunk,
      special,
      contextTokens: Math.min(config.inputs.contextTokens, trunkTokens(trunk)),
      ...vectors,
    },
  };
  const settings = settingsOf(base, config);
  const specs = parametersOf(spanTrainingModel(sizesOf(settings, config)));
  const known = new Map([...under(TRUNK, trunkNumbers), ...modelNumbers]);
  const initial = new Map(
    [...known].filter(([name, { length }]) => {
      const spec = specs.get(name);
      return spec !== undefined && sizeOf(spec.shape) === length;
    }),
  );
  const tower = new Map(
    [...modelNumbers].filter(([name]) => vectors !== undefined && /^mention\.(span|whole)\./.test(name)),
  );
  await writeAtomically(join(folder, FILES.base), [JSON.stringify(base)]);
  await writeAtomically(join(folder, FILES.tokeniser), [JSON.stringify(tokeniser.json)]);
  await writeSafetensors(
    join(folder, FILES.initial),
    [...initial, ...tower].map(([name, data]) => {
      return { name, dtype: "float32" as const, shape: specs.get(name)?.shape ?? [data.length], data };
    }),
  );
  return { settings, tokeniser, initial, tower, begun: initial.size, parameters: specs.size };
}

/** The settings of a model, as it is configured on a foundation. */
const settingsOf = ({ settings }: Base, { model }: SpanConfig): SpanDefinition => ({
  ...settings,
  head: { words: model.words, shapeWidth: model.shapeWidth, width: model.width },
});

/** The sizes of a model for training. */
export const sizesOf = ({ trunk, head }: SpanDefinition, { model }: SpanConfig): SpanSizes => ({
  trunk,
  head,
  frozen: model.frozen,
  dropout: model.dropout,
});

function foundationOf(init: string | undefined): Promise<Foundation> {
  if (init === undefined) return useLiteFoundation();
  if (isSpanFolder(init)) return spanFoundation(init);
  return isEncoderFolder(init) ? encoderFoundation(init) : bertFoundation(init);
}

/**
 * How vectors of mentions are made of the states of a trunk, and in which windows: as a bi-encoder does, where it puts no marks around
 * mentions, or a model of spans that has them from one.
 */
export async function vectorsOf(
  folder: string,
): Promise<Pick<SpanDefinition, "vectors" | "contextTokens"> | undefined> {
  if (isSpanFolder(folder)) {
    const { vectors, contextTokens } = await readSpanSettings(folder);
    return vectors && { vectors, contextTokens };
  }
  if (!isEncoderFolder(folder)) return undefined;
  const { id, scale, vectors, inputs } = await readEncoderSettings(folder);
  if (inputs.markers || vectors.pooling !== "span") return undefined;
  return {
    vectors: { ...vectors, encoder: id, scale, mentionTokens: inputs.mentionTokens },
    contextTokens: inputs.contextTokens,
  };
}

/** What {@link prepareSpans} left in a folder. */
export async function readSpanPreparation(folder: string, config: SpanConfig): Promise<SpanPreparation> {
  const base = JSON.parse(await readFile(join(folder, FILES.base), "utf8")) as Base;
  const numbers = await readNumbers(join(folder, FILES.initial));
  const isOfTower = (name: string) => name.startsWith("mention.");
  return {
    settings: settingsOf(base, config),
    tokeniser: await readTokeniser(join(folder, FILES.tokeniser)),
    initial: new Map([...numbers].filter(([name]) => !isOfTower(name))),
    tower: new Map([...numbers].filter(([name]) => isOfTower(name))),
  };
}

/** A model of spans of our own, with its head. */
async function spanFoundation(folder: string): Promise<Foundation> {
  const { trunk, special } = await readSpanSettings(folder);
  const modelNumbers = await readNumbers(join(folder, SPAN_FILES.parameters));
  return {
    trunk,
    special,
    tokeniser: await readTokeniser(join(folder, SPAN_FILES.tokeniser)),
    trunkNumbers: new Map(),
    modelNumbers,
  };
}
