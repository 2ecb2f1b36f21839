import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { TrainedEntities } from "./trained-entities.js";
import type { Weights } from "./weights.js";

/** Where the dumps of wikis come from: a knowledge base that was built of one names it as a source. */
const DUMPS = "https://dumps.wikimedia.org";

/**
 * Whether what a knowledge base counts are links: it was built of a wiki, or has vectors that were learned of links
 * (`namesake train entities`). Elsewhere counts are page views, inhabitants, or nothing.
 */
export const countsLinks = (kb: KnowledgeBase): boolean =>
  kb.manifest.sources.some(({ url }) => url === DUMPS) || TrainedEntities.areIn(kb);

/**
 * The weights that decide over a knowledge base. Links are counted in the thousands, of names as they stand in texts; a share of page views
 * tells less of a name. So what was fitted to the one decides badly over the other.
 */
export function weightsFor(kb: KnowledgeBase, { linked, ...weights }: Weights): Weights {
  return linked === undefined || !countsLinks(kb) ? weights : { ...weights, ...linked };
}
