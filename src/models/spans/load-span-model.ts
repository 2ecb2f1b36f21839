import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { loadModel } from "../../nn/load-model.js";
import type { Session, SessionOptions } from "../../nn/session.js";
import { openTokeniser } from "../encoders/open-encoder-model.js";
import { readSpanSettings, SPAN_FILES } from "./span-files.js";
import { SpanModel } from "./span-model.js";

export type SpanModelOptions = Pick<SessionOptions, "runtime" | "threads"> & {
  /** The least probability of a mention, default that of the folder. */
  threshold?: number;
};

/**
 * Opens a model of spans that `namesake train spans` made.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID and MODEL_INVALID where a file of it is missing or damaged;
 * VOCABULARY_MISMATCH; OPTION_INVALID; and what `Session.open` throws
 * @example
 * ```ts
 * const spans = await loadSpanModel("runs/spans");
 * await spans.find("Jordan left Chicago."); // [{ start: 0, end: 6, probability: 0.98 }, ...]
 * await spans.close();
 * ```
 */
export async function loadSpanModel(folder: string, options: SpanModelOptions = {}): Promise<SpanModel> {
  const { threshold, ...session } = options;
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1))
    throw new NamesakeError("OPTION_INVALID", {
      option: "threshold",
      expected: "a number from 0 to 1",
      found: String(threshold),
    });
  const settings = await readSpanSettings(folder);
  const tokeniser = await openTokeniser(folder, settings.trunk);
  const opened: Session[] = [];
  const open = async (file: string): Promise<Session> => {
    const path = join(folder, file);
    const loaded = await loadModel(path, session);
    opened.push(loaded.session);
    const id = loaded.header.metadata.get("spans");
    if (id !== settings.id)
      throw new NamesakeError("MODEL_INVALID", {
        path,
        why: `it belongs to the model ${id ?? "of no name"}, and its folder to ${settings.id}`,
      });
    return loaded.session;
  };
  try {
    const scores = await open(SPAN_FILES.scores);
    const vectors = settings.vectors === undefined ? {} : { vectors: await open(SPAN_FILES.vectors) };
    return new SpanModel(settings, tokeniser, { scores, ...vectors }, threshold ?? settings.threshold);
  } catch (error) {
    for (const one of opened) await one.close();
    throw error;
  }
}
