import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { taggerGraph } from "../../models/tagger/network.js";
import { TAGGER_FILES, TAGGER_TOKENISER, type TaggerSettings } from "../../models/tagger/tagger-files.js";
import type { Vocabulary } from "../../models/tagger/vocabulary.js";
import { exportModel } from "../../nn/export.js";
import type { Parameters } from "../../nn/layers/model.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import type { TaggerConfig } from "./schema.js";
import { type TrainedTrunk, taggerSizes } from "./task.js";

/** The file of a tagger's parameters, from which another training can begin. */
export const PARAMETERS_FILE = "model.safetensors";

/** What was learned. */
export interface TrainedTagger {
  config: TaggerConfig;
  vocabulary: Vocabulary;
  encoder?: TrainedTrunk;
  parameters: Parameters;
  /** The least probability of a name. */
  threshold: number;
}

/** What stays float32 where the rest is int8: what the labels are decided with, and tables of few rows. */
const EXACT = /^(out|chain|lstm|states|shapes|spelling)\./;

/**
 * Writes a tagger into a folder: what `loadTagger` opens, and its parameters by name as safetensors. With
 * a trunk it computes that, and keeps the vectors of words, in int8.
 *
 * @returns the paths of the files
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function saveTagger(folder: string, trained: TrainedTagger): Promise<string[]> {
  const { config, vocabulary, encoder, parameters, threshold } = trained;
  const sizes = taggerSizes(vocabulary, config, encoder);
  const { scope, inputs, outputs } = taggerGraph(sizes);
  const tensors = [...scope.parameters].map(([name, { shape }]) => {
    return { name, dtype: "float32" as const, shape, data: parameters.get(name) as Float32Array };
  });
  const weights = join(folder, PARAMETERS_FILE);
  await mkdir(folder, { recursive: true });
  await writeSafetensors(weights, tensors);
  const { files } = await exportModel(join(folder, TAGGER_FILES.model), {
    name: "tagger",
    outputs,
    inputs: Object.values(inputs),
    scope,
    parameters,
    ...(encoder && { precision: "int8", quantise: { keep: EXACT } }),
    metadata: { kind: "tagger", words: String(sizes.words) },
  });
  const settings: TaggerSettings = {
    letters: sizes.letters,
    threshold,
    ...(encoder && { encoder: { trunk: encoder.trunk, special: encoder.special } }),
  };
  return [
    ...files,
    ...(encoder ? [await writeJson(join(folder, TAGGER_TOKENISER), encoder.tokeniser.json)] : []),
    await writeJson(join(folder, TAGGER_FILES.settings), settings),
    await writeVocabulary(folder, vocabulary),
    weights,
  ];
}

/** @throws {NamesakeError} WRITE_FAILED */
export const writeVocabulary = (folder: string, vocabulary: Vocabulary): Promise<string> =>
  writeJson(join(folder, TAGGER_FILES.vocabulary), vocabulary);

async function writeJson(path: string, value: unknown): Promise<string> {
  await writeAtomically(path, [`${JSON.stringify(value)}\n`]);
  return path;
}
