/** Stems around a mention with a weight each: 1 in its own sentence, less further away. */
export type ContextStems = ReadonlyMap<string, number>;

/**
 * How much of an entity's words the context has: the sum of the rarity of the shared stems, damped by the rarity of all of
 * the entity's, so that a long description does not win by its length. 0 = none; about 1 for a good match.
 *
 * @param rarity of a stem, in nats: ln(descriptions / descriptions with the stem)
 */
export function overlap(
  context: ContextStems,
  entity: ReadonlySet<string>,
  rarity: (stem: string) => number,
): number {
  let shared = 0;
  let all = 0;
  for (const stem of entity) {
    const weight = rarity(stem);
    all += weight;
    shared += weight * (context.get(stem) ?? 0);
  }
  return all === 0 ? 0 : shared / Math.sqrt(all + DAMPING);
}

/** Rarity that a description is taken to have beside its own: keeps those of one or two words from counting too much. */
const DAMPING = 40;
