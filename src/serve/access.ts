import { NamesakeError } from "../errors.js";

/** What a server lets its callers do. */
export interface Access {
  /** Whether the KB may be changed, and corrections kept; reading may be done by everyone. */
  allowEdits: boolean;
}

/** @throws {NamesakeError} EDITS_NOT_ALLOWED */
export function checkEdits({ allowEdits }: Access): void {
  if (!allowEdits) throw new NamesakeError("EDITS_NOT_ALLOWED", {});
}
