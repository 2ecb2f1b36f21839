import { NamesakeError } from "../errors.js";

/** A span of a text, as given or as found. Offsets are UTF-16 units, end-exclusive. */
export interface Mention {
  start: number;
  end: number;
  /** The gold entity where it is known; `null` = NIL, no entity of the KB. */
  entity?: string | null;
  /** The ids that are its candidates, also where its text is no name of theirs. */
  candidates?: string[];
  /** The NER class of the span where it is known. */
  label?: string;
}

/** A text and what is known about its mentions. */
export interface Document {
  id: string;
  text: string;
  mentions?: Mention[];
}

/**
 * Reads one JSON line as a document.
 *
 * @param where names the line in messages, e.g. "line 7"
 * @throws {NamesakeError} RECORD_INVALID with the field, what was expected and what was found; SPAN_INVALID
 * @example
 * ```ts
 * parseDocument('{"id":"1","text":"Jordan"}', "line 1").text; // "Jordan"
 * ```
 */
export function parseDocument(json: string, where: string): Document {
  const wrong = (field: string, expected: string, found: unknown): never => {
    const shown = JSON.stringify(found) ?? "nothing";
    throw new NamesakeError("RECORD_INVALID", { where, field, expected, found: shown.slice(0, 60) });
  };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return wrong("document", "a JSON object with id and text", json);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return wrong("document", "a JSON object with id and text", value);
  const { id, text, mentions } = value as Record<string, unknown>;
  if (typeof text !== "string") return wrong("text", "a text", text);
  if (id !== undefined && typeof id !== "string" && typeof id !== "number") return wrong("id", "a text", id);
  const document: Document = { id: id === undefined ? where : String(id), text };
  if (mentions === undefined) return document;
  if (!Array.isArray(mentions)) return wrong("mentions", "a list of { start, end }", mentions);
  for (const mention of mentions as unknown[]) {
    if (typeof mention !== "object" || mention === null)
      return wrong("mentions", "a list of { start, end }", mention);
    const { start, end, candidates } = mention as Record<string, unknown>;
    const inside =
      Number.isInteger(start) && Number.isInteger(end) && 0 <= Number(start) && Number(end) <= text.length;
    if (!inside || Number(start) >= Number(end))
      throw new NamesakeError("SPAN_INVALID", { start, end, length: text.length });
    if (
      candidates !== undefined &&
      !(Array.isArray(candidates) && candidates.every((id) => typeof id === "string"))
    )
      return wrong("mentions.candidates", "a list of ids", candidates);
  }
  return { ...document, mentions: mentions as Mention[] };
}
