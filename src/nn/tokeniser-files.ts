import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { fromSentencePiece, type SentencePieceFamily } from "../text/subword/sentence-piece.js";
import { Tokeniser } from "../text/subword/tokeniser.js";
import { fromMerges, fromVocabTxt } from "../text/subword/vocabulary-files.js";

/** Files that a tokeniser is read from, the most telling first. */
const FILES = [
  "tokenizer.json",
  "vocab.txt",
  "vocab.json",
  "spiece.model",
  "sentencepiece.bpe.model",
  "tokenizer.model",
] as const;

/** What tokenizer_config.json says beside the vocabulary; all of it may be absent. */
interface Config {
  do_lower_case?: unknown;
  strip_accents?: unknown;
  tokenize_chinese_chars?: unknown;
  add_prefix_space?: unknown;
  tokenizer_class?: unknown;
}

/**
 * Reads the tokeniser of a pretrained model: its tokenizer.json, or the vocabulary files that models had before,
 * which are vocab.txt (BERT, DistilBERT, MiniLM), vocab.json with merges.txt beside (RoBERTa, GPT-2) and Unigram
 * models of SentencePiece (T5, XLM-RoBERTa). Of a folder the first of these counts; tokenizer_config.json beside
 * tells whether case is kept.
 *
 * @param path the folder, or one of the files
 * @throws {NamesakeError} TOKENISER_MISSING where there is none; SOURCE_NOT_FOUND where a file cannot be read;
 * RECORD_INVALID where it is not of its form
 * @example
 * ```ts
 * const tokeniser = await readTokeniser("models/all-MiniLM-L6-v2");
 * tokeniser.encode("Jaguars purr.").ids;
 * ```
 */
export async function readTokeniser(path: string): Promise<Tokeniser> {
  const file = await findFile(path);
  const folder = dirname(file);
  const name = basename(file);
  if (name === "vocab.txt") {
    const { do_lower_case, strip_accents, tokenize_chinese_chars } = await readConfig(folder);
    const options = {
      ...(typeof do_lower_case === "boolean" && { lowercase: do_lower_case }),
      ...(typeof strip_accents === "boolean" && { stripAccents: strip_accents }),
      ...(typeof tokenize_chinese_chars === "boolean" && { spaceIdeographs: tokenize_chinese_chars }),
    };
    return new Tokeniser(fromVocabTxt(await readText(file), options, file), file);
  }
  if (name === "vocab.json") {
    const addPrefixSpace = (await readConfig(folder)).add_prefix_space === true;
    const merges = join(folder, "merges.txt");
    const json = fromMerges(await readJson(file), await readText(merges), { addPrefixSpace }, merges);
    return new Tokeniser(json, file);
  }
  if (name.endsWith(".model")) {
    const family = familyOf(name, await readConfig(folder));
    return new Tokeniser(fromSentencePiece(await readBytes(file), family, file), file);
  }
  return new Tokeniser(await readJson(file), file);
}

async function findFile(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  });
  if (!found.isDirectory()) return path;
  for (const name of FILES) if (await exists(join(path, name))) return join(path, name);
  throw new NamesakeError("TOKENISER_MISSING", { path, looked: FILES.join(", ") });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}

/** A file in UTF-8, without its byte order mark. */
async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw wrong(path, "text in UTF-8", "bytes that are none", error);
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw wrong(path, "JSON", reason(error), error);
  }
}

const wrong = (where: string, expected: string, found: string, cause: unknown): NamesakeError =>
  new NamesakeError("RECORD_INVALID", { where, field: "the file", expected, found }, { cause });

async function readConfig(folder: string): Promise<Config> {
  const path = join(folder, "tokenizer_config.json");
  if (!(await exists(path))) return {};
  const config = await readJson(path);
  return typeof config === "object" && config !== null ? config : {};
}

function familyOf(name: string, { tokenizer_class }: Config): SentencePieceFamily {
  const kind = typeof tokenizer_class === "string" ? tokenizer_class : "";
  if (kind.startsWith("XLMRoberta") || (kind === "" && name === "sentencepiece.bpe.model"))
    return "xlm-roberta";
  if (/^M?T5/.test(kind) || (kind === "" && name === "spiece.model")) return "t5";
  return "plain";
}
