/**
 * A test for demonyms from a table of them, plurals included.
 *
 * @param words such as "Belgian" or "Turk"; entries of several, divided by commas or slashes, are taken apart
 * @example
 * ```ts
 * const isDemonym = demonymTest(["Belgian", "Swede, Swedish"]);
 * isDemonym("Belgians"); // true
 * isDemonym("Belgium"); // false
 * ```
 */
export function demonymTest(words: Iterable<string>): (surface: string) => boolean {
  const known = new Set<string>();
  for (const entry of words)
    for (const word of entry.split(/[,/]/)) {
      const key = word.trim().toLowerCase();
      if (key !== "") known.add(key);
    }
  return (surface) => {
    const key = surface.trim().toLowerCase();
    return known.has(key) || (key.endsWith("s") && known.has(key.slice(0, -1)));
  };
}

/** Endings of English adjectives of places: "Parisian", "Maltese", "Danish", "Iraqi", "Berliner", "French", "Greek". */
const ENDING = /(?:an|ese|ish|i|ic|er|ch|ss|ek)s?$/;

/**
 * Whether a surface form looks like the adjective of a place, where there is no table: one capitalised word with such an ending
 * that begins like the place's name and does not stand in it.
 *
 * @example
 * ```ts
 * looksLikeDemonym("Roman", "Rome"); // true
 * looksLikeDemonym("Iran", "Islamic Republic of Iran"); // false
 * ```
 */
export function looksLikeDemonym(surface: string, place: string): boolean {
  if (!/^\p{Lu}[\p{L}\p{M}]+$/u.test(surface) || !ENDING.test(surface)) return false;
  const words = place.split(/[^\p{L}\p{M}]+/u);
  return !words.includes(surface) && words.some((word) => word.slice(0, 2) === surface.slice(0, 2));
}
