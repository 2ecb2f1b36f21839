import type { EntityRecord } from "../../kb/record.js";
import { type BelievedMention, voices } from "./beliefs.js";

/** What is believed of all mentions of a document that are written alike: they speak with one voice, however many they are. */
export interface NameBeliefs {
  key: string;
  /** Mentions, those at the same place counted once. */
  mentions: number;
  /** Sums of the probabilities of each entity over the mentions, by id. */
  sums: Map<string, number>;
  /** The entities that speak for others, with their mean probabilities. */
  voices: { entity: EntityRecord; probability: number }[];
}

/**
 * The beliefs of a document by key. Of mentions at the same place the first one in the order of their keys counts.
 *
 * @returns in the order of the keys
 */
export function beliefsByName(mentions: readonly BelievedMention[]): Map<string, NameBeliefs> {
  const ordered = [...mentions].sort((a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : a.start - b.start || a.end - b.end,
  );
  const places = new Set<string>();
  const alike = new Map<string, BelievedMention[]>();
  for (const mention of ordered) {
    const place = `${mention.start}:${mention.end}`;
    if (places.has(place)) continue;
    places.add(place);
    const group = alike.get(mention.key);
    if (group === undefined) alike.set(mention.key, [mention]);
    else group.push(mention);
  }
  return new Map([...alike].map(([key, group]) => [key, summed(key, group)]));
}

function summed(key: string, mentions: readonly BelievedMention[]): NameBeliefs {
  const sums = new Map<string, number>();
  const entities = new Map<string, EntityRecord>();
  for (const { candidates } of mentions)
    for (const { entity, probability } of candidates) {
      sums.set(entity.id, (sums.get(entity.id) ?? 0) + probability);
      entities.set(entity.id, entity);
    }
  const means = [...sums].map(([id, sum]) => ({
    entity: entities.get(id) as EntityRecord,
    probability: sum / mentions.length,
  }));
  return { key, mentions: mentions.length, sums, voices: voices(means) };
}
