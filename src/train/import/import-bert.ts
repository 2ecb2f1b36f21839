import { basename, join } from "node:path";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import type { Pooling } from "../../models/encoders/settings.js";
import { trunkTokens, trunkWidth } from "../../models/encoders/trunk.js";
import { under } from "../../nn/layers/load-encoders.js";
import { biEncoderSchema } from "../biencoder/schema.js";
import { defaults } from "../config/schema.js";
import { bertFoundation } from "../encoders/foundation.js";
import { isFile, readJson, tensorFilesIn } from "./checkpoint-files.js";
import { modelBytes, numbersOf, requireSpace } from "./disk-space.js";
import { exportOptions, type Imported, type ImportOptions } from "./imported.js";
import { checkTarget } from "./target-folder.js";

export interface BertImportOptions extends ImportOptions {
  /** Which vector stands for a text; absent = what 1_Pooling/config.json of sentence-transformers says, or "mean". */
  pooling?: Pooling;
}

/** What Hugging Face calls the weights of a model; what a training keeps beside them is not imported. */
const WEIGHTS = ["model.safetensors", "pytorch_model.bin"];

/** What dot products of unit vectors are multiplied by, where nobody has learned it: as trainings of bi-encoders begin. */
const UNTRAINED_SCALE = 20;

/**
 * Imports a transformer of the BERT family (BERT, MiniLM, RoBERTa, DistilBERT), in a folder of Hugging Face, as a bi-encoder that
 * was not trained to link: one transformer reads mentions and entities, and vectors have length 1. It can be used as it is, or a
 * training can begin with it.
 *
 * @throws {NamesakeError} OPTION_INVALID where `out` has another model; what `loadEncoders` and `readTokeniser` throw, VOCABULARY_MISMATCH, WRITE_FAILED
 * @example
 * ```ts
 * await importBert("all-MiniLM-L6-v2", "minilm");
 * ```
 */
export async function importBert(
  folder: string,
  out: string,
  options: BertImportOptions = {},
): Promise<Imported> {
  const { progress = () => {} } = options;
  await checkTarget(folder, out);
  const { files } = await tensorFilesIn(folder);
  const weights = files.find(({ path }) => WEIGHTS.includes(basename(path)));
  await requireSpace(out, modelBytes(numbersOf(weights?.tensors ?? []), options));
  progress(`Reading ${folder}`, 0);
  const { trunk, tokeniser, special, trunkNumbers } = await bertFoundation(folder);
  const pooling = options.pooling ?? (await poolingOf(folder)) ?? "mean";
  const { inputs } = defaults(biEncoderSchema);
  const most = trunkTokens(trunk);
  await saveBiEncoder(out, {
    settings: {
      trunk,
      shared: true,
      vectors: { pooling, width: 0, unit: true },
      inputs: {
        ...inputs,
        contextTokens: Math.min(inputs.contextTokens, most),
        entityTokens: Math.min(inputs.entityTokens, most),
      },
      special,
      scale: UNTRAINED_SCALE,
    },
    tokeniser,
    parameters: under("trunk", trunkNumbers),
    ...exportOptions(options),
  });
  const pooled = pooling === "mean" ? "the mean over the tokens" : "the first token";
  return {
    made: [`${out}: a bi-encoder, vectors of ${trunkWidth(trunk)} numbers, ${pooled}`],
    notes: [
      "It was not trained to link entities; a training can begin with it: namesake train biencoder … --init FOLDER",
    ],
  };
}

/** What sentence-transformers notes of a model beside it. */
async function poolingOf(folder: string): Promise<Pooling | undefined> {
  const path = join(folder, "1_Pooling", "config.json");
  if (!(await isFile(path))) return undefined;
  const { pooling_mode_cls_token: first } = ((await readJson(path)) ?? {}) as Record<string, unknown>;
  return first === true ? "first" : "mean";
}
