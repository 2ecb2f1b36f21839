import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { SpecialIds, TrunkSettings } from "../encoders/settings.js";
import { Vocabulary } from "./vocabulary.js";

/** The files of a tagger, in its folder. */
export const TAGGER_FILES = {
  /** The graph and its numbers. */
  model: "model.onnx",
  /** A {@link Vocabulary}. */
  vocabulary: "vocabulary.json",
  /** {@link TaggerSettings}. */
  settings: "tagger.json",
} as const;

/** The file of the tokeniser of a tagger's trunk; a tagger without a trunk has none. */
export const TAGGER_TOKENISER = "tokenizer.json";

/** A transformer that reads sentences for a tagger. */
export interface TaggerTrunk {
  trunk: TrunkSettings;
  special: SpecialIds;
}

/** What a tagger needs beside its graph and its vocabulary. */
export interface TaggerSettings {
  /** Characters of a word that are read. */
  letters: number;
  /** The least probability of a name. */
  threshold: number;
  /** Absent = the tagger reads words alone. */
  encoder?: TaggerTrunk;
}

/** Whether a folder holds a tagger. */
export const isTaggerFolder = (folder: string): boolean => existsSync(join(folder, TAGGER_FILES.settings));

/**
 * @param leastClasses see `Vocabulary.fromJson`
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readVocabulary(path: string, leastClasses = 1): Promise<Vocabulary> {
  return Vocabulary.fromJson(await readJson(path), path, leastClasses);
}

/** @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID */
export async function readTaggerSettings(folder: string): Promise<TaggerSettings> {
  const path = join(folder, TAGGER_FILES.settings);
  const found = ((await readJson(path)) ?? {}) as Partial<TaggerSettings>;
  const { letters, threshold, encoder } = found;
  const check = (field: string, holds: boolean, expected: string, value: unknown) => {
    if (holds) return;
    throw new NamesakeError("RECORD_INVALID", { where: path, field, expected, found: String(value) });
  };
  check("letters", Number.isSafeInteger(letters) && Number(letters) > 0, "a whole number from 1", letters);
  check("threshold", Number(threshold) >= 0 && Number(threshold) <= 1, "a number from 0 to 1", threshold);
  const whole = encoder === undefined || (encoder.trunk !== undefined && encoder.special !== undefined);
  check("encoder", whole, "a trunk and its special tokens", JSON.stringify(encoder));
  return found as TaggerSettings;
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new NamesakeError("RECORD_INVALID", {
      where: path,
      field: "the file",
      expected: "JSON",
      found: JSON.stringify(text.slice(0, 40)),
    });
  }
}
