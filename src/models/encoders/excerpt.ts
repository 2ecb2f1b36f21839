import { NamesakeError } from "../../errors.js";
import type { Span } from "../../text/sentences.js";

/** UTF-16 units that are read for a token, more than the longest tokens need. */
export const UNITS = 16;

/**
 * Checks that a mention lies in a text.
 *
 * @param mention UTF-16 offsets, end-exclusive
 * @throws {NamesakeError} SPAN_INVALID
 */
export function checkMention(text: string, { start, end }: Span): void {
  const isInside =
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= text.length;
  if (!isInside) throw new NamesakeError("SPAN_INVALID", { start, end, length: text.length });
}

/**
 * A mention with as much of its text to either side as windows of so many tokens can have. Of an excerpt it is the whole.
 *
 * @throws {NamesakeError} SPAN_INVALID
 */
export function excerptAround(text: string, mention: Span, tokens: number): { text: string; mention: Span } {
  checkMention(text, mention);
  const reach = UNITS * tokens;
  const from = Math.max(0, mention.start - reach);
  return {
    text: text.slice(from, mention.end + reach),
    mention: { start: mention.start - from, end: mention.end - from },
  };
}
