import { NamesakeError } from "../errors.js";

/** The headers by which a request says in which state it expects what it reads or changes (RFC 9110, section 13). */
export interface ConditionalHeaders {
  "if-match"?: string;
  "if-none-match"?: string;
}

/** A state as it stands in the header ETag. */
export const entityTag = (state: string | number): string => `"${state}"`;

/**
 * The states that a header lists; "any" for "*". Weak tags are those of strong ones, as there is one representation of each state.
 *
 * @throws {NamesakeError} REQUEST_INVALID
 */
export function statesIn(header: string | undefined, name: string): "any" | string[] | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === "*") return "any";
  const tags = header.split(",").map((tag) => /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(tag)?.[1]);
  if (tags.every((tag) => tag !== undefined)) return tags;
  throw new NamesakeError("REQUEST_INVALID", {
    expected: `the header ${name} as "STATE" or *`,
    found: header,
  });
}
