import { startModel } from "../model-thread.js";
import type { Tagger, TaggerOptions } from "./tagger.js";

/**
 * Opens a tagger as `loadTagger` does, on a thread of its own, so that whoever asks it can go on meanwhile.
 *
 * @throws {NamesakeError} what `loadTagger` throws; WORKER_FAILED
 */
export async function openTagger(
  folder: string,
  options: TaggerOptions = {},
): Promise<Pick<Tagger, "tag" | "find" | "close">> {
  const thread = await startModel("tagger", folder, options);
  return {
    tag: (text) => thread.ask("tag", text),
    find: (text) => thread.ask("find", text),
    close: () => thread.close(),
  };
}
