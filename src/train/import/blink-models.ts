import { NamesakeError } from "../../errors.js";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import { saveCrossEncoder } from "../../models/encoders/save-cross-encoder.js";
import type { InputSettings, SpecialIds } from "../../models/encoders/settings.js";
import { trunkTokens } from "../../models/encoders/trunk.js";
import { type LoadedEncoders, loadEncoders, under } from "../../nn/layers/load-encoders.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { type BlinkParameters, readBlinkParameters } from "./blink-files.js";
import type { ImportOptions } from "./imported.js";
import { bertTokens, requiredToken, twoTowers } from "./two-towers.js";
import { findVocabulary, requireEntries } from "./vocabulary.js";

/** Where a model of BLINK is, and its vocabulary. */
export interface BlinkModel {
  folder: string;
  /** The file of its weights. */
  path: string;
  /** See `findVocabulary`. */
  vocabulary?: string;
  /** Of a cross-encoder: the file of the bi-encoder beside it, by whose contexts BLINK feeds it. */
  biEncoder?: string;
}

/**
 * Imports BLINK's bi-encoder: two towers whose vectors are the states of the first tokens, or with `add_linear` what its pooler and
 * a linear layer make of them. Dot products are log-odds as they are.
 *
 * @returns what was written, in words
 */
export async function importBlinkBiEncoder(
  model: BlinkModel,
  out: string,
  options: ImportOptions,
): Promise<string> {
  const { loaded, tokeniser, parameters: limits } = await load(model);
  const { trunk, projection, parameters } = twoTowers(loaded, model.path);
  requireEntries(tokeniser, trunk.vocabulary, model.path);
  const most = trunkTokens(trunk);
  await saveBiEncoder(out, {
    settings: {
      trunk,
      shared: false,
      vectors: {
        pooling: "first",
        width: projection,
        unit: false,
        ...(projection === 0 ? {} : { pooler: "linear" }),
      },
      inputs: inputsOf(Math.min(limits.contextTokens, most), Math.min(limits.entityTokens, most)),
      special: specialIds(tokeniser, model.path),
      scale: 1,
    },
    tokeniser,
    parameters,
    ...options,
  });
  return `two towers of ${trunk.layers} layers, vectors of ${projection === 0 ? trunk.width : projection} numbers`;
}

/**
 * Imports BLINK's cross-encoder: one transformer over mention and entity, whose pooler and a linear layer make the score.
 *
 * @returns what was written, in words
 * @throws {NamesakeError} IMPORT_MISMATCH where nothing makes a score
 */
export async function importBlinkCrossEncoder(
  model: BlinkModel,
  out: string,
  options: ImportOptions,
): Promise<string> {
  const { loaded, tokeniser, parameters: limits } = await load(model);
  const encoder = loaded.encoders.get("encoder");
  if (encoder?.projection !== 1)
    throw new NamesakeError("IMPORT_MISMATCH", {
      path: model.path,
      expected: 'a transformer with a linear layer to one score, "encoder.additional_linear"',
      found: encoder === undefined ? "several transformers" : `one to ${encoder.projection} numbers`,
    });
  const trunk = { kind: "bert" as const, ...encoder.options };
  requireEntries(tokeniser, trunk.vocabulary, model.path);
  const all = Math.min(limits.sequenceTokens, trunkTokens(trunk));
  const context = Math.min(limits.contextTokens, all);
  // An entity in a pair has no [CLS].
  const entity = Math.min(limits.entityTokens, all - context + 1);
  await saveCrossEncoder(out, {
    settings: {
      trunk,
      head: { pooling: "pooler", width: 0 },
      inputs: { ...inputsOf(context, entity), markers: true, aligned: true },
      special: specialIds(tokeniser, model.path),
      scale: 1,
    },
    tokeniser,
    parameters: under("trunk", encoder.parameters),
    ...options,
  });
  return `${trunk.layers} layers over ${context + entity - 1} tokens`;
}

interface Loaded {
  loaded: LoadedEncoders;
  tokeniser: Tokeniser;
  parameters: BlinkParameters;
}

async function load({ folder, path, vocabulary, biEncoder }: BlinkModel): Promise<Loaded> {
  const own = await readBlinkParameters(path);
  const other = biEncoder === undefined ? undefined : await readBlinkParameters(biEncoder);
  const { contextTokens } = other?.path === undefined ? own : other;
  const parameters = { ...own, contextTokens };
  const { lowercase } = parameters;
  const { tokeniser, config } = await findVocabulary({
    folder,
    bert: "bert-large-uncased",
    ...(vocabulary === undefined ? {} : { given: vocabulary }),
    ...(lowercase === undefined ? {} : { lowercase }),
  });
  const loaded = await loadEncoders(path, config === undefined ? {} : { config });
  return { loaded, tokeniser, parameters };
}

/** BLINK writes titles and descriptions, and nothing else of an entity. */
const inputsOf = (contextTokens: number, entityTokens: number): InputSettings => ({
  markers: true,
  contextTokens,
  mentionTokens: contextTokens,
  entityTokens,
  nameTokens: entityTokens,
  typeTokens: 0,
  relationTokens: 0,
  aliasTokens: 0,
  style: "blink",
});

/** Tokens that BERT keeps unused, in the roles that blink/common/params.py gives them. */
function specialIds(tokeniser: Tokeniser, path: string): SpecialIds {
  const unused = (i: number): number => requiredToken(tokeniser, `[unused${i}]`, path);
  const title = unused(2);
  return {
    ...bertTokens(tokeniser, path),
    mentionStart: unused(0),
    mentionEnd: unused(1),
    description: title,
    // Never written.
    type: title,
    relation: title,
    alias: title,
  };
}
