import { NamesakeError } from "../../errors.js";
import { toBase64 } from "./base64.js";
import { type ProtobufField, protobufFields } from "./protobuf.js";
import { ROBERTA_TOKENS, type SpecialTokens, T5_TOKENS, unigramJson } from "./tokenizer-json.js";

/** Numbers of the fields that are read, and of kinds of pieces (sentencepiece_model.proto). */
const MODEL = { pieces: 1, trainer: 2, normaliser: 3 };
const PIECE = { text: 1, score: 2, kind: 3 };
const KIND = { unknown: 2, control: 3, userDefined: 4 };
const TRAINER = { modelType: 3, byteFallback: 35 };
const UNIGRAM = 1;
const NORMALISER = { charsmap: 2, prefix: 3, tidySpaces: 4 };

/** How a family of models numbers pieces, and which tokens it puts around texts. */
export type SentencePieceFamily = "t5" | "xlm-roberta" | "plain";

interface Piece {
  text: string;
  score: number;
  kind: number;
}

interface Model {
  pieces: Piece[];
  modelType: number;
  byteFallback: boolean;
  charsmap: Uint8Array;
  prefix: boolean;
  tidySpaces: boolean;
}

/**
 * The tokenizer.json that a ".model" of SentencePiece stands for (https://github.com/google/sentencepiece), where it
 * is a Unigram model.
 *
 * @param family "t5" puts "</s>" at the end; "xlm-roberta" has ids of its own for the special tokens, as fairseq
 * numbers them, and "<s>" and "</s>" around texts; "plain" leaves both as they are
 * @param where names the file in errors
 * @throws {NamesakeError} RECORD_INVALID where it is damaged, or a model of another kind
 */
export function fromSentencePiece(
  bytes: Uint8Array,
  family: SentencePieceFamily = "plain",
  where = "the SentencePiece model",
): object {
  const model = readModel(bytes, where);
  const special = model.pieces.filter(({ kind }) => kind === KIND.control || kind === KIND.userDefined);
  const unknown = model.pieces.find(({ kind }) => kind === KIND.unknown)?.text;
  if (model.modelType !== UNIGRAM || unknown === undefined)
    throw wrong(where, "a Unigram model with a piece for the unknown", `a model of type ${model.modelType}`);
  const others = special.map(({ text }) => text);
  const tokens: Readonly<Record<SentencePieceFamily, SpecialTokens>> = {
    t5: { ...T5_TOKENS, unknown, others },
    "xlm-roberta": { ...ROBERTA_TOKENS, unknown, others },
    plain: { unknown, others },
  };
  const pieces = model.pieces.map(({ text, score }) => [text, score] as const);
  const numbered =
    family === "xlm-roberta"
      ? [
          ...["<s>", "<pad>", "</s>", unknown].map((token) => [token, 0] as const),
          ...pieces.filter((_, id) => model.pieces[id]?.kind !== KIND.control && pieces[id]?.[0] !== unknown),
          ["<mask>", 0] as const,
        ]
      : pieces;
  const charsmap = { type: "Precompiled", precompiled_charsmap: toBase64(model.charsmap) };
  return unigramJson(
    numbered,
    {
      normalisers: model.charsmap.length === 0 ? [] : [charsmap],
      prefix: model.prefix,
      tidySpaces: model.tidySpaces,
      byteFallback: model.byteFallback,
    },
    tokens[family],
  );
}

function wrong(where: string, expected: string, found: string, cause?: unknown): NamesakeError {
  return new NamesakeError("RECORD_INVALID", { where, field: "the file", expected, found }, { cause });
}

function readModel(bytes: Uint8Array, where: string): Model {
  const model: Model = {
    pieces: [],
    modelType: UNIGRAM,
    byteFallback: false,
    charsmap: new Uint8Array(0),
    prefix: true,
    tidySpaces: true,
  };
  try {
    for (const { number, value } of protobufFields(bytes)) {
      if (typeof value === "number") continue;
      if (number === MODEL.pieces) model.pieces.push(readPiece(value));
      if (number === MODEL.trainer) readTrainer(protobufFields(value), model);
      if (number === MODEL.normaliser) readNormaliser(protobufFields(value), model);
    }
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw wrong(where, "a model that SentencePiece wrote", error.message, error);
  }
  return model;
}

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readPiece(bytes: Uint8Array): Piece {
  const piece = { text: "", score: 0, kind: 1 };
  for (const { number, value } of protobufFields(bytes)) {
    if (number === PIECE.text && typeof value !== "number") piece.text = text.decode(value);
    if (number === PIECE.score && typeof value === "number") piece.score = value;
    if (number === PIECE.kind && typeof value === "number") piece.kind = value;
  }
  return piece;
}

function readTrainer(fields: Iterable<ProtobufField>, model: Model): void {
  for (const { number, value } of fields) {
    if (number === TRAINER.modelType) model.modelType = Number(value);
    if (number === TRAINER.byteFallback) model.byteFallback = value === 1;
  }
}

function readNormaliser(fields: Iterable<ProtobufField>, model: Model): void {
  for (const { number, value } of fields) {
    if (number === NORMALISER.charsmap && typeof value !== "number") model.charsmap = value;
    if (number === NORMALISER.prefix) model.prefix = value === 1;
    if (number === NORMALISER.tidySpaces) model.tidySpaces = value === 1;
  }
}
