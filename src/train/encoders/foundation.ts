import { existsSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { ENCODER_FILES, readSettings } from "../../models/encoders/encoder-files.js";
import type { SpecialIds, TrunkSettings } from "../../models/encoders/settings.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import { readWeights } from "../../models/use-lite.js";
import { useLiteParameters } from "../../models/use-lite-parameters.js";
import { loadEncoders } from "../../nn/layers/load-encoders.js";
import type { Parameters } from "../../nn/layers/model.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import { readModelParameters } from "../../nn/weights/model-parameters.js";
import { openWeights } from "../../nn/weights/weights.js";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { trainWordPiece } from "../../text/subword/training/train.js";
import type { LinkedTexts } from "./linked-texts.js";

/** What a training begins with: a transformer, its tokeniser, and numbers. */
export interface Foundation {
  trunk: TrunkSettings;
  tokeniser: Tokeniser;
  special: SpecialIds;
  /** Numbers of the trunk by the names that they have in it; empty = all are drawn. */
  trunkNumbers: Parameters;
  /** Numbers of a whole model of the same kind, by their full names; empty = there is none. */
  modelNumbers: Parameters;
}

/** The sizes of a transformer that is made anew. */
export interface NewTrunk {
  layers: number;
  states: number;
  heads: number;
  vocabulary: number;
}

const NONE: Parameters = new Map();

/** The Universal Sentence Encoder Lite of the package. */
export async function useLiteFoundation(): Promise<Foundation> {
  const all = useLiteParameters(await readWeights());
  // The layer that makes one vector of a text is no part of the trunk.
  const trunkNumbers = new Map([...all].filter(([name]) => !name.startsWith("out.")));
  return {
    trunk: { kind: "use-lite" },
    tokeniser: await useLiteTokeniser(),
    special: USE_LITE_SPECIAL,
    trunkNumbers,
    modelNumbers: NONE,
  };
}

/** Positions of a new transformer. */
const POSITIONS = 128;

/** A transformer that knows nothing yet, with subwords learned from the texts. */
export async function newFoundation(texts: LinkedTexts, sizes: NewTrunk): Promise<Foundation> {
  const words = async function* () {
    for await (const { text } of texts()) yield text;
  };
  const tokeniser = new Tokeniser(await trainWordPiece(words(), { size: sizes.vocabulary }));
  const { special, rows } = specialIds(tokeniser, tokeniser.rows);
  return {
    trunk: {
      kind: "bert",
      vocabulary: rows,
      width: sizes.states,
      positions: POSITIONS,
      segments: 0,
      layers: sizes.layers,
      heads: sizes.heads,
      inner: 4 * sizes.states,
    },
    tokeniser,
    special,
    trunkNumbers: NONE,
    modelNumbers: NONE,
  };
}

const TOKENS = "embeddings.token.weight";

/**
 * A model of the BERT family: BERT, RoBERTa, DistilBERT, MiniLM, as Hugging Face keeps them.
 *
 * @throws {NamesakeError} what `loadEncoders` and `readTokeniser` throw; VOCABULARY_MISMATCH
 */
export async function bertFoundation(folder: string): Promise<Foundation> {
  const tokeniser = await readTokeniser(folder);
  const { encoders } = await loadEncoders(folder);
  const loaded = [...encoders.values()][0];
  if (loaded === undefined) throw unusable(folder);
  const { options, parameters } = loaded;
  tokeniser.requireRows(options.vocabulary, folder);
  const { special, rows } = specialIds(tokeniser, options.vocabulary);
  // Of what is known are only the rows of the transformer itself; those that marks need beside are a mean of all.
  const numbers = new Map([...parameters].filter(([name]) => /^(embeddings|layers|norm)\./.test(name)));
  const table = numbers.get(TOKENS) as Float32Array;
  numbers.set(TOKENS, withMeanRows(table, options.width, rows - options.vocabulary));
  return {
    trunk: { kind: "bert", ...options, vocabulary: rows },
    tokeniser,
    special,
    trunkNumbers: numbers,
    modelNumbers: NONE,
  };
}

/**
 * A bi-encoder or a cross-encoder of our own, with its heads.
 *
 * @throws {NamesakeError} what `readSettings`, `readTokeniser`, `openWeights` and `readModelParameters` throw
 */
export async function encoderFoundation(folder: string): Promise<Foundation> {
  const settings = await readSettings(folder, "namesake-encoder", "namesake-cross-encoder");
  const { trunk, special } = settings;
  const tokeniser = await readTokeniser(join(folder, ENCODER_FILES.tokeniser));
  const modelNumbers = await numbersOf(folder);
  // What a bi-encoder has learned of its temperature is no part of its graphs.
  if (settings.format === "namesake-encoder")
    modelNumbers.set("scale", Float32Array.of(Math.log(settings.scale)));
  const prefix = ["trunk.", "mention.trunk."].find((one) =>
    [...modelNumbers.keys()].some((name) => name.startsWith(one)),
  );
  const trunkNumbers = new Map(
    [...modelNumbers].flatMap(([name, numbers]): [string, Float32Array][] =>
      prefix !== undefined && name.startsWith(prefix) ? [[name.slice(prefix.length), numbers]] : [],
    ),
  );
  return { trunk, tokeniser, special, trunkNumbers, modelNumbers };
}

/** The parameters of an encoder as they were trained, or, where they are not kept, as its models have them. */
async function numbersOf(folder: string): Promise<Map<string, Float32Array>> {
  const { parameters, shared, mention, entity } = ENCODER_FILES;
  if (!existsSync(join(folder, parameters))) {
    const models = [shared, mention, entity].map((name) => join(folder, name)).filter(existsSync);
    const numbers = await Promise.all(models.map(readModelParameters));
    return new Map(numbers.flatMap((one) => [...one]));
  }
  const weights = await openWeights(join(folder, parameters));
  try {
    const numbers = new Map<string, Float32Array>();
    for (const { name } of weights.tensors) numbers.set(name, await weights.readFloat32(name));
    return numbers;
  } finally {
    await weights.close();
  }
}

/** Whether a folder holds an encoder of our own. */
export const isEncoderFolder = (folder: string): boolean => existsSync(join(folder, ENCODER_FILES.settings));

/**
 * What a training begins with.
 *
 * @param trunk what is taken where there is no folder
 * @param init a folder of an encoder of ours, or of the BERT family
 * @throws {NamesakeError} what reading the folder throws
 */
export function foundationOf(
  texts: LinkedTexts,
  trunk: NewTrunk & { trunk: "use-lite" | "new" },
  init: string | undefined,
): Promise<Foundation> {
  if (init !== undefined) return isEncoderFolder(init) ? encoderFoundation(init) : bertFoundation(init);
  return trunk.trunk === "new" ? newFoundation(texts, trunk) : useLiteFoundation();
}

const unusable = (path: string) =>
  new NamesakeError("INITIAL_UNUSABLE", { path, expected: "a transformer encoder", found: "none" });

function withMeanRows(table: Float32Array, width: number, more: number): Float32Array {
  if (more === 0) return table;
  const mean = new Float32Array(width);
  const rows = table.length / width;
  for (let i = 0; i < table.length; i++)
    mean[i % width] = (mean[i % width] as number) + (table[i] as number) / rows;
  const wider = new Float32Array(table.length + more * width);
  wider.set(table);
  for (let i = 0; i < more; i++) wider.set(mean, table.length + i * width);
  return wider;
}

/** What marks mentions and fields, which no vocabulary has by name. */
const MARKS = ["mentionStart", "mentionEnd", "type", "relation", "alias", "description"] as const;

/**
 * Special tokens of a vocabulary of the BERT family. Marks get tokens that it keeps unused; where there are too few, rows behind
 * the others.
 *
 * @returns the ids, and the rows that the table of embeddings needs
 */
function specialIds(tokeniser: Tokeniser, rows: number): { special: SpecialIds; rows: number } {
  const first = (...names: string[]): number | undefined =>
    names.map((name) => tokeniser.idOf(name)).find((id) => id !== undefined);
  const unused = MARKS.map((_, i) => tokeniser.idOf(`[unused${i}]`));
  const own = unused.every((id) => id !== undefined);
  const marks = MARKS.map((name, i) => [name, own ? unused[i] : rows + i]);
  const [begin, separator] = [first("[CLS]", "<s>"), first("[SEP]", "</s>")];
  const pad = first("[PAD]", "<pad>") ?? 0;
  const special = {
    pad,
    mask: first("[MASK]", "<mask>", "[UNK]", "<unk>") ?? pad,
    ...(Object.fromEntries(marks) as Record<(typeof MARKS)[number], number>),
    ...(begin === undefined ? {} : { begin }),
    ...(separator === undefined ? {} : { separator }),
  };
  return { special, rows: own ? rows : rows + MARKS.length };
}
