import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { fromVocabTxt } from "../../text/subword/vocabulary-files.js";
import { isFile } from "./checkpoint-files.js";

/** Where the vocabulary of a checkpoint is sought. */
export interface VocabularyPlace {
  /** Of the checkpoint. */
  folder: string;
  /** A vocab.txt, a tokenizer.json or a folder with one of them, where it is somewhere else. */
  given?: string;
  /** The BERT whose vocabulary it is, for messages. */
  bert: string;
  /** Whether texts are lower-cased, where the checkpoint says so and not the vocabulary. */
  lowercase?: boolean;
}

/** A vocabulary, and the configuration of the BERT that it belongs to, where that is beside it. */
export interface FoundVocabulary {
  tokeniser: Tokeniser;
  /** Path of a config.json beside a vocabulary that was given. */
  config?: string;
}

/**
 * The vocabulary that a checkpoint was trained with, which BLINK and Bootleg leave to the BERT that they began with.
 *
 * @throws {NamesakeError} IMPORT_INCOMPLETE, SOURCE_NOT_FOUND, TOKENISER_MISSING, RECORD_INVALID
 */
export async function findVocabulary(place: VocabularyPlace): Promise<FoundVocabulary> {
  const { folder, given, bert, lowercase } = place;
  if (given !== undefined) {
    const config = join(given, "config.json");
    const tokeniser = await read(given, lowercase);
    return (await isFile(config)) ? { tokeniser, config } : { tokeniser };
  }
  try {
    return { tokeniser: await read(folder, lowercase) };
  } catch (error) {
    if (!(error instanceof NamesakeError) || error.code !== "TOKENISER_MISSING") throw error;
    throw new NamesakeError("IMPORT_INCOMPLETE", {
      path: folder,
      missing: "vocabulary",
      remedy: `Give the vocab.txt of the BERT that it was trained from (${bert}), or the folder of that: --vocab FILE`,
    });
  }
}

async function read(path: string, lowercase: boolean | undefined): Promise<Tokeniser> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const inside = join(path, "vocab.txt");
  const plain = isFolder && lowercase !== undefined && (await isFile(inside)) ? inside : path;
  if (!plain.endsWith(".txt")) return readTokeniser(path);
  const text = await readFile(plain, "utf8").catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path: plain, why: reason(cause) }, { cause });
  });
  return new Tokeniser(fromVocabTxt(text, lowercase === undefined ? {} : { lowercase }, plain), plain);
}

/**
 * Checks that a vocabulary is just the one of a model.
 *
 * @param rows of the model's table of tokens
 * @throws {NamesakeError} VOCABULARY_MISMATCH
 */
export function requireEntries(tokeniser: Tokeniser, rows: number, path: string): void {
  if (tokeniser.rows !== rows)
    throw new NamesakeError("VOCABULARY_MISMATCH", { path, entries: tokeniser.rows, rows });
}
