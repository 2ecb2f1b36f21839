/** Names compared with a wrong one; more take long, and tell a reader no more. */
const MOST_NAMES = 20_000;
const LONGEST_NAME = 200;

/** Levenshtein distance, row by row. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(
        Math.min(
          (above[j] as number) + 1,
          (row[j - 1] as number) + 1,
          (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    above = row;
  }
  return above[b.length] as number;
}

/**
 * The names that are most like `wanted`: first those that contain it or that it contains, then by edit distance.
 *
 * @returns at most `count`, best first; nothing that differs in more than half of its letters
 */
export function nearest(wanted: string, names: Iterable<string>, count = 3): string[] {
  const name = wanted.slice(0, LONGEST_NAME);
  const found: { other: string; cost: number }[] = [];
  let left = MOST_NAMES;
  for (const full of names) {
    if (left-- === 0) break;
    const other = full.slice(0, LONGEST_NAME);
    const longest = Math.max(name.length, other.length);
    const part = name !== "" && other !== "" && (other.includes(name) || name.includes(other));
    // A part is better than any edit; among parts the one with the least around it.
    const cost = part ? -1 / (1 + Math.abs(other.length - name.length)) : distance(name, other);
    if (cost <= longest / 2) found.push({ other, cost });
  }
  found.sort((a, b) => a.cost - b.cost || (a.other < b.other ? -1 : 1));
  return found.slice(0, count).map(({ other }) => other);
}
