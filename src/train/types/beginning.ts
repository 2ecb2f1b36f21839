import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { trunkTokens } from "../../models/encoders/trunk.js";
import { VocabularyCounter } from "../../models/tagger/vocabulary.js";
import { hashOfTypes } from "../../models/types/classified-types.js";
import { HEAD, TRUNK } from "../../models/types/network.js";
import type { Reader } from "../../models/types/reader.js";
import type { ClassifiedTypes, LstmSizes, TypeDefinition } from "../../models/types/settings.js";
import { SubwordReader } from "../../models/types/subword-reader.js";
import { isTypeFolder, readTypeSettings, TYPE_FILES } from "../../models/types/type-files.js";
import { WordReader } from "../../models/types/word-reader.js";
import { under } from "../../nn/layers/load-encoders.js";
import type { Parameters } from "../../nn/layers/model.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import { tokenise } from "../../text/tokens.js";
import { type Foundation, foundationOf, isEncoderFolder } from "../encoders/foundation.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { readNumbers } from "../encoders/preparation.js";
import { vectorsOf } from "../spans/preparation.js";
import type { TypeConfig } from "./schema.js";

/** What of a classifier's settings is decided by what it begins with. */
export type TypeBase = Omit<TypeDefinition, keyof ClassifiedTypes | "hidden">;

/** What a training begins with. */
export interface Beginning {
  base: TypeBase;
  reader: Reader;
  /** Numbers by the names that they would have in the model. */
  known: Parameters;
  /** Those of a bi-encoder's mention tower, where the model makes its vectors. */
  tower: Parameters;
}

const NONE: Parameters = new Map();

/**
 * What a training begins with.
 *
 * @param init a folder of a bi-encoder, of a classifier over subwords, or of a model of the BERT family; absent = what
 * `encoder.trunk` says
 * @throws {NamesakeError} OPTION_INVALID where LSTMs are to begin with a model; what reading the folder throws
 */
export function beginningOf(
  texts: LinkedTexts,
  types: ClassifiedTypes,
  config: TypeConfig,
  init: string | undefined,
): Promise<Beginning> {
  if (config.model.kind === "encoder") return ofEncoder(texts, types, config, init);
  if (init === undefined) return ofLstm(texts, config);
  throw new NamesakeError("OPTION_INVALID", {
    option: "--init",
    expected: "absent where model.kind is lstm, which begins with nothing",
    found: init,
  });
}

async function ofEncoder(
  texts: LinkedTexts,
  types: ClassifiedTypes,
  { encoder, inputs }: TypeConfig,
  init: string | undefined,
): Promise<Beginning> {
  const own = init !== undefined && isTypeFolder(init);
  const { trunk, special, tokeniser, trunkNumbers, modelNumbers } = own
    ? await typeFoundation(init, types)
    : await foundationOf(texts, encoder, init);
  const vectors = encoder.frozen && init !== undefined ? await passOf(init) : undefined;
  const { contextTokens, mentionTokens } = inputs;
  return {
    base: {
      network: { kind: "encoder", trunk, special },
      contextTokens: Math.min(contextTokens, trunkTokens(trunk)),
      mentionTokens,
      ...vectors,
    },
    reader: new SubwordReader(tokeniser, special),
    known: new Map([...under(TRUNK, trunkNumbers), ...modelNumbers]),
    tower: vectors === undefined ? NONE : named(modelNumbers, /^mention\.(span|whole)\./),
  };
}

/** How vectors of mentions come of the same pass, and in which windows. */
async function passOf(
  init: string,
): Promise<Pick<TypeBase, "vectors" | "contextTokens" | "mentionTokens"> | undefined> {
  if (isTypeFolder(init)) {
    const { vectors, contextTokens, mentionTokens } = await readTypeSettings(init);
    return vectors && { vectors, contextTokens, mentionTokens };
  }
  const found = isEncoderFolder(init) ? await vectorsOf(init) : undefined;
  if (found?.vectors === undefined) return undefined;
  return { ...found, mentionTokens: found.vectors.mentionTokens };
}

/** A classifier of our own; what it has learned of other types is left out. */
async function typeFoundation(folder: string, types: ClassifiedTypes): Promise<Foundation> {
  const { network, typesHash } = await readTypeSettings(folder);
  if (network.kind !== "encoder")
    throw new NamesakeError("INITIAL_UNUSABLE", {
      path: folder,
      expected: "those of an encoder",
      found: "those of LSTMs",
    });
  const numbers = await readNumbers(join(folder, TYPE_FILES.parameters));
  const kept = typesHash === hashOfTypes(types) ? /./ : new RegExp(`^(?!${HEAD}\\.)`);
  return {
    trunk: network.trunk,
    special: network.special,
    tokeniser: await readTokeniser(join(folder, TYPE_FILES.tokeniser)),
    trunkNumbers: NONE,
    modelNumbers: named(numbers, kept),
  };
}

const named = (numbers: Parameters, pattern: RegExp): Parameters =>
  new Map([...numbers].filter(([name]) => pattern.test(name)));

/** LSTMs know the words and characters of the texts. */
async function ofLstm(texts: LinkedTexts, { lstm, inputs }: TypeConfig): Promise<Beginning> {
  const counter = new VocabularyCounter();
  for await (const { text } of texts())
    for (const { start, end } of tokenise(text)) counter.addWord(text.slice(start, end));
  const { leastCount, mostWords, ...widths } = lstm;
  const vocabulary = counter.vocabulary({ leastCount, mostWords });
  const { words, characters } = vocabulary.sizes;
  const sizes: LstmSizes = { ...widths, words, characters };
  const { contextTokens, mentionTokens } = inputs;
  return {
    base: { network: { kind: "lstm", sizes }, contextTokens, mentionTokens },
    reader: new WordReader(vocabulary, sizes),
    known: NONE,
    tower: NONE,
  };
}
