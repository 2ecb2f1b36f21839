import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";

/** The error of an id that a KB does not have, with the one that was probably meant. */
export function unknownCandidate(kb: KnowledgeBase, id: string): NamesakeError<"CANDIDATE_UNKNOWN"> {
  const name = id.replace(/^[^:]*:/, "");
  const [hit] = kb.search(name, { limit: 1 });
  // A hint only where the names differ by a few letters.
  const near = hit !== undefined && hit.alias.length <= name.length + 2 ? hit.entity.id : "";
  return new NamesakeError("CANDIDATE_UNKNOWN", { id, near });
}
