import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { type EntityEncoder, encodeEntities } from "../../link/dense/encode-entities.js";
import { allEntities } from "../../link/dense/readable-entities.js";
import type { AllRows } from "./write-rows.js";

/** The entities of a KB with their vectors, in the order of the KB. */
export function entityRows(kb: KnowledgeBase, encoder: EntityEncoder): AllRows {
  return {
    title: "Encoding entities",
    total: kb.size,
    async *from(first) {
      for await (const entities of encodeEntities(allEntities(kb, rowAfter(kb, first)), encoder))
        yield {
          vectors: entities.map(({ vector }) => vector),
          keys: entities.map(({ record: { id, name } }) => ({ id, name })),
        };
    },
  };
}

/** The least row behind the first so many entities. */
function rowAfter(kb: KnowledgeBase, entities: number): number {
  let seen = 0;
  for (const [row] of kb.entries()) if (seen++ === entities) return row;
  return kb.totals().nextIndex;
}
