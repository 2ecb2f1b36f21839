import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { normaliseAlias } from "../../text/normalise.js";
import { demonymTest } from "./demonyms.js";
import type { EntityFacts } from "./entity-facts.js";

/**
 * What error classes and reports ask, answered by a KB.
 *
 * @param demonyms such as "Belgian"; without them a rule on endings decides
 */
export function kbFacts(kb: KnowledgeBase, demonyms?: Iterable<string>): EntityFacts {
  return {
    name: (id) => kb.entity(id)?.name,
    classOf: (id) => kb.entity(id)?.types?.["ner"]?.[0],
    count: (id) => kb.entity(id)?.count ?? 0,
    mostPopular: (surface) => {
      const { postings } = kb.lookup(normaliseAlias(surface));
      const highest = postings[0]?.count;
      return postings.filter(({ count }) => count === highest).flatMap(({ index }) => kb.at(index)?.id ?? []);
    },
    ...(demonyms === undefined ? {} : { isDemonym: demonymTest(demonyms) }),
  };
}
