import { NamesakeError } from "../errors.js";
import type { Edit } from "../kb/edit.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { Draft } from "../kb/profile/draft.js";
import { checkOperation, editsOf } from "../kb/profile/operation.js";

/**
 * The edits that a list asks for: edits as they are, or operations (`{ op: "rename", … }`), each of which sees what those before it did.
 *
 * @throws {NamesakeError} RECORD_INVALID, and what operations throw
 */
export function readEdits(kb: KnowledgeBase, list: readonly object[]): readonly Edit[] {
  const operations = list.filter((one) => "op" in one);
  if (operations.length === 0) return list as readonly Edit[];
  if (operations.length < list.length)
    throw new NamesakeError("RECORD_INVALID", {
      where: "edits",
      field: "op",
      expected:
        'in all of the list or in none: an edit is also an operation, such as {"op":"remove","id":"Q1"}',
      found: `in ${operations.length} of ${list.length}`,
    });
  const draft = new Draft(kb);
  for (const [i, one] of list.entries()) draft.add(editsOf(draft, checkOperation(one, `edit ${i + 1}`)));
  return draft.edits;
}
