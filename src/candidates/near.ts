/** Shortest word that may be written otherwise. */
const MIN_LENGTH = 4;

/**
 * Whether two words may be spellings of one: they begin alike, and one letter, or two of eight, is added, dropped or another.
 *
 * @example
 * ```ts
 * isNear("massoud", "masoud"); // true
 * isNear("andrew", "anders"); // false
 * ```
 */
export function isNear(a: string, b: string): boolean {
  if (a[0] !== b[0] || Math.min(a.length, b.length) < MIN_LENGTH) return false;
  const most = Math.max(a.length, b.length) < 8 ? 1 : 2;
  return Math.abs(a.length - b.length) <= most && distance(a, b) <= most;
}

/** Levenshtein distance (1966): the fewest letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] as number;
}
