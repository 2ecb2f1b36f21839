/**
 * A maximum matching of a bipartite graph by augmenting paths (Kuhn 1955, "The Hungarian method for the assignment problem"):
 * no other gives more pairs. Members of the left side are placed in the order given, and one that has a partner keeps one, so
 * earlier members come first where not all can have one; a member takes its earliest partner that is free. O(members × edges),
 * in practice near the number of edges.
 *
 * @param partners the right members that a left one may be paired with, the preferred first
 * @returns left member → right member
 * @example
 * ```ts
 * const partners = { 1: [10], 2: [10, 20] };
 * matchOneToOne([2, 1], (left) => partners[left]); // Map { 2 → 20, 1 → 10 }
 * ```
 */
export function matchOneToOne(
  order: Iterable<number>,
  partners: (left: number) => readonly number[],
): Map<number, number> {
  const partnerOf = new Map<number, number>();
  const ownerOf = new Map<number, number>();
  const pair = (left: number, right: number): true => {
    partnerOf.set(left, right);
    ownerOf.set(right, left);
    return true;
  };
  const place = (left: number, visited?: Set<number>): boolean => {
    const all = partners(left);
    // A free partner before one whose owner would have to move.
    for (const right of all) if (!ownerOf.has(right)) return pair(left, right);
    const seen = visited ?? new Set();
    for (const right of all) {
      if (seen.has(right)) continue;
      seen.add(right);
      if (place(ownerOf.get(right) as number, seen)) return pair(left, right);
    }
    return false;
  };
  for (const left of order) place(left);
  return partnerOf;
}
