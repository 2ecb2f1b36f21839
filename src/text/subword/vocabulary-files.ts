import { NamesakeError } from "../../errors.js";
import { Fields } from "./fields.js";
import { BERT_TOKENS, type BertText, byteLevelJson, numbered, wordPieceJson } from "./tokenizer-json.js";

/**
 * The tokenizer.json that a vocab.txt of BERT stands for: one token a line, the number of the line from 0 is its id.
 *
 * @param where names the file in errors
 * @throws {NamesakeError} RECORD_INVALID where it has no "[UNK]"
 */
export function fromVocabTxt(text: string, options: BertText = {}, where = "vocab.txt"): object {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  // Of a token that stands there twice, the later line counts.
  const vocabulary = numbered(lines);
  if (!Object.hasOwn(vocabulary, BERT_TOKENS.unknown))
    throw new NamesakeError("RECORD_INVALID", {
      where,
      field: "the file",
      expected: `a vocabulary of WordPiece with the token "${BERT_TOKENS.unknown}"`,
      found: `${lines.length} lines without it`,
    });
  return wordPieceJson(vocabulary, options);
}

/**
 * The tokenizer.json that a vocab.json and a merges.txt of RoBERTa or GPT-2 stand for: tokens with their ids, and the
 * pairs that are merged, one a line with a space between, the first to be merged first.
 *
 * @param where names the files in errors
 * @throws {NamesakeError} RECORD_INVALID where they are not of this form
 */
export function fromMerges(
  vocabulary: unknown,
  merges: string,
  options: { addPrefixSpace?: boolean } = {},
  where = "merges.txt",
): object {
  const ids = new Fields(vocabulary, where);
  const pairs: [string, string][] = [];
  merges.split(/\r?\n/).forEach((line, i) => {
    if (line === "" || (i === 0 && line.startsWith("#version"))) return;
    const [left, right, more] = line.split(" ");
    if (left === undefined || right === undefined || more !== undefined)
      throw new NamesakeError("RECORD_INVALID", {
        where,
        field: `line ${i + 1}`,
        expected: "two tokens with a space between",
        found: JSON.stringify(line.slice(0, 60)),
      });
    pairs.push([left, right]);
  });
  return byteLevelJson(
    Object.fromEntries(ids.names().map((token) => [token, ids.count(token)])),
    pairs,
    options.addPrefixSpace ?? false,
  );
}
