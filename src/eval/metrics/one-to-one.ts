/** A member that looks for a partner. */
interface Step {
  left: number;
  rights: readonly number[];
  /** Position in `rights` of the partner that is tried next. */
  next: number;
}

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
  const pair = (left: number, right: number): void => {
    partnerOf.set(left, right);
    ownerOf.set(right, left);
  };
  const place = (first: number): void => {
    const seen = new Set<number>();
    // A path may be as long as there are members, which is too long for calls in calls.
    const path: Step[] = [{ left: first, rights: partners(first), next: 0 }];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const { left, rights } = step;
      // A free partner before one whose owner would have to move.
      const free = step.next > 0 ? undefined : rights.find((right) => !ownerOf.has(right));
      if (free !== undefined) {
        pair(left, free);
        for (const { left: moved, rights: its, next } of path.slice(0, -1).reverse())
          pair(moved, its[next - 1] as number);
        return;
      }
      while (step.next < rights.length && seen.has(rights[step.next] as number)) step.next++;
      const right = rights[step.next++];
      if (right === undefined) path.pop();
      else {
        seen.add(right);
        const owner = ownerOf.get(right) as number;
        path.push({ left: owner, rights: partners(owner), next: 0 });
      }
    }
  };
  for (const left of order) place(left);
  return partnerOf;
}
