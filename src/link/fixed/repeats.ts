import type { FoundMention } from "../../mentions/mention-finder.js";
import type { Mention } from "../../text/document.js";
import type { Span } from "../../text/sentences.js";
import { tokenise } from "../../text/tokens.js";
import type { FixedSpan } from "./fixed-mentions.js";

/** Written in small letters: a word, of which not every other use means what one does. */
const isSmall = (surface: string): boolean => /\p{Ll}/u.test(surface) && !/\p{Lu}/u.test(surface);

/** The mentions that stand apart from all of `others`, which do not overlap each other. Both are in the order of their starts. */
export function apartFrom<T extends Span>(mentions: readonly T[], others: readonly Span[]): T[] {
  let next = 0;
  return mentions.filter(({ start, end }) => {
    while ((others[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    return (others[next]?.start ?? Number.POSITIVE_INFINITY) >= end;
  });
}

/**
 * Where a text says the names of its fixed mentions again, letter by letter, from word to word: a finder that goes by the KB's aliases
 * does not find a name that only the fixed mention gives to an entity. Of names that are fixed as NIL there are none, since what is not
 * found is not linked anyway.
 *
 * @returns in order, apart from the fixed mentions and from each other
 */
export function repeats(text: string, fixed: readonly FixedSpan[]): Mention[] {
  const surfaces = fixed
    .filter((one) => one.fixed !== null)
    .map(({ found }) => text.slice(found.start, found.end));
  const names = new Set(surfaces.filter((surface) => !isSmall(surface)));
  if (names.size === 0) return [];
  // By length and not by name: names that stand apart in one text are of few lengths, however many they are.
  const lengths = [...new Set([...names].map(({ length }) => length))].sort((a, b) => b - a);
  const tokens = tokenise(text);
  const ends = new Set(tokens.map(({ end }) => end));
  const places: Mention[] = [];
  for (const { start } of tokens) {
    if ((places.at(-1)?.end ?? 0) > start) continue;
    const length = lengths.find((one) => ends.has(start + one) && names.has(text.slice(start, start + one)));
    if (length !== undefined) places.push({ start, end: start + length });
  }
  return apartFrom(
    places,
    fixed.map(({ found }) => found),
  );
}

/**
 * Found mentions with the repeats of fixed names: a repeat takes the place of what was found inside of it, and gives way to what reaches
 * beyond it. All in order.
 */
export function withRepeats(found: readonly FoundMention[], again: readonly FoundMention[]): FoundMention[] {
  if (again.length === 0) return [...found];
  const inside = new Set<number>();
  for (const { start, end } of found) for (let at = start + 1; at < end; at++) inside.add(at);
  const kept = again.filter(({ start, end }) => !inside.has(start) && !inside.has(end));
  return [...apartFrom(found, kept), ...kept].sort((a, b) => a.start - b.start);
}
