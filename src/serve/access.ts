import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { LinkOptions } from "../link/linker.js";

/** What a server lets its callers do. */
export interface Access {
  /** Whether the KB may be changed, and corrections kept; reading may be done by everyone. */
  allowEdits: boolean;
  /** How texts are linked of which a request says nothing else. */
  standard?: Pick<LinkOptions, "typesDecoding" | "typesFilter">;
}

/** @throws {NamesakeError} EDITS_NOT_ALLOWED */
export function checkEdits({ allowEdits }: Access): void {
  if (!allowEdits) throw new NamesakeError("EDITS_NOT_ALLOWED", {});
}

/**
 * Makes the index of who refers to an entity, unless there is one: without it, each change of an id would scan the KB while others wait.
 * A KB that cannot be written is served as it is.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export function prepareEdits(kb: KnowledgeBase): void {
  try {
    kb.indexReferrers();
  } catch (error) {
    if (!(error instanceof NamesakeError) || error.code !== "KB_READ_ONLY") throw error;
  }
}
