import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { loadKnowledgeBase } from "../load.js";
import { progress } from "./progress.js";

/** Opens a KB, or its snapshot of a date, and shows the progress of the starter KB's first build. */
export async function openShowingProgress(
  name: string,
  { asOf }: { asOf?: string } = {},
): Promise<KnowledgeBase> {
  const bar = progress("Building the starter knowledge base (once)");
  const began = Date.now();
  let built = false;
  try {
    const onProgress = (fraction: number) => {
      built = true;
      bar.update(fraction);
    };
    const kb = await loadKnowledgeBase(name, onProgress, asOf === undefined ? {} : { asOf });
    if (built)
      bar.done(
        `Built the starter knowledge base: ${kb.size.toLocaleString("en")} entities in ${((Date.now() - began) / 1000).toFixed(0)} s.`,
      );
    return kb;
  } catch (error) {
    bar.stop();
    throw error;
  }
}
