import type { FoundMention } from "../mentions/mention-finder.js";
import { stemOf } from "../text/stems.js";
import type { ContextStems } from "./overlap.js";

/** What the encoder reads of a mention's context, in UTF-16 units on either side. */
const ENCODED = 100;
/** What words are compared over, in UTF-16 units on either side. */
const COMPARED = 500;
/** Weight of a word outside the mention's sentence. */
const DISTANT = 0.5;

const WORD = /[\p{L}\p{N}]{2,}/gu;

/** Cuts [start, end) to at most `reach` units around the mention, at white space. */
function window(
  text: string,
  mention: FoundMention,
  start: number,
  end: number,
  reach: number,
): [number, number] {
  let from = Math.max(start, mention.start - reach);
  let to = Math.min(end, mention.end + reach);
  if (from > start) while (from < mention.start && !/\s/.test(text[from - 1] ?? " ")) from++;
  if (to < end) while (to > mention.end && !/\s/.test(text[to] ?? " ")) to--;
  return [from, to];
}

/**
 * The text whose vector stands for a mention: its sentence, at most 100 units to either side, without the mention itself,
 * which says the same for every candidate and favours those that are named like it.
 */
export function contextText(text: string, mention: FoundMention): string {
  const [from, to] = window(text, mention, mention.sentence.start, mention.sentence.end, ENCODED);
  return `${text.slice(from, mention.start)} ${text.slice(mention.end, to)}`.replace(/\s+/g, " ").trim();
}

/** The stems around a mention, without its own words. */
export function contextStems(text: string, mention: FoundMention): ContextStems {
  const [from, to] = window(text, mention, 0, text.length, COMPARED);
  const stems = new Map<string, number>();
  for (const match of text.slice(from, to).matchAll(WORD)) {
    const at = from + match.index;
    if (at >= mention.start && at < mention.end) continue;
    const stem = stemOf(match[0]);
    if (stem.length < 2) continue;
    const weight = at >= mention.sentence.start && at < mention.sentence.end ? 1 : DISTANT;
    stems.set(stem, Math.max(weight, stems.get(stem) ?? 0));
  }
  return stems;
}
