import type { UnigramPieces } from "./unigram.js";

/** Tokens with a meaning of their own. */
export interface SpecialTokens {
  /** Stands for what the vocabulary cannot spell. */
  unknown: string;
  /** Fills up short encodings. */
  pad?: string;
  /** Before a text. */
  begin?: string;
  /** After a text. */
  end?: string;
  /** What a model learns to fill in. */
  mask?: string;
  /** Any more, such as the markers of a mention. */
  others?: readonly string[];
}

export const BERT_TOKENS: SpecialTokens = {
  pad: "[PAD]",
  unknown: "[UNK]",
  begin: "[CLS]",
  end: "[SEP]",
  mask: "[MASK]",
};

export const ROBERTA_TOKENS: SpecialTokens = {
  begin: "<s>",
  pad: "<pad>",
  end: "</s>",
  unknown: "<unk>",
  mask: "<mask>",
};

export const T5_TOKENS: SpecialTokens = { pad: "<pad>", end: "</s>", unknown: "<unk>" };

/** How BERT reads a text before it is cut. */
export interface BertText {
  /** Default true. */
  lowercase?: boolean;
  /** Default: as `lowercase`. */
  stripAccents?: boolean;
  /** Whether each ideograph is a word; default true. */
  spaceIdeographs?: boolean;
}

/** All of some special tokens, in the order in which they get ids. */
export function listTokens(tokens: SpecialTokens): string[] {
  const { others = [], ...roles } = tokens;
  return [...new Set([...Object.values(roles), ...others])].filter((token) => token !== undefined);
}

/** The ids of a vocabulary in order. */
export const numbered = (tokens: readonly string[]): Record<string, number> =>
  Object.fromEntries(tokens.map((token, id) => [token, id]));

type IdOf = (token: string) => number | undefined;

/** The field "added_tokens": those of the special tokens that the vocabulary has. */
function addedTokens(tokens: SpecialTokens, idOf: IdOf, maskTakesSpace: boolean): object[] {
  return listTokens(tokens)
    .map((content) => ({
      id: idOf(content),
      content,
      single_word: false,
      lstrip: maskTakesSpace && content === tokens.mask,
      rstrip: false,
      normalized: false,
      special: true,
    }))
    .filter(({ id }) => id !== undefined);
}

/** A "post_processor" that puts tokens around the texts: "$A" and "$B" are these, a type id may follow a colon. */
function template(single: readonly string[], pair: readonly string[], idOf: IdOf): object {
  const part = (text: string) => {
    const colon = text.lastIndexOf(":");
    const [id, type_id] = colon <= 0 ? [text, 0] : [text.slice(0, colon), Number(text.slice(colon + 1))];
    return id === "$A" || id === "$B"
      ? { Sequence: { id: id.slice(1), type_id } }
      : { SpecialToken: { id, type_id } };
  };
  const names = new Set([...single, ...pair].map((text) => text.replace(/:\d$/, "")));
  const special = [...names].filter((name) => !name.startsWith("$"));
  return {
    type: "TemplateProcessing",
    single: single.map(part),
    pair: pair.map(part),
    special_tokens: Object.fromEntries(
      special.map((id) => [id, { id, ids: [idOf(id) as number], tokens: [id] }]),
    ),
  };
}

const present = (tokens: readonly (string | undefined)[]): string[] =>
  tokens.filter((token) => token !== undefined);

/** A tokenizer.json for a WordPiece vocabulary, as BERT, DistilBERT and MiniLM have it. */
export function wordPieceJson(
  vocabulary: Readonly<Record<string, number>>,
  text: BertText = {},
  tokens: SpecialTokens = BERT_TOKENS,
): object {
  const idOf = (token: string) => (Object.hasOwn(vocabulary, token) ? vocabulary[token] : undefined);
  const [begin, end] = [tokens.begin, tokens.end].map((token) =>
    token === undefined || idOf(token) === undefined ? undefined : token,
  );
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(tokens, idOf, false),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: text.spaceIdeographs ?? true,
      strip_accents: text.stripAccents ?? null,
      lowercase: text.lowercase ?? true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: template(
      present([begin, "$A", end]),
      present([begin, "$A", end, "$B:1", end === undefined ? undefined : `${end}:1`]),
      idOf,
    ),
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: tokens.unknown,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: vocabulary,
    },
  };
}

/** A tokenizer.json for byte-level BPE, as RoBERTa has it; without its special tokens, as GPT-2. */
export function byteLevelJson(
  vocabulary: Readonly<Record<string, number>>,
  merges: readonly (readonly [string, string])[],
  addPrefixSpace = false,
  tokens: SpecialTokens = ROBERTA_TOKENS,
): object {
  const idOf = (token: string) => (Object.hasOwn(vocabulary, token) ? vocabulary[token] : undefined);
  const trimming = { trim_offsets: true, add_prefix_space: addPrefixSpace };
  const [cls, sep] = [tokens.begin, tokens.end].map((token) => [token, idOf(token ?? "")]);
  const framed = cls?.[1] !== undefined && sep?.[1] !== undefined;
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(tokens, idOf, true),
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", ...trimming, use_regex: true },
    post_processor: framed
      ? { type: "RobertaProcessing", sep, cls, ...trimming }
      : { type: "ByteLevel", ...trimming, use_regex: true },
    decoder: { type: "ByteLevel", ...trimming, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: "",
      end_of_word_suffix: "",
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: vocabulary,
      merges,
    },
  };
}

/** How a SentencePiece model reads a text. */
export interface SentencePieceText {
  /** Steps of a "normalizer" before white space is put in order. */
  normalisers: readonly object[];
  /** Whether spaces at the ends are left out, and of several in a row all but one; default true. */
  tidySpaces?: boolean;
  /** Whether the text begins with a mark for a space; default true. */
  prefix?: boolean;
  byteFallback?: boolean;
}

/** A tokenizer.json for a Unigram vocabulary, as T5 and, with a token to begin with, XLM-RoBERTa have it. */
export function unigramJson(pieces: UnigramPieces, text: SentencePieceText, tokens: SpecialTokens): object {
  const ids = new Map(pieces.map(([piece], id) => [piece, id]));
  const idOf = (token: string) => ids.get(token);
  const [begin, end] = [tokens.begin, tokens.end].map((token) =>
    token === undefined || !ids.has(token) ? undefined : token,
  );
  const tidy = [
    { type: "Replace", pattern: { Regex: " {2,}" }, content: " " },
    { type: "Strip", strip_left: true, strip_right: true },
  ];
  const space = {
    type: "Metaspace",
    replacement: "\u2581",
    prepend_scheme: (text.prefix ?? true) ? "always" : "never",
    split: true,
  };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(tokens, idOf, true),
    normalizer: {
      type: "Sequence",
      normalizers: [...text.normalisers, ...((text.tidySpaces ?? true) ? tidy : [])],
    },
    pre_tokenizer: space,
    post_processor: template(
      present([begin, "$A", end]),
      present([begin, "$A", end, begin === undefined ? undefined : end, "$B", end]),
      idOf,
    ),
    decoder: space,
    model: {
      type: "Unigram",
      unk_id: idOf(tokens.unknown) ?? 0,
      vocab: pieces,
      byte_fallback: text.byteFallback ?? false,
    },
  };
}
