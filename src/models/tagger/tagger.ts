import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { type LoadedModel, loadModel } from "../../nn/load-model.js";
import type { SessionOptions } from "../../nn/session.js";
import { openTokeniser } from "../encoders/open-encoder-model.js";
import { type FoundName, NameFinder } from "./name-finder.js";
import { PieceReader } from "./pieces.js";
import { SentenceReader } from "./sentence-reader.js";
import { readTaggerSettings, readVocabulary, TAGGER_FILES } from "./tagger-files.js";
import type { Vocabulary } from "./vocabulary.js";

export { readVocabulary, TAGGER_FILES, type TaggerSettings } from "./tagger-files.js";

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
    return this.finder.reader.vocabulary.classes;
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

  /** The same as a finder of mentions is asked. */
  find(text: string): Promise<FoundName[]> {
    return this.tag(text);
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
  const settings = await readTaggerSettings(folder);
  const vocabulary = await readVocabulary(join(folder, TAGGER_FILES.vocabulary));
  const { encoder, letters } = settings;
  const pieces =
    encoder && new PieceReader(await openTokeniser(folder, encoder.trunk), encoder.special, encoder.trunk);
  const path = join(folder, TAGGER_FILES.model);
  const loaded = await loadModel(path, session);
  try {
    checkFits(path, loaded, vocabulary);
  } catch (error) {
    await loaded.session.close();
    throw error;
  }
  const finder = new NameFinder(loaded.session, new SentenceReader(vocabulary, letters, pieces));
  return new Tagger(finder, threshold ?? settings.threshold);
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
