import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { Posting } from "../kb/postings.js";
import type { EntityRecord } from "../kb/record.js";
import { Casing } from "../text/casing.js";
import type { CandidateRule } from "./rules/rules.js";

/** An entity that a mention may mean. */
export interface AliasCandidate {
  index: number;
  entity: EntityRecord;
  /** How often the name that led to it was seen to mean it, in the KB's unit. */
  count: number;
  /** Bits of `Casing` under which the alias is known. */
  casing: number;
  /** Found only under the singular of what is written. */
  plural: boolean;
  /** What brought it; of several, its alias, else the one that speaks most for it. */
  rule: CandidateRule;
  /** Its smoothed share of what the rule's name was seen to mean, 0 to 1. */
  share: number;
}

export interface AliasCandidates {
  /** Highest rank first, ties by index. */
  candidates: AliasCandidate[];
  /** Counts and number of all entities under the keys, also of those cut off. */
  total: number;
  size: number;
}

/** A count that every candidate has before anything was counted: no sense is impossible. */
export const SMOOTHING = 0.5;

/** Part of an alias's count, smoothed. */
export const smoothedShare = (count: number, total: number, size: number): number =>
  (count + SMOOTHING) / (total + SMOOTHING * size);

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
  let postings = aliasPostings(kb, keys, allowed);
  if (allowed !== undefined && given) postings = withUnnamed(postings, allowed);
  const total = postings.reduce((sum, { count }) => sum + count, 0);
  const size = postings.length;
  if (size > 1)
    postings = postings
      .map((posting) => ({ posting, score: rank(posting, posting.plural) }))
      .sort((a, b) => b.score - a.score || a.posting.index - b.posting.index)
      .slice(0, given ? size : max)
      .map(({ posting }) => posting);
  const candidates = postings.flatMap(({ index, count, casing, plural, unnamed }): AliasCandidate[] => {
    const entity = kb.at(index);
    const share = smoothedShare(count, total, size);
    return entity === undefined
      ? []
      : [{ index, entity, count, casing, plural, share, rule: unnamed ? "given" : "alias" }];
  });
  return { candidates, total, size };
}

/** Any writing may mean what no alias leads to: it is not measured by its casing. */
export const ANY_CASING = Casing.lower | Casing.title | Casing.upper | Casing.mixed;

/** What an alias, or its singular, leads to. */
export interface AliasPosting extends Posting {
  /** Found only under the singular of what is written. */
  plural: boolean;
  /** No key leads to it. */
  unnamed?: true;
}

/** Adds the entities of `given` that no key leads to. */
function withUnnamed(postings: readonly AliasPosting[], given: ReadonlySet<number>): AliasPosting[] {
  const named = new Set(postings.map(({ index }) => index));
  const others = [...given]
    .filter((index) => !named.has(index))
    .map((index) => ({
      ...{ index, count: 0, casing: ANY_CASING, tier: "alias" as const },
      ...{ plural: false, unnamed: true as const },
    }));
  return [...postings, ...others];
}

/**
 * The postings of all keys, one an entity.
 *
 * @param keys the mention's own key first, then its singulars
 * @param allowed indexes the answer is restricted to
 */
export function aliasPostings(
  kb: KnowledgeBase,
  keys: readonly string[],
  allowed?: ReadonlySet<number>,
): AliasPosting[] {
  const postings = mergeKeys(kb, keys);
  return allowed === undefined ? postings : postings.filter(({ index }) => allowed.has(index));
}

function mergeKeys(kb: KnowledgeBase, keys: readonly string[]): AliasPosting[] {
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
