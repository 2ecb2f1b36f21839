/** Stems around a mention with a weight each: 1 in its own sentence, less further away. */
export type ContextStems = ReadonlyMap<string, number>;

/** The stems of what is known about an entity, each with its rarity in nats: ln(descriptions / descriptions with the stem). */
export interface WeightedStems {
  stems: readonly string[];
  rarities: Float32Array;
  /** Sum of the rarities. */
  total: number;
}

export function weigh(stems: Iterable<string>, rarity: (stem: string) => number): WeightedStems {
  const list = [...stems];
  const rarities = Float32Array.from(list, rarity);
  return { stems: list, rarities, total: rarities.reduce((sum, value) => sum + value, 0) };
}

/** Rarity that a description is taken to have beside its own: keeps those of one or two words from counting too much. */
const DAMPING = 40;
/** More than this says no more: a plot summary shares a dozen words with a sentence about its persons. */
const SATURATED = 1.5;

/**
 * How much of an entity's words the context has: the rarity of the shared stems, damped by that of all of the entity's, so
 * that a long description does not win by its length. 0 = none; 1.5 at most.
 */
export function overlap(context: ContextStems, { stems, rarities, total }: WeightedStems): number {
  let shared = 0;
  for (let i = 0; i < stems.length; i++)
    shared += (rarities[i] as number) * (context.get(stems[i] as string) ?? 0);
  return total === 0 ? 0 : Math.min(SATURATED, shared / Math.sqrt(total + DAMPING));
}
