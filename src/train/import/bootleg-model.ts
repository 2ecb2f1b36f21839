import { basename } from "node:path";
import { NamesakeError } from "../../errors.js";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import type { SpecialIds } from "../../models/encoders/settings.js";
import { trunkTokens } from "../../models/encoders/trunk.js";
import { loadEncoders } from "../../nn/layers/load-encoders.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { type BootlegConfig, readBootlegConfig } from "./bootleg-config.js";
import { type TensorFile, tensorFilesIn } from "./checkpoint-files.js";
import type { ImportOptions } from "./imported.js";
import { bertTokens, twoTowers } from "./two-towers.js";
import { findVocabulary, requireEntries } from "./vocabulary.js";

/** Of several checkpoints the first: the one for download, the best of a training, its last. */
const NAMES = [/^bootleg_/, /^best_model/, /^last_model/, /./];

/** What Bootleg adds to a vocabulary, in its order. */
const MARKS = ["mentionStart", "mentionEnd", "description", "relation", "type"] as const;

const isModel = ({ tensors }: TensorFile): boolean =>
  ["context_encoder", "entity_encoder"].every((tower) =>
    tensors.some(({ name }) => name.includes(`${tower}.transformer.`)),
  );
/** Bootleg 1.0 learned an embedding of each entity. */
const isOlder = ({ tensors }: TensorFile): boolean =>
  tensors.some(({ name }) => /module_pool\.(embedding_payload|attn_network|pred_layer|learned)/.test(name));

/**
 * Finds the model of Bootleg 1.1 in a folder.
 *
 * @returns the file, and the names of others that are models too
 * @throws {NamesakeError} IMPORT_INCOMPLETE, IMPORT_MISMATCH for one of Bootleg 1.0; SOURCE_NOT_FOUND, and what is wrong with a file
 * that could have been one
 */
export async function findBootlegModel(folder: string): Promise<{ model: TensorFile; others: string[] }> {
  const { files, unreadable } = await tensorFilesIn(folder);
  const models = files.filter(isModel);
  const model = NAMES.map((pattern) => models.find(({ path }) => pattern.test(basename(path)))).find(
    (found) => found !== undefined,
  );
  if (model !== undefined)
    return { model, others: models.filter((one) => one !== model).map(({ path }) => basename(path)) };
  const older = files.find(isOlder);
  if (older !== undefined)
    throw new NamesakeError("IMPORT_MISMATCH", {
      path: older.path,
      expected: "a model of Bootleg 1.1, which reads entities as texts",
      found: "one of 1.0, which has an embedding of each entity",
    });
  if (unreadable[0] !== undefined) throw unreadable[0].error;
  throw new NamesakeError("IMPORT_INCOMPLETE", {
    path: folder,
    missing: 'model of Bootleg 1.1, with the modules "context_encoder" and "entity_encoder"',
    remedy: "Give the folder of bootleg_wiki.pth, or of a training's best_model….model.pth",
  });
}

/**
 * Imports a model of Bootleg 1.1: two towers, each a BERT, its pooler, a linear layer and a tanh.
 *
 * @returns its configuration, and what was written, in words
 */
export async function importBootlegModel(
  folder: string,
  path: string,
  out: string,
  options: Pick<ImportOptions, "precision" | "trainable"> & { vocabulary?: string },
): Promise<{ config: BootlegConfig; made: string }> {
  const config = await readBootlegConfig(folder);
  const { vocabulary: given, ...exported } = options;
  const { tokeniser, config: bertConfig } = await findVocabulary({
    folder,
    bert: config.bert,
    ...(given === undefined ? {} : { given }),
  });
  const values = { bert_model: config.bert };
  const loaded = await loadEncoders(path, { config: bertConfig ?? { values, path: config.path } });
  const { trunk, projection, parameters } = twoTowers(loaded, path);
  if (projection !== config.width)
    throw new NamesakeError("CONFIG_INVALID", {
      where: config.path,
      key: "model_config.hidden_size",
      expected: `${projection}, as in ${basename(path)}`,
      found: `${config.width}`,
    });
  requireEntries(tokeniser, trunk.vocabulary - MARKS.length, path);
  const most = trunkTokens(trunk);
  const entityTokens = Math.min(config.entityTokens, most);
  await saveBiEncoder(out, {
    settings: {
      trunk,
      shared: false,
      readsPadding: true,
      vectors: { pooling: "first", width: projection, unit: config.normalise, pooler: "tanh" },
      inputs: {
        markers: true,
        contextTokens: Math.min(config.contextTokens, most),
        contextWords: config.contextWords,
        mentionTokens: config.contextTokens,
        entityTokens,
        nameTokens: entityTokens,
        typeTokens: config.typeWords,
        relationTokens: config.relationWords,
        aliasTokens: 0,
        style: "bootleg",
      },
      special: specialIds(tokeniser, path),
      scale: 1 / config.temperature,
    },
    tokeniser,
    parameters,
    ...exported,
  });
  return { config, made: `two towers of ${trunk.layers} layers, vectors of ${projection} numbers` };
}

function specialIds(tokeniser: Tokeniser, path: string): SpecialIds {
  const { rows } = tokeniser;
  const marks = Object.fromEntries(MARKS.map((name, i) => [name, rows + i])) as Record<
    (typeof MARKS)[number],
    number
  >;
  // Aliases are not written.
  return { ...bertTokens(tokeniser, path), ...marks, alias: marks.description };
}
