import type { Linker } from "../link/linker.js";
import type { Document } from "../text/document.js";
import type { LabelledMention } from "./fit-weights.js";

/**
 * Measures the labelled mentions of a document for {@link fitWeights}. A mention whose entity is not among its candidates
 * teaches nothing about weighing them and is left out.
 *
 * @throws {NamesakeError} what the linker throws
 */
export async function labelledMentions(linker: Linker, document: Document): Promise<LabelledMention[]> {
  const gold = new Map(
    (document.mentions ?? []).map((mention) => [`${mention.start}:${mention.end}`, mention.entity]),
  );
  const spans = (document.mentions ?? [])
    .filter(({ entity }) => entity !== undefined)
    .map(({ start, end }) => ({ start, end }));
  const labelled: LabelledMention[] = [];
  for await (const { found, measured } of linker.measure(document.text, { mentions: spans })) {
    const id = gold.get(`${found.start}:${found.end}`);
    const position =
      id === null
        ? -1
        : measured.findIndex(
            ({ entity }) => entity.id === id || (id !== undefined && entity.sameAs?.includes(id)),
          );
    if (id !== null && position < 0) continue;
    labelled.push({ candidates: measured.map(({ features }) => features), gold: position });
  }
  return labelled;
}
