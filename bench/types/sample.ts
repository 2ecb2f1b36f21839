import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import { randomFractions } from "../../dist/random.js";

/** A row of a sample and by which half it came in. */
export interface Drawn {
  row: number;
  id: string;
  half: "uniform" | "popular";
}

/**
 * Entities of a KB without repetition: half of them with equal chances, half with chances by their count.
 *
 * @param size even
 * @param except ids that are not drawn
 */
export function drawSample(
  kb: KnowledgeBase,
  size: number,
  seed: number,
  except: ReadonlySet<string> = new Set(),
): Drawn[] {
  const rows: number[] = [];
  const counts: number[] = [];
  for (const [row, { id, count = 0 }] of kb.entries())
    if (!except.has(id)) {
      rows.push(row);
      counts.push(count);
    }
  const next = randomFractions(seed);
  const drawn = new Map<number, Drawn["half"]>();
  while (drawn.size < size / 2) drawn.set(rows[Math.floor(next() * rows.length)] as number, "uniform");
  let total = 0;
  const upTo = Float64Array.from(counts, (count) => {
    total += count;
    return total;
  });
  while (drawn.size < size) {
    const row = rows[firstAbove(upTo, next() * total)] as number;
    if (!drawn.has(row)) drawn.set(row, "popular");
  }
  return [...drawn].map(([row, half]) => ({ row, id: kb.at(row)?.id ?? "", half }));
}

/** Where the first of ascending sums lies that is above a value. */
function firstAbove(sums: Float64Array, value: number): number {
  let [from, to] = [0, sums.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sums[middle] as number) > value) to = middle;
    else from = middle + 1;
  }
  return from;
}
