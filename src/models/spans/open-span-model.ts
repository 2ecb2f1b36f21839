import { startModel } from "../model-thread.js";
import type { SpanModelOptions } from "./load-span-model.js";
import type { SpanModel } from "./span-model.js";

/**
 * Opens a model of spans as `loadSpanModel` does, on a thread of its own, so that whoever asks it can go on meanwhile.
 *
 * @throws {NamesakeError} what `loadSpanModel` throws; WORKER_FAILED
 */
export async function openSpanModel(
  folder: string,
  options: SpanModelOptions = {},
): Promise<Pick<SpanModel, "find" | "close">> {
  const thread = await startModel("spans", folder, options);
  return { find: (text) => thread.ask("find", text), close: () => thread.close() };
}
