import type { Spans } from "./spans.js";

const ADDRESS =
  /\[(?:(?:https?|ftps?|ircs?|gopher|news|nntp|git|svn|ssh|telnet|worldwind):)?\/\/|\[(?:mailto|news|urn|magnet|tel|sms|geo|sip|sips|xmpp|bitcoin):/iy;

/** Whether "[" at `at` begins an external link: an address in brackets, with or without a text. */
export function beginsExternalLink(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1) | 0x20;
  if (!(second >= 0x61 && second <= 0x7a) && text.charCodeAt(at + 1) !== 0x2f) return false;
  ADDRESS.lastIndex = at;
  return ADDRESS.test(text);
}

/** Where the address ends that begins behind the "[" at `at`: at a blank, a quotation mark or a bracket. */
export function addressEnd(text: string, at: number, limit: number): number {
  for (let i = at + 1; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === 0x5d || code === 0x5b || code === 0x3c || code === 0x7b) return i;
    if (code === 0x27 && text.charCodeAt(i + 1) === 0x27) return i;
  }
  return limit;
}

/**
 * The "]" of the same line that belongs to no link in between; where there is none, the end of the line, or `limit`. The
 * cursor of `spans` stays.
 */
export function closingBracket(spans: Spans, from: number, limit: number): number {
  const { text, cursor } = spans;
  let i = from;
  while (i < limit) {
    const code = text.charCodeAt(i);
    if (code === 0x0a || code === 0x5d) break;
    const span = code === 0x5b || code === 0x7b || code === 0x3c ? spans.startingAt(i) : -1;
    i = span >= 0 && spans.ends[span]! > 0 ? spans.ends[span]! : i + 1;
  }
  spans.cursor = cursor;
  return Math.min(i, limit);
}
