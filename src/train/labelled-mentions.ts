import { contextText } from "../link/context.js";
import type { Measured } from "../link/decide.js";
import { entityText } from "../link/entity-view.js";
import type { Budget, Linker } from "../link/linker.js";
import type { Document } from "../text/document.js";
import type { LabelledMention } from "./fit-weights.js";

/** A labelled mention with the texts that the encoder reads for it. */
export interface LabelledMentionWithTexts extends LabelledMention {
  context: string;
  /** One a candidate. */
  entities: string[];
}

/**
 * Measures the labelled mentions of a document for `fitWeights`. A mention whose entity is not among its candidates teaches
 * nothing about weighing them and is left out.
 *
 * @param budget "best" measures everything; "balanced" what the default leaves out as decided is left out here too
 * @throws {NamesakeError} what the linker throws
 */
export async function labelledMentions(
  linker: Linker,
  document: Document,
  budget: Budget,
): Promise<LabelledMentionWithTexts[]> {
  const gold = new Map(
    (document.mentions ?? []).map((mention) => [`${mention.start}:${mention.end}`, mention.entity]),
  );
  const spans = (document.mentions ?? [])
    .filter(({ entity }) => entity !== undefined)
    .map(({ start, end }) => ({ start, end }));
  const labelled: LabelledMentionWithTexts[] = [];
  for await (const { found, measured } of linker.measure(document.text, {
    mentions: spans,
    budget,
  })) {
    const id = gold.get(`${found.start}:${found.end}`);
    const position =
      id === null
        ? -1
        : measured.findIndex(
            ({ entity }) => entity.id === id || (id !== undefined && entity.sameAs?.includes(id)),
          );
    if (id !== null && position < 0) continue;
    labelled.push({
      candidates: measured.map(({ features }) => features),
      gold: position,
      ...typesOf(measured),
      context: contextText(document.text, found),
      entities: measured.map(({ entity }) => entityText(entity)),
    });
  }
  return labelled;
}

/** What fitting learns of types, where candidates have some. */
function typesOf(measured: readonly Measured[]): Pick<LabelledMention, "types"> {
  const context = measured[0]?.types?.context;
  if (context === undefined) return {};
  return {
    types: {
      axes: context.axes.map(({ name }) => name),
      candidates: measured.map(({ types }) => context.factors(types?.classes ?? [])),
      nil: context.factors([]),
    },
  };
}
