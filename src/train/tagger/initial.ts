import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { taggerModel } from "../../models/tagger/network.js";
import { readVocabulary, TAGGER_FILES, type TaggerTrunk } from "../../models/tagger/tagger-files.js";
import type { Vocabulary } from "../../models/tagger/vocabulary.js";
import { initialNumbers } from "../../nn/layers/initial.js";
import { type Parameters, parametersOf } from "../../nn/layers/model.js";
import type { ParameterSpec } from "../../nn/layers/scope.js";
import { sizeOf } from "../../nn/onnx.js";
import { openWeights, type Weights } from "../../nn/weights/weights.js";
import type { TaggerConfig } from "./schema.js";
import { taggerSizes } from "./task.js";

/** Parameters whose rows belong to words or to characters. */
const TABLES = ["words.weight", "spelling.characters.weight"];
/** Those whose numbers belong to labels. */
const OF_LABELS = /^(out|chain)\./;

/** What a training can begin with. */
export interface Beginning {
  parameters: Parameters;
  /** Names of parameters for which nothing was found that fits; they are drawn. */
  drawn: string[];
}

/** The folder that a tagger's weights lie in, which is named itself or by a file in it. */
async function folderOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true ? path : dirname(path);
}

/**
 * The vocabulary of a tagger that is to be trained further.
 *
 * @param path its folder, or the file of its weights
 * @returns undefined where weights lie there without a vocabulary: rows of words then mean nothing
 * @throws {NamesakeError} RECORD_INVALID
 */
export async function vocabularyBeside(path: string): Promise<Vocabulary | undefined> {
  const file = join(await folderOf(path), TAGGER_FILES.vocabulary);
  return (await stat(file).catch(() => undefined)) === undefined ? undefined : readVocabulary(file);
}

/**
 * The numbers of another tagger, as far as they fit: parameters of the same name and shape; of tables the rows of words and
 * characters that it knew; and what belongs to labels where these are the same.
 *
 * @param vocabulary of the new tagger, which continues the other's
 * @param encoder the new one's trunk, if it has one
 * @throws {NamesakeError} INITIAL_UNUSABLE where nothing fits; SOURCE_NOT_FOUND, WEIGHTS_INVALID, WEIGHTS_UNSAFE
 */
export async function beginWith(
  path: string,
  vocabulary: Vocabulary,
  config: TaggerConfig,
  encoder?: TaggerTrunk,
): Promise<Beginning> {
  const base = await vocabularyBeside(path);
  const specs = parametersOf(taggerModel(vocabulary.labels, taggerSizes(vocabulary, config, encoder)));
  const sameLabels = base?.labels.join() === vocabulary.labels.join();
  const weights = await openWeights(path);
  try {
    const parameters = new Map<string, Float32Array>();
    for (const [name, spec] of specs) {
      const isTable = TABLES.includes(name);
      const meant = isTable ? base !== undefined : sameLabels || !OF_LABELS.test(name);
      if (!meant || !fits(weights, name, spec, isTable)) continue;
      const numbers = isTable
        ? initialNumbers(name, spec, config.seed)
        : new Float32Array(sizeOf(spec.shape));
      numbers.set(await weights.readFloat32(name));
      parameters.set(name, numbers);
    }
    const drawn = [...specs.keys()].filter((name) => !parameters.has(name));
    if (parameters.size === 0) throw unusable(path, weights, [...specs.keys()]);
    return { parameters, drawn };
  } finally {
    await weights.close();
  }
}

/** Whether the weights have a parameter of this shape; of a table they may have fewer rows, which come first. */
function fits(weights: Weights, name: string, { shape }: ParameterSpec, isTable: boolean): boolean {
  if (!weights.has(name)) return false;
  const found = weights.info(name).shape;
  if (!isTable) return found.join() === shape.join();
  return found[1] === shape[1] && (found[0] as number) <= (shape[0] as number);
}

function unusable(path: string, weights: Weights, wanted: readonly string[]): NamesakeError {
  const some = (names: readonly string[]) => `${names.slice(0, 3).join(", ")} …`;
  return new NamesakeError("INITIAL_UNUSABLE", {
    path,
    expected: some(wanted),
    found: some(weights.tensors.map(({ name }) => name)),
  });
}
