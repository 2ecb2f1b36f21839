import { type AddedToken, readAddedToken } from "./added-tokens.js";
import { Bpe } from "./bpe.js";
import { type Decoder, readDecoder } from "./decoders.js";
import type { Padding } from "./encoding.js";
import { Fields } from "./fields.js";
import type { SubwordModel } from "./model.js";
import { type Normaliser, readNormaliser } from "./normalisers.js";
import type { PreTokeniser } from "./pieces.js";
import { readPreTokeniser } from "./pre-tokenisers.js";
import { readTemplate, type Template } from "./templates.js";
import type { Truncation } from "./truncation.js";
import { Unigram } from "./unigram.js";
import { WordLevel } from "./word-level.js";
import { WordPiece } from "./word-piece.js";

/** The steps that a tokenizer.json describes. */
export interface Pipeline {
  normalise: Normaliser;
  preTokenise: PreTokeniser;
  model: SubwordModel;
  template: Template;
  decode: Decoder;
  addedTokens: readonly AddedToken[];
  truncation: Truncation | undefined;
  padding: Padding | undefined;
}

const models: Readonly<Record<string, (fields: Fields) => SubwordModel>> = {
  BPE: Bpe.read,
  Unigram: Unigram.read,
  WordLevel: WordLevel.read,
  WordPiece: WordPiece.read,
};

function readModel(fields: Fields): SubwordModel {
  const type = fields.choice("type", Object.keys(models), modelType(fields));
  return (models[type] as (typeof models)[string])(fields);
}

/** Files of the first versions do not name the type of their model. */
function modelType(fields: Fields): string {
  if (fields.get("merges") !== undefined) return "BPE";
  if (Array.isArray(fields.get("vocab"))) return "Unigram";
  return fields.get("continuing_subword_prefix") === undefined ? "WordLevel" : "WordPiece";
}

function readTruncation(fields: Fields): Truncation {
  const strategies = {
    LongestFirst: "longestFirst",
    OnlyFirst: "onlyFirst",
    OnlySecond: "onlySecond",
  } as const;
  return {
    maxLength: fields.count("max_length", undefined, 1),
    side: fields.choice("direction", ["Right", "Left"], "Right") === "Right" ? "right" : "left",
    strategy:
      strategies[fields.choice("strategy", ["LongestFirst", "OnlyFirst", "OnlySecond"], "LongestFirst")],
    stride: fields.count("stride", 0),
  };
}

function readPadding(fields: Fields): Padding {
  const strategy = fields.get("strategy");
  return {
    id: fields.count("pad_id", 0),
    typeId: fields.count("pad_type_id", 0),
    side: fields.choice("direction", ["Right", "Left"], "Right") === "Right" ? "right" : "left",
    length: strategy === "BatchLongest" ? "longest" : fields.child("strategy").count("Fixed", undefined, 1),
    multipleOf: Math.max(1, fields.count("pad_to_multiple_of", 1)),
  };
}

/**
 * Reads a parsed tokenizer.json, the format of the `tokenizers` library (https://github.com/huggingface/tokenizers).
 *
 * @param where names the file in errors
 * @throws {NamesakeError} RECORD_INVALID where it is not of this form, or asks for a step that is not known
 */
export function readPipeline(json: unknown, where: string): Pipeline {
  const fields = new Fields(json, where);
  const optional = <T>(name: string, read: (fields: Fields) => T): T | undefined =>
    fields.get(name) === undefined ? undefined : read(fields.child(name));
  const model = readModel(fields.child("model"));
  return {
    normalise: optional("normalizer", readNormaliser) ?? ((source) => source),
    preTokenise: optional("pre_tokenizer", readPreTokeniser) ?? ((pieces) => pieces),
    model,
    template: readTemplate(
      fields.get("post_processor") === undefined ? undefined : fields.child("post_processor"),
    ),
    decode: optional("decoder", readDecoder) ?? ((tokens) => [tokens.join(" ")]),
    addedTokens: (fields.get("added_tokens") === undefined ? [] : fields.children("added_tokens")).map(
      (token) => {
        const added = readAddedToken(token);
        // A token of the model keeps the model's id, whatever stands here.
        return { ...added, id: model.vocabulary.idOf(added.content) ?? added.id };
      },
    ),
    truncation: optional("truncation", readTruncation),
    padding: optional("padding", readPadding),
  };
}
