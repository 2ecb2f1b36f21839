import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError } from "../../errors.js";
import { TRUNK, taggerModel } from "../../models/tagger/network.js";
import {
  isTaggerFolder,
  readTaggerSettings,
  readVocabulary,
  TAGGER_FILES,
  TAGGER_TOKENISER,
  type TaggerTrunk,
} from "../../models/tagger/tagger-files.js";
import type { Vocabulary } from "../../models/tagger/vocabulary.js";
import { under } from "../../nn/layers/load-encoders.js";
import { type Parameters, parametersOf } from "../../nn/layers/model.js";
import { sizeOf } from "../../nn/onnx.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import {
  encoderFoundation,
  type Foundation,
  isEncoderFolder,
  newFoundation,
  useLiteFoundation,
} from "../encoders/foundation.js";
import { readNumbers } from "../encoders/preparation.js";
import { beginWith } from "./initial.js";
import type { Texts } from "./labelled-text.js";
import { writeVocabulary } from "./save.js";
import type { TaggerConfig } from "./schema.js";
import { type TrainedTrunk, taggerSizes } from "./task.js";

/** What a run of training keeps in its folder beside what every run does. */
const FILES = { trunk: "trunk.json", initial: "initial.safetensors" } as const;

/** What is prepared once and is the same for all who train. */
export interface TaggerPreparation {
  vocabulary: Vocabulary;
  encoder?: TrainedTrunk;
  /** Numbers to begin with; the others are drawn. */
  initial: Parameters;
}

/**
 * Prepares a training: what it begins with, kept in its folder.
 *
 * @param texts that are trained on, of which a new transformer learns its subwords
 * @param init a folder of a tagger, or of an encoder, whose trunk it then has; absent = what `model.trunk` says
 * @returns also the names of parameters for which there are no numbers
 * @throws {NamesakeError} what reading the folder throws; INITIAL_UNUSABLE; WRITE_FAILED
 */
export async function prepareTagger(
  folder: string,
  texts: Texts,
  vocabulary: Vocabulary,
  config: TaggerConfig,
  init: string | undefined,
): Promise<TaggerPreparation & { drawn: string[] }> {
  const { encoder, numbers } = await trunkOf(texts, config, init);
  const known =
    init === undefined || (config.model.trunk === "init" && isEncoderFolder(init))
      ? numbers
      : new Map([...numbers, ...(await beginWith(init, vocabulary, config, encoder)).parameters]);
  const specs = parametersOf(taggerModel(vocabulary.labels, taggerSizes(vocabulary, config, encoder)));
  const initial = new Map(
    [...known].filter(([name, { length }]) => {
      const spec = specs.get(name);
      return spec !== undefined && sizeOf(spec.shape) === length;
    }),
  );
  await writeVocabulary(folder, vocabulary);
  if (encoder !== undefined) {
    const { trunk, special } = encoder;
    await writeAtomically(join(folder, FILES.trunk), [JSON.stringify({ trunk, special })]);
    await writeAtomically(join(folder, TAGGER_TOKENISER), [JSON.stringify(encoder.tokeniser.json)]);
  }
  const tensors = [...initial].map(([name, data]) => {
    return { name, dtype: "float32" as const, shape: specs.get(name)?.shape ?? [data.length], data };
  });
  if (tensors.length > 0) await writeSafetensors(join(folder, FILES.initial), tensors);
  const drawn = [...specs.keys()].filter((name) => !initial.has(name));
  return { vocabulary, ...(encoder && { encoder }), initial, drawn };
}

interface Beginning {
  encoder?: TrainedTrunk;
  /** Of the trunk, by their names in the tagger. */
  numbers: Parameters;
}

async function trunkOf(texts: Texts, config: TaggerConfig, init: string | undefined): Promise<Beginning> {
  switch (config.model.trunk) {
    case "none":
      return { numbers: new Map() };
    case "init":
      return trunkOfInit(init);
    case "new":
      return beginning(await newFoundation(linked(texts), config.trunk));
    case "use-lite":
      return beginning(await useLiteFoundation());
  }
}

const beginning = ({ trunk, special, tokeniser, trunkNumbers }: Foundation): Beginning => ({
  encoder: { trunk, special, tokeniser },
  numbers: new Map(under(TRUNK, trunkNumbers)),
});

async function trunkOfInit(init: string | undefined): Promise<Beginning> {
  if (init !== undefined && isEncoderFolder(init)) return beginning(await encoderFoundation(init));
  const encoder = init === undefined ? undefined : await trunkOfTagger(init);
  if (encoder !== undefined) return { encoder, numbers: new Map() };
  throw new NamesakeError("OPTION_INVALID", {
    option: "--init",
    expected: "the folder of an encoder or of a tagger with a trunk, as model.trunk is init",
    found: init ?? "nothing",
  });
}

/** The settings that a model gives a tagger that begins with it, as overrides: its trunk. */
export async function inheritedByTagger(init: string): Promise<string[]> {
  const hasTrunk = isEncoderFolder(init) || (await trunkOfTagger(init)) !== undefined;
  return hasTrunk ? ["model.trunk=init"] : [];
}

/** The trunk of another tagger, if it has one; its numbers come with all others. */
async function trunkOfTagger(folder: string): Promise<TrainedTrunk | undefined> {
  if (!isTaggerFolder(folder)) return undefined;
  const { encoder } = await readTaggerSettings(folder);
  return encoder && { ...encoder, tokeniser: await readTokeniser(join(folder, TAGGER_TOKENISER)) };
}

/** Texts for the learning of subwords, which needs no mentions. */
const linked = (texts: Texts) =>
  async function* () {
    for await (const { text } of texts()) yield { text, mentions: [] };
  };

/** What {@link prepareTagger} left in a folder. */
export async function readTaggerPreparation(folder: string): Promise<TaggerPreparation> {
  const vocabulary = await readVocabulary(join(folder, TAGGER_FILES.vocabulary));
  const numbers = join(folder, FILES.initial);
  const initial = existsSync(numbers) ? await readNumbers(numbers) : new Map<string, Float32Array>();
  const trunk = join(folder, FILES.trunk);
  if (!existsSync(trunk)) return { vocabulary, initial };
  const { trunk: settings, special } = JSON.parse(await readFile(trunk, "utf8")) as TaggerTrunk;
  const tokeniser = await readTokeniser(join(folder, TAGGER_TOKENISER));
  return { vocabulary, encoder: { trunk: settings, special, tokeniser }, initial };
}
