/**
 * Subword tokenisers: texts to the ids that pretrained transformers read, and back, with the place of every token. A
 * text goes through
 *
 * 1. `added-tokens`: tokens such as "[MASK]" are found as they stand; what lies between goes on;
 * 2. `normalisers` (with `character-wise`, `unicode-forms`, `charsmap`): case, accents, spaces, compatible characters. An
 *    `aligned-text` remembers what came from where;
 * 3. `pre-tokenisers` (with `byte-level`, `metaspace`): the text is cut into `pieces`, mostly words;
 * 4. a model takes each piece apart: `word-piece`, `bpe`, `unigram`, `word-level`;
 * 5. `truncation`, `templates` and `encoding`: what is too long is cut, special tokens are put around, padding fills up;
 *
 * and `decoders` lead back. `pipeline` reads which steps these are from a tokenizer.json, `tokeniser` runs them, and
 * `vocabulary-files` and `sentence-piece` make a tokenizer.json of older files. `training` learns vocabularies.
 */
export type { Encoding, Padding, Side } from "./encoding.js";
export { fromSentencePiece, type SentencePieceFamily } from "./sentence-piece.js";
export { type EncodeOptions, Tokeniser, type TokeniserInput } from "./tokeniser.js";
export type { BertText, SpecialTokens } from "./tokenizer-json.js";
export type { TrainingTexts } from "./training/count-words.js";
export {
  type ByteLevelTraining,
  trainByteLevel,
  trainUnigram,
  trainWordPiece,
  type UnigramTraining,
  type WordPieceTraining,
} from "./training/train.js";
export type { Truncation } from "./truncation.js";
export { fromMerges, fromVocabTxt } from "./vocabulary-files.js";
