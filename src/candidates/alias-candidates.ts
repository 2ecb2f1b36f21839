import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { Posting } from "../kb/postings.js";
import type { EntityRecord } from "../kb/record.js";
import { Casing } from "../text/casing.js";

/** An entity that one of a mention's keys leads to. */
export interface AliasCandidate {
  index: number;
  entity: EntityRecord;
  /** How often the mention's text was seen to mean it, in the KB's unit. */
  count: number;
  /** Bits of `Casing` under which the alias is known. */
  casing: number;
  /** Found only under the singular of what is written. */
  plural: boolean;
}

export interface AliasCandidates {
  /** Highest rank first, ties by index. */
  candidates: AliasCandidate[];
  /** Counts and number of all entities under the keys, also of those cut off. */
  total: number;
  size: number;
}

/** Candidates that are looked at closely; beyond it the counts decide. */
export const MAX_CANDIDATES = 30;

/**
 * The entities that keys of the alias table lead to.
 *
 * @param keys the mention's own key first, then its singulars
 * @param rank the highest come first, and stay where there are more than `limits.max`
 * @param limits.allowed indexes the answer is restricted to
 * @param limits.given `allowed` is the very list of candidates: those that no key leads to are candidates as well, and none is cut off
 * @param limits.max default {@link MAX_CANDIDATES}
 */
export function aliasCandidates(
  kb: KnowledgeBase,
  keys: readonly string[],
  rank: (posting: Posting, plural: boolean) => number,
  limits: { allowed?: ReadonlySet<number> | undefined; given?: boolean; max?: number } = {},
): AliasCandidates {
  const { allowed, given = false, max = MAX_CANDIDATES } = limits;
  let postings = mergeKeys(kb, keys);
  if (allowed !== undefined) {
    postings = postings.filter(({ index }) => allowed.has(index));
    if (given) postings = withUnnamed(postings, allowed);
  }
  const total = postings.reduce((sum, { count }) => sum + count, 0);
  const size = postings.length;
  if (size > 1)
    postings = postings
      .map((posting) => ({ posting, score: rank(posting, posting.plural) }))
      .sort((a, b) => b.score - a.score || a.posting.index - b.posting.index)
      .slice(0, given ? size : max)
      .map(({ posting }) => posting);
  const candidates = postings.flatMap(({ index, count, casing, plural }) => {
    const entity = kb.at(index);
    return entity === undefined ? [] : [{ index, entity, count, casing, plural }];
  });
  return { candidates, total, size };
}

/** Any writing may mean what is given: it is not measured by its casing. */
const ANY_CASING = Casing.lower | Casing.title | Casing.upper | Casing.mixed;

/** Adds the entities of `given` that no key leads to. */
function withUnnamed<P extends Posting & { plural: boolean }>(
  postings: readonly P[],
  given: ReadonlySet<number>,
): (Posting & { plural: boolean })[] {
  const named = new Set(postings.map(({ index }) => index));
  const others = [...given]
    .filter((index) => !named.has(index))
    .map((index) => ({ index, count: 0, casing: ANY_CASING, tier: "alias" as const, plural: false }));
  return [...postings, ...others];
}

/** The postings of all keys, one an entity. */
function mergeKeys(kb: KnowledgeBase, keys: readonly string[]): (Posting & { plural: boolean })[] {
  const [first = "", ...singulars] = keys;
  const { postings } = kb.lookup(first);
  if (singulars.length === 0) return postings.map((posting) => ({ ...posting, plural: false }));
  const merged = new Map(postings.map((posting) => [posting.index, { ...posting, plural: false }]));
  for (const key of singulars)
    for (const posting of kb.lookup(key).postings) {
      const known = merged.get(posting.index);
      if (known === undefined) merged.set(posting.index, { ...posting, plural: true });
      else {
        known.count += posting.count;
        known.casing |= posting.casing;
      }
    }
  return [...merged.values()];
}
