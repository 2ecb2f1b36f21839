import type { FoundMention } from "../mentions/mention-finder.js";
import { normaliseAlias } from "../text/normalise.js";
import type { Belief, BelievedMention } from "./coherence/beliefs.js";
import { documentCoherence } from "./coherence/document-coherence.js";
import type { EntityEmbeddings } from "./coherence/entity-embeddings.js";
import type { ClassOf } from "./coherence/kinds-of-names.js";
import { linearScore, type Measured, softmax } from "./decide.js";
import type { FixedAnswer } from "./fixed/fixed-mentions.js";
import type { Weights } from "./weights.js";

/** A mention of a text with what was measured of its candidates. */
export interface MeasuredMention {
  found: Pick<FoundMention, "start" | "end" | "keys">;
  measured: readonly Measured[];
  /** What it means where that was given: nothing is measured of it. */
  fixed?: FixedAnswer;
  /** What fixed mentions say for NIL, in log-odds; absent = nothing. */
  fixedNil?: number;
}

/** The weights that decide first, which are linear: those that everything goes by that comes before the whole document is known. */
export function firstPass(weights: Weights): Weights {
  const { first, ranker: _, ...rest } = weights;
  return first === undefined ? weights : { ...rest, ...first };
}

/** What is believed of each candidate, of a mention by itself; of a fixed one, what it was fixed as. */
export function beliefsOf(
  { measured, fixed, fixedNil = 0 }: Pick<MeasuredMention, "measured" | "fixed" | "fixedNil">,
  weights: Weights,
): Belief[] {
  if (fixed !== undefined) return fixed === null ? [] : [{ entity: fixed.entity, probability: 1 }];
  const scores = measured.map((candidate) => linearScore(candidate, weights));
  const probabilities = softmax([...scores, weights.nil + fixedNil], weights.temperature);
  return measured.map(({ entity }, i) => ({ entity, probability: probabilities[i] as number }));
}

/**
 * Adds to what was measured of the mentions of a whole text what the others of them, as the first pass sees them, say of each candidate:
 * features that only the second decision counts. Without weights of a first pass nothing is added.
 *
 * @param embeddings absent = there are no vectors of entities
 * @param classOf a class that the record of an entity may lack
 */
export function addSecondPass(
  text: string,
  mentions: readonly MeasuredMention[],
  weights: Weights,
  embeddings?: EntityEmbeddings,
  classOf?: ClassOf,
): void {
  if (weights.first === undefined) return;
  const first = firstPass(weights);
  const believed = mentions.map((mention): BelievedMention => {
    const { start, end, keys } = mention.found;
    const key = keys[0] ?? normaliseAlias(text.slice(start, end));
    return { start, end, key, candidates: beliefsOf(mention, first) };
  });
  for (const [i, features] of documentCoherence(text, believed, embeddings, classOf).entries())
    for (const [j, { features: own }] of (mentions[i] as MeasuredMention).measured.entries())
      Object.assign(own, features[j]);
}
