import { initialParameters, parametersOf } from "../../nn/layers/model.js";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { trainWordPiece } from "../../text/subword/training/train.js";
import { crossEncoderModel } from "./cross-network.js";
import type { CrossEncoderDefinition } from "./cross-settings.js";
import { biEncoderModel } from "./network.js";
import { saveBiEncoder } from "./save-bi-encoder.js";
import { saveCrossEncoder } from "./save-cross-encoder.js";
import type { EncoderDefinition, InputSettings } from "./settings.js";

/** Small encoders, for tests: their numbers are drawn, so that they know nothing. */

/** What vocabularies are learned from where nothing is said. */
const LETTERS = ["abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 . , - '"];
/** Numbers of a vector. */
const WIDTH = 8;

const INPUTS: InputSettings = {
  markers: false,
  contextTokens: 32,
  mentionTokens: 6,
  entityTokens: 16,
  nameTokens: 8,
  typeTokens: 0,
  relationTokens: 0,
  aliasTokens: 0,
};

async function foundation(texts: readonly string[]) {
  const tokeniser = new Tokeniser(await trainWordPiece(texts, { size: 300, lowercase: false }));
  const rows = tokeniser.rows;
  const trunk: EncoderDefinition["trunk"] = {
    kind: "bert",
    vocabulary: rows + 6,
    width: 16,
    positions: 48,
    segments: 0,
    layers: 1,
    heads: 2,
    inner: 32,
  };
  const special: EncoderDefinition["special"] = {
    pad: 0,
    mask: rows,
    mentionStart: rows + 1,
    mentionEnd: rows + 2,
    type: rows + 3,
    relation: rows + 4,
    alias: rows + 5,
    description: rows + 5,
  };
  return { tokeniser, trunk, special };
}

/** What of a small encoder can be chosen. */
export interface SmallEncoderOptions {
  /** What the vocabulary is learned from. */
  texts?: readonly string[];
  seed?: number;
  /** Whether vectors have length 1, default true. */
  unit?: boolean;
}

/** Writes a bi-encoder into a folder. */
export async function writeSmallBiEncoder(
  folder: string,
  { texts = LETTERS, seed = 3, unit = true }: SmallEncoderOptions = {},
): Promise<void> {
  const { tokeniser, trunk, special } = await foundation(texts);
  const vectors = { pooling: "span", width: WIDTH, unit } as const;
  const settings = { trunk, special, shared: true, vectors, inputs: INPUTS, scale: 12 };
  const specs = parametersOf(biEncoderModel(settings, false));
  await saveBiEncoder(folder, { settings, tokeniser, parameters: initialParameters(specs, seed) });
}

/** Writes a cross-encoder into a folder. */
export async function writeSmallCrossEncoder(folder: string): Promise<void> {
  const { tokeniser, trunk, special } = await foundation(LETTERS);
  const settings: CrossEncoderDefinition & { scale: number } = {
    trunk,
    special,
    head: { pooling: "parts", width: WIDTH },
    inputs: { ...INPUTS, markers: true, aligned: false },
    scale: 2,
  };
  const specs = parametersOf(crossEncoderModel(settings, 2));
  await saveCrossEncoder(folder, { settings, tokeniser, parameters: initialParameters(specs, 3) });
}
