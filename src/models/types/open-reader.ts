import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { openTokeniser } from "../encoders/open-encoder-model.js";
import { readVocabulary } from "../tagger/tagger.js";
import type { Reader } from "./reader.js";
import type { TypeNetwork } from "./settings.js";
import { SubwordReader } from "./subword-reader.js";
import { TYPE_FILES } from "./type-files.js";
import { WordReader } from "./word-reader.js";

/**
 * Opens what reads texts for a network.
 *
 * @param folder of a classifier, or of a run that trains one
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID and TOKENISER_MISSING where its file is missing or damaged;
 * VOCABULARY_MISMATCH where it belongs to another network
 */
export async function openReader(folder: string, network: TypeNetwork): Promise<Reader> {
  if (network.kind === "encoder") {
    const tokeniser = await openTokeniser(folder, network.trunk);
    return new SubwordReader(tokeniser, network.special);
  }
  const vocabulary = await readVocabulary(join(folder, TYPE_FILES.vocabulary), 0);
  const [{ words: entries }, { words: rows }] = [vocabulary.sizes, network.sizes];
  // Words of another vocabulary would be looked up in rows of other words, or outside of the table.
  if (entries !== rows) throw new NamesakeError("VOCABULARY_MISMATCH", { path: folder, entries, rows });
  return new WordReader(vocabulary, network.sizes);
}
