import type { Hit } from "./vector-index.js";

/** The best k of the hits that are offered, ties by row: a heap with the worst of them on top. */
export class BestHits {
  private readonly heap: Hit[] = [];

  /** @param k how many, from 0 */
  constructor(private readonly k: number) {}

  /** What a score must reach to be kept: that of the worst, once there are k. */
  get least(): number {
    if (this.heap.length < this.k) return -Infinity;
    return this.heap[0]?.score ?? Infinity;
  }

  /** Keeps a hit if it is one of the best k so far. */
  offer(row: number, score: number): void {
    const { heap, k } = this;
    const hit = { row, score };
    if (heap.length < k) {
      heap.push(hit);
      this.rise(heap.length - 1);
    } else if (k > 0 && isWorse(heap[0] as Hit, hit)) {
      heap[0] = hit;
      this.sink();
    }
  }

  /** What was kept, the best first. */
  sorted(): Hit[] {
    return [...this.heap].sort((a, b) => b.score - a.score || a.row - b.row);
  }

  private rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.swapIfWorse(at, parent)) return;
      at = parent;
    }
  }

  private sink(): void {
    const { heap } = this;
    for (let at = 0; 2 * at + 1 < heap.length; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      const worse = right < heap.length && isWorse(heap[right] as Hit, heap[left] as Hit) ? right : left;
      if (!this.swapIfWorse(worse, at)) return;
      at = worse;
    }
  }

  /** Moves a hit above its parent where it is the worse of the two. */
  private swapIfWorse(child: number, parent: number): boolean {
    const [lower, upper] = [this.heap[child] as Hit, this.heap[parent] as Hit];
    if (!isWorse(lower, upper)) return false;
    this.heap[parent] = lower;
    this.heap[child] = upper;
    return true;
  }
}

const isWorse = (a: Hit, b: Hit): boolean => a.score < b.score || (a.score === b.score && a.row > b.row);
