/**
 * Disjoint sets of the numbers from 0 (Tarjan 1975, with union by size and path halving). 8 bytes a number.
 */
export class UnionFind {
  private readonly parent: Int32Array;
  private readonly sizes: Int32Array;

  constructor(size: number) {
    this.parent = Int32Array.from({ length: size }, (_, i) => i);
    this.sizes = new Int32Array(size).fill(1);
  }

  /** The number that stands for the set; which one of it that is depends on the order of the unions. */
  find(of: number): number {
    let at = of;
    for (;;) {
      const parent = this.parent[at] as number;
      if (parent === at) return at;
      const above = this.parent[parent] as number;
      this.parent[at] = above;
      at = above;
    }
  }

  union(one: number, other: number): void {
    let [large, small] = [this.find(one), this.find(other)];
    if (large === small) return;
    if ((this.sizes[large] as number) < (this.sizes[small] as number)) [large, small] = [small, large];
    this.parent[small] = large;
    this.sizes[large] = (this.sizes[large] as number) + (this.sizes[small] as number);
  }
}
