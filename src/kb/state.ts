import { NamesakeError } from "../errors.js";
import { fingerprint } from "./content-hash.js";
import type { Manifest } from "./manifest.js";

/** Hexadecimal digits that tell builds apart. */
const DIGITS = 8;

/**
 * Names the state of a KB: its version, which begins with 0 at each build, and the build, by when it was made and of what. A snapshot, and
 * a KB that was made compact, are of the build that they were taken of.
 *
 * @returns such as "12-9f3a01bc"
 */
export const stateOf = ({ created, contentHash }: Manifest, edits: number): string =>
  `${edits}-${fingerprint(`${created} ${contentHash}`).slice(0, DIGITS)}`;

/**
 * @param edits of the KB
 * @param expected a version, or a state as {@link stateOf} names it
 * @throws {NamesakeError} EDIT_CONFLICT where the KB is in another one
 */
export function checkState(manifest: Manifest, edits: number, expected: number | string): void {
  const found = typeof expected === "number" ? edits : stateOf(manifest, edits);
  if (found === expected) return;
  const said = (state: number | string) =>
    typeof state === "number" ? `version ${state}` : `state ${state}`;
  throw new NamesakeError("EDIT_CONFLICT", {
    what: `The knowledge base "${manifest.name}"`,
    expected: said(expected),
    found: said(found),
  });
}
