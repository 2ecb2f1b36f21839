import { NamesakeError } from "../../../errors.js";
import { BYTE_CHARACTERS } from "../byte-level.js";
import { readPipeline } from "../pipeline.js";
import {
  BERT_TOKENS,
  type BertText,
  byteLevelJson,
  listTokens,
  numbered,
  ROBERTA_TOKENS,
  type SpecialTokens,
  T5_TOKENS,
  unigramJson,
  wordPieceJson,
} from "../tokenizer-json.js";
import { countWords, type TrainingTexts } from "./count-words.js";
import { learnMerges } from "./learn-merges.js";
import { learnUnigram } from "./learn-unigram.js";

/** Longer words are not learnt from; WordPiece does not read them either. In UTF-16 units. */
const MAX_WORD = 100;

export interface WordPieceTraining extends BertText {
  /** Tokens of the vocabulary, special ones included. Fewer where the texts give no more. */
  size: number;
  /** Default: those of BERT. */
  tokens?: SpecialTokens;
  /** Characters of the alphabet at most, default 1000; what is spelt with others will be unknown. */
  alphabet?: number;
  /** Pairs that occur more rarely are not merged; default 2. */
  minFrequency?: number;
}

export interface ByteLevelTraining {
  /** Tokens of the vocabulary, special ones and the 256 bytes included. Fewer where the texts give no more. */
  size: number;
  /** Default: those of RoBERTa. */
  tokens?: SpecialTokens;
  /** Whether the first word is read as if a space stood before it; default false. */
  addPrefixSpace?: boolean;
  /** Pairs that occur more rarely are not merged; default 2. */
  minFrequency?: number;
}

export interface UnigramTraining {
  /** Pieces of the vocabulary, special tokens included. Fewer where the texts give no more. */
  size: number;
  /** Default: those of T5. */
  tokens?: SpecialTokens;
  /** Whether case is kept; default true. */
  cased?: boolean;
}

/** @param given how many tokens are in the vocabulary whatever the texts are */
function checkSize(size: number, given: number): void {
  if (Number.isInteger(size) && size > given) return;
  throw new NamesakeError("OPTION_INVALID", {
    option: "size",
    expected: `a whole number from ${given + 1}, as ${given} tokens are given`,
    found: String(size),
  });
}

/**
 * Learns a WordPiece vocabulary: see {@link learnMerges}. The same texts give the same vocabulary, whatever their
 * order.
 *
 * @returns a tokenizer.json, to be saved or given to a `Tokeniser`
 * @throws {NamesakeError} OPTION_INVALID where the size has no room for the special tokens
 * @example
 * ```ts
 * const json = await trainWordPiece(["Jaguars purr.", "A jaguar purred."], { size: 60 });
 * new Tokeniser(json).encode("A jaguar purrs.");
 * ```
 */
export async function trainWordPiece(texts: TrainingTexts, options: WordPieceTraining): Promise<object> {
  const tokens = options.tokens ?? BERT_TOKENS;
  checkSize(options.size, listTokens(tokens).length);
  const { normalise, preTokenise } = readPipeline(
    wordPieceJson({ [tokens.unknown]: 0 }, options, { unknown: tokens.unknown }),
    "the training's settings",
  );
  const words = await countWords(texts, normalise, preTokenise, MAX_WORD);
  const learnt = learnMerges(words, {
    size: options.size,
    given: listTokens(tokens),
    prefix: "##",
    alphabet: options.alphabet ?? 1000,
    minFrequency: options.minFrequency ?? 2,
  });
  return wordPieceJson(numbered(learnt.tokens), options, tokens);
}

/**
 * Learns a byte-level BPE vocabulary, with which no text is unknown: see {@link learnMerges}. The same texts give the
 * same vocabulary, whatever their order.
 *
 * @returns a tokenizer.json, to be saved or given to a `Tokeniser`
 * @throws {NamesakeError} OPTION_INVALID where the size has no room for the special tokens and the bytes
 */
export async function trainByteLevel(texts: TrainingTexts, options: ByteLevelTraining): Promise<object> {
  const tokens = options.tokens ?? ROBERTA_TOKENS;
  const given = [...listTokens(tokens), ...BYTE_CHARACTERS];
  checkSize(options.size, given.length);
  const { normalise, preTokenise } = readPipeline(
    byteLevelJson({}, [], options.addPrefixSpace),
    "the training's settings",
  );
  const words = await countWords(texts, normalise, preTokenise, MAX_WORD);
  const learnt = learnMerges(words, {
    size: options.size,
    given,
    prefix: "",
    alphabet: BYTE_CHARACTERS.length,
    minFrequency: options.minFrequency ?? 2,
  });
  return byteLevelJson(numbered(learnt.tokens), learnt.merges, options.addPrefixSpace, tokens);
}

/**
 * Learns a Unigram vocabulary as SentencePiece does: see {@link learnUnigram}. Texts are brought into the form NFKC.
 * The same texts give the same vocabulary, whatever their order.
 *
 * @returns a tokenizer.json, to be saved or given to a `Tokeniser`
 * @throws {NamesakeError} OPTION_INVALID where the size has no room for the special tokens, or for the characters of
 * the texts
 */
export async function trainUnigram(texts: TrainingTexts, options: UnigramTraining): Promise<object> {
  const tokens = options.tokens ?? T5_TOKENS;
  checkSize(options.size, listTokens(tokens).length);
  const given = listTokens(tokens).map((token) => [token, 0] as const);
  const lower = options.cased === false ? [{ type: "Lowercase" }] : [];
  const text = { normalisers: [{ type: "Nmt" }, { type: "NFKC" }, ...lower] };
  const { normalise, preTokenise } = readPipeline(
    unigramJson([[tokens.unknown, 0]], text, { unknown: tokens.unknown }),
    "the training's settings",
  );
  const words = await countWords(texts, normalise, preTokenise, MAX_WORD);
  const pieces = learnUnigram(words, options.size - given.length);
  if (pieces.length + given.length > options.size)
    throw new NamesakeError("OPTION_INVALID", {
      option: "size",
      expected: `at least ${pieces.length + given.length}, as every character of the texts is a piece`,
      found: String(options.size),
    });
  return unigramJson(
    [...given, ...pieces.filter(([piece]) => !listTokens(tokens).includes(piece))],
    text,
    tokens,
  );
}
