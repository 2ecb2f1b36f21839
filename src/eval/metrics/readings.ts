import type { ResolvedMention } from "../judged.js";

/**
 * Chooses between gold mentions that are alternative readings of one thing: "University of Oxford" (the parent), or "University"
 * and "Oxford" (its children). From the leaves up, either a mention counts or what was chosen among its children, whichever has
 * more right predictions; on a tie the mention itself, unless it is optional and something below it is not: an optional mention
 * must not excuse the absence of others (so ELEVANT, Bast, Hertel and Prange 2022).
 *
 * @param right how many of some mentions, by position, have right predictions, one to one
 * @returns the positions of the mentions that do not count
 */
export function unusedReadings(
  gold: readonly Pick<ResolvedMention, "parent" | "optional">[],
  right: (positions: readonly number[]) => number,
): Set<number> {
  const children = new Map<number, number[]>();
  gold.forEach(({ parent }, position) => {
    if (parent === undefined || gold[parent] === undefined) return;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [position]);
    else siblings.push(position);
  });
  const isRoot = (position: number): boolean => {
    const parent = gold[position]?.parent;
    return parent === undefined || gold[parent] === undefined;
  };
  // Parents before their children. They may lie in each other deeper than calls may.
  const all = [...children.keys()].filter(isRoot);
  for (const position of all) for (const child of children.get(position) ?? []) all.push(child);
  const unused = new Set<number>();
  /** What counts of a mention and those below it. */
  const chosen = new Map<number, readonly number[]>();
  for (const position of all.reverse()) {
    const below = (children.get(position) ?? []).flatMap((child) => chosen.get(child) ?? []);
    const gain = below.length === 0 ? -1 : right(below) - right([position]);
    const isExcuse =
      gold[position]?.optional === true && below.some((child) => gold[child]?.optional === false);
    const takeBelow = gain > 0 || (gain === 0 && isExcuse);
    for (const one of takeBelow ? [position] : below) unused.add(one);
    chosen.set(position, takeBelow ? below : [position]);
  }
  return unused;
}
