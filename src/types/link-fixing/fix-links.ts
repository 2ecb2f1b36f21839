import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import { type Anchor, anchorsOf, byCount } from "./anchors.js";
import { type FixedLink, fixAnchor, type Link } from "./fix-anchor.js";
import { linkKnowledge } from "./link-knowledge.js";
import type { LinkRules } from "./link-rules.js";
import type { Readings } from "./readings.js";

/** What fixing the links of a KB would change; it changes nothing yet. */
export interface LinkFixing {
  readonly anchors: ReadonlyMap<string, Anchor>;
  /** All links of the anchors of which some link was moved or removed, by the anchor. */
  readonly changed: ReadonlyMap<string, readonly FixedLink[]>;
  /** What an anchor links to afterwards, most counted first, ties by row. */
  linksAfter(anchor: string): readonly Link[];
  /**
   * The row that a link of this anchor to this entity would lead to, also one that was never counted; undefined where it would be
   * removed.
   */
  target(anchor: string, row: number): number | undefined;
}

/** Anchors that are fixed between two reports of progress. */
const PROGRESS_EVERY = 10_000;

/**
 * Decides which links of a KB are too specific: where "king" links to Charles I and to the monarch, it means the monarch (Raiman and
 * Raiman, "DeepType", AAAI 2018).
 *
 * @param graph of the KB
 * @param onProgress is told how many anchors were fixed
 * @example
 * ```ts
 * const fixing = fixLinks(kb, entityGraphOf(kb), readingsOf(kb, lexicon, wordnet), DEFAULT_RULES);
 * kb.edit(linkEdits(kb, fixing));
 * ```
 */
export function fixLinks(
  kb: KnowledgeBase,
  graph: EntityGraph,
  readings: Readings,
  rules: LinkRules,
  onProgress?: (anchors: number, of: number) => void,
): LinkFixing {
  const anchors = anchorsOf(kb);
  const knowledge = linkKnowledge(kb, graph, readings, rules);
  const changed = new Map<string, readonly FixedLink[]>();
  let done = 0;
  for (const [anchor, { links }] of anchors) {
    if (done++ % PROGRESS_EVERY === 0) onProgress?.(done, anchors.size);
    const fixed = fixAnchor(anchor, links, knowledge, rules);
    if (fixed.some(isChanged)) changed.set(anchor, fixed);
  }
  return {
    anchors,
    changed,
    linksAfter(anchor) {
      const fixed = changed.get(anchor);
      return fixed === undefined ? (anchors.get(anchor)?.links ?? []) : merged(fixed);
    },
    target(anchor, row) {
      const links = anchors.get(anchor)?.links ?? [];
      const all = links.some((link) => link.row === row) ? links : [...links, { row, count: 0 }];
      return fixAnchor(anchor, all, knowledge, rules).find((link) => link.row === row)?.to;
    },
  };
}

/** Whether a link leads elsewhere than before. */
export const isChanged = ({ row, to }: FixedLink): boolean => to !== row;

function merged(fixed: readonly FixedLink[]): Link[] {
  const counts = new Map<number, number>();
  for (const { to, count } of fixed) if (to !== undefined) counts.set(to, count + (counts.get(to) ?? 0));
  return Array.from(counts, ([row, count]) => ({ row, count })).sort(byCount);
}
