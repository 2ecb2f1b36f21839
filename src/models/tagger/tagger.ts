import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { type LoadedModel, loadModel } from "../../nn/load-model.js";
import type { SessionOptions } from "../../nn/session.js";
import { type FoundName, NameFinder } from "./name-finder.js";
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

/** What a tagger needs beside its graph and its vocabulary. */
export interface TaggerSettings {
  /** Characters of a word that are read. */
  letters: number;
  /** The least probability of a name. */
  threshold: number;
}

export type TaggerOptions = Pick<SessionOptions, "runtime" | "threads"> & {
  /** The least probability of a name, default that of the folder. 0 = all that the tagger thinks likeliest. */
  threshold?: number;
};

/** Finds names in texts and tells their classes. */
export class Tagger {
  constructor(
    private readonly finder: NameFinder,
    readonly threshold: number,
  ) {}

  /** The classes of names that it knows. */
  get classes(): readonly string[] {
    return this.finder.vocabulary.classes;
  }

  /**
   * Finds the names of a text of any length, which is read sentence by sentence.
   *
   * @returns in order, not overlapping
   * @throws {NamesakeError} CLOSED, MODEL_FAILED
   */
  async tag(text: string): Promise<FoundName[]> {
    const names = await this.finder.find(text);
    return names.filter(({ probability }) => probability >= this.threshold);
  }

  /** Frees the memory of the model. */
  close(): Promise<void> {
    return this.finder.session.close();
  }
}

/**
 * Opens a tagger that `namesake train tagger` made.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID and MODEL_INVALID where a file of it is missing or damaged;
 * VOCABULARY_MISMATCH; OPTION_INVALID; and what `Session.open` throws
 * @example
 * ```ts
 * const tagger = await loadTagger("runs/tagger");
 * await tagger.tag("Jordan left Chicago."); // [{ start: 0, end: 6, label: "PER", probability: 0.98 }, ...]
 * await tagger.close();
 * ```
 */
export async function loadTagger(folder: string, options: TaggerOptions = {}): Promise<Tagger> {
  const { threshold, ...session } = options;
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1))
    throw new NamesakeError("OPTION_INVALID", {
      option: "threshold",
      expected: "a number from 0 to 1",
      found: String(threshold),
    });
  const settings = await readSettings(join(folder, TAGGER_FILES.settings));
  const vocabulary = await readVocabulary(join(folder, TAGGER_FILES.vocabulary));
  const path = join(folder, TAGGER_FILES.model);
  const loaded = await loadModel(path, session);
  try {
    checkFits(path, loaded, vocabulary);
  } catch (error) {
    await loaded.session.close();
    throw error;
  }
  const finder = new NameFinder(loaded.session, vocabulary, settings.letters);
  return new Tagger(finder, threshold ?? settings.threshold);
}

/**
 * @param leastClasses see `Vocabulary.fromJson`
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readVocabulary(path: string, leastClasses = 1): Promise<Vocabulary> {
  return Vocabulary.fromJson(await readJson(path), path, leastClasses);
}

async function readSettings(path: string): Promise<TaggerSettings> {
  const { letters, threshold } = ((await readJson(path)) ?? {}) as Partial<TaggerSettings>;
  const check = (field: string, holds: boolean, expected: string, found: unknown) => {
    if (holds) return;
    throw new NamesakeError("RECORD_INVALID", { where: path, field, expected, found: String(found) });
  };
  check("letters", Number.isSafeInteger(letters) && Number(letters) > 0, "a whole number from 1", letters);
  check("threshold", Number(threshold) >= 0 && Number(threshold) <= 1, "a number from 0 to 1", threshold);
  return { letters, threshold } as TaggerSettings;
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

/** Words of another vocabulary would be looked up in rows of other words, or outside of the table. */
function checkFits(path: string, { header }: LoadedModel, vocabulary: Vocabulary): void {
  const rows = Number(header.metadata.get("words"));
  const { words, labels } = vocabulary.sizes;
  if (rows !== words) throw new NamesakeError("VOCABULARY_MISMATCH", { path, entries: words, rows });
  const scores = header.outputs.find(({ name }) => name === "scores")?.dims.at(-1);
  if (scores !== labels)
    throw new NamesakeError("MODEL_INVALID", {
      path,
      why: `it has scores of ${scores ?? "no"} labels, where its vocabulary has ${labels}`,
    });
}
