import { NamesakeError } from "../errors.js";

/**
 * A field that must say something, without white space around it.
 *
 * @param where names the record in the message, e.g. "entity.jsonl, line 7"
 * @throws {NamesakeError} RECORD_INVALID
 */
export function requiredText(value: unknown, field: string, where: string): string {
  const found = (value as Record<string, unknown> | null)?.[field];
  if (typeof found === "string" && found.trim() !== "") return found.trim();
  throw new NamesakeError("RECORD_INVALID", {
    where,
    field,
    expected: "a non-empty text",
    found: found === undefined ? "nothing" : JSON.stringify(found).slice(0, 40),
  });
}
