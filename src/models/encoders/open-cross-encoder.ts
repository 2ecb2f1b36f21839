import { startModel } from "../model-thread.js";
import type { CrossEncoder } from "./encoder.js";
import { excerptAround } from "./excerpt.js";
import type { loadCrossEncoder } from "./load-cross-encoder.js";

/**
 * Opens a cross-encoder as `loadCrossEncoder` does, on a thread of its own, so that whoever asks it can go on meanwhile.
 *
 * @throws {NamesakeError} what `loadCrossEncoder` throws; WORKER_FAILED
 */
export async function openCrossEncoder(
  folder: string,
  options: Parameters<typeof loadCrossEncoder>[1] = {},
): Promise<CrossEncoder> {
  const thread = await startModel("cross-encoder", folder, options);
  const { id, inputs } = thread.about.settings;
  return {
    id,
    async score(text, mention, candidates) {
      // Of a long text no more goes to the other thread than is read there.
      const near = excerptAround(text, mention, inputs.contextTokens);
      return thread.ask("score", near.text, near.mention, candidates);
    },
    close: () => thread.close(),
  };
}
