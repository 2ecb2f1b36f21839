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
  const unused = new Set<number>();
  const choose = (position: number): number[] => {
    const below = (children.get(position) ?? []).flatMap(choose);
    if (below.length === 0) return [position];
    const gain = right(below) - right([position]);
    const isExcuse =
      gold[position]?.optional === true && below.some((child) => gold[child]?.optional === false);
    const takeBelow = gain > 0 || (gain === 0 && isExcuse);
    for (const one of takeBelow ? [position] : below) unused.add(one);
    return takeBelow ? below : [position];
  };
  for (const position of children.keys()) {
    const parent = gold[position]?.parent;
    if (parent === undefined || gold[parent] === undefined) choose(position);
  }
  return unused;
}
