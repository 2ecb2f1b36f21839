import type { FeatureName, Features } from "../features.js";
import { Agreements } from "./agreement.js";
import type { BelievedMention } from "./beliefs.js";
import { Cohesions } from "./cohesion.js";
import type { EntityEmbeddings } from "./entity-embeddings.js";
import { type ClassOf, Kinds } from "./kinds-of-names.js";
import { beliefsByName } from "./name-beliefs.js";
import { neighboursOf } from "./neighbours.js";
import { Relations } from "./relatedness.js";

/** What is measured of a document as a whole. */
export const COHERENCE_FEATURES = [
  "cohere",
  "cohereNear",
  "cohereBest",
  "linked",
  "sharedObjects",
  "agree",
  "agreeLonger",
  "agreeShorter",
  "kindNear",
  "kindList",
  "kindDocument",
] as const satisfies readonly FeatureName[];

/** What a document as a whole says of a candidate. */
export type CoherenceFeatures = Pick<Features, (typeof COHERENCE_FEATURES)[number]>;

/**
 * Measures how each candidate of each mention fits what is believed of the other mentions of a document. What is believed is added up once,
 * name by name; then each candidate is compared with the sums and with at most 8 neighbours. So the cost is linear in the mentions.
 * A mention says nothing for itself, nor do others at the same place.
 *
 * @param mentions in any order
 * @param embeddings absent = there are no vectors of entities
 * @param classOf a class that the record of an entity may lack
 * @returns for each mention one a candidate, in the orders that were given
 */
export function documentCoherence(
  text: string,
  mentions: readonly BelievedMention[],
  embeddings?: EntityEmbeddings,
  classOf?: ClassOf,
): CoherenceFeatures[][] {
  const names = beliefsByName(mentions);
  const [agreements, relations, kinds] = [
    new Agreements(names),
    new Relations(names),
    new Kinds(names, classOf),
  ];
  const cohesions = embeddings && new Cohesions(names, embeddings);
  const order = [...mentions.keys()].sort((a, b) =>
    comparePlaces(mentions[a] as BelievedMention, mentions[b] as BelievedMention),
  );
  const sorted = order.map((i) => mentions[i] as BelievedMention);
  const keysOf = (places: readonly number[]) => [
    ...new Set(places.map((i) => (sorted[i] as BelievedMention).key)),
  ];
  const features: CoherenceFeatures[][] = [];
  for (const [place, { near, list }] of neighboursOf(text, sorted).entries()) {
    const { key, candidates } = sorted[place] as BelievedMention;
    const [nearKeys, listKeys] = [keysOf(near), keysOf(list)];
    const cohesionOf = cohesions?.around(key, nearKeys);
    features[order[place] as number] = candidates.map(({ entity, probability }) => {
      const cohesion = cohesionOf?.(entity);
      const { linked, shared } = relations.of(entity, key);
      const agreement = agreements.of(key, entity.id, probability);
      const kind = kinds.of(entity, key, nearKeys, listKeys);
      return {
        cohere: cohesion?.document ?? 0,
        cohereNear: cohesion?.near ?? 0,
        cohereBest: cohesion?.best ?? 0,
        linked,
        sharedObjects: shared,
        agree: agreement.same,
        agreeLonger: agreement.longer,
        agreeShorter: agreement.shorter,
        kindNear: kind.near,
        kindList: kind.list,
        kindDocument: kind.document,
      };
    });
  }
  return features;
}

const comparePlaces = (a: BelievedMention, b: BelievedMention): number =>
  a.start - b.start || a.end - b.end || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
