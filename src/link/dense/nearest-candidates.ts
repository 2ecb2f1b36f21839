import { type AliasCandidates, ANY_CASING, SMOOTHING } from "../../candidates/alias-candidates.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { Hit } from "../../vectors/vector-index.js";

/** Entities that a context brings. */
export const NEAREST = 10;
/**
 * Adds the entities whose vectors are nearest to that of a mention to what its names lead to: BLINK's candidates, for what nobody was seen
 * to call so. Together they weigh as much as one that was never counted.
 *
 * @param hits greatest score first
 */
export function withNearest(
  kb: KnowledgeBase,
  named: AliasCandidates,
  hits: readonly Hit[],
): AliasCandidates {
  const known = new Set(named.candidates.map(({ index }) => index));
  const added = hits.filter(({ row }) => !known.has(row));
  const share = SMOOTHING / (named.total + SMOOTHING * (named.size + 1)) / Math.max(1, added.length);
  const nearest = added.flatMap(({ row: index }) => {
    const entity = kb.at(index);
    return entity === undefined
      ? []
      : [{ index, entity, share, count: 0, casing: ANY_CASING, plural: false, rule: "near" as const }];
  });
  return { ...named, candidates: [...named.candidates, ...nearest] };
}
