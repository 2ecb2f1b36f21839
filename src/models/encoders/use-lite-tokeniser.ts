import { Tokeniser } from "../../text/subword/tokeniser.js";
import { unigramJson } from "../../text/subword/tokenizer-json.js";
import { PACKAGE, readVocabulary } from "../use-lite.js";
import type { SpecialIds } from "./settings.js";

/** Rows of the table of embeddings that no text leads to: reserved ones, and two behind the vocabulary. */
export const USE_LITE_SPECIAL: SpecialIds = {
  pad: 0,
  mask: 1,
  mentionStart: 2,
  mentionEnd: 3,
  type: 4,
  relation: 5,
  alias: 8000,
  description: 8001,
};

/** Ids at the start that stand for no text. */
const RESERVED = 6;

/** The tokeniser of the Universal Sentence Encoder Lite, which gives the places of its tokens too. */
export async function useLiteTokeniser(): Promise<Tokeniser> {
  const pieces = await readVocabulary();
  // Reserved pieces are texts in the vocabulary. No text should lead to them: none has a space once it is read.
  const own = pieces.map(([piece, score], id) => [id < RESERVED ? `reserved ${id}` : piece, score] as const);
  return new Tokeniser(
    unigramJson(own, { normalisers: [{ type: "NFKC" }] }, { unknown: "reserved 0" }),
    PACKAGE,
  );
}
