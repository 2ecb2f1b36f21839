import { dotKernel } from "./dot-kernel.js";
import type { QuantisedRows } from "./quantised-rows.js";

/** Some of a set of centroids: those from `first` to before `end`. */
export interface CentroidRange {
  first: number;
  end: number;
}

/**
 * Which centroid of unit length has the greatest dot product with a vector. Products are of whole numbers, so that the answer is
 * the same on every machine.
 */
export class NearestCentroid {
  private readonly kernel;
  private readonly digits: Int16Array;
  private readonly all: readonly CentroidRange[];

  constructor(private readonly centroids: QuantisedRows) {
    this.kernel = dotKernel(centroids.dimensions);
    this.digits = new Int16Array(centroids.dimensions);
    this.all = [{ first: 0, end: centroids.size }];
  }

  /**
   * @param values of a quantised vector, [dimensions]
   * @param ranges those that are looked at; absent = all
   */
  of(values: Int8Array, ranges?: readonly CentroidRange[]): number {
    this.digits.set(values);
    let [nearest, greatest] = [0, -Infinity];
    const look = (centroid: number, dot: number) => {
      if (dot <= greatest) return;
      [nearest, greatest] = [centroid, dot];
    };
    this.eachDot(this.digits, look, ranges);
    return nearest;
  }

  /** Calls back with the product of each centroid and a query of whole numbers, in the query's own scale. */
  eachDot(
    query: Int16Array,
    visit: (centroid: number, dot: number) => void,
    ranges: readonly CentroidRange[] = this.all,
  ): void {
    const { kernel } = this;
    const { dimensions, values, scales } = this.centroids;
    kernel.setQuery(query);
    for (const { first, end } of ranges)
      for (let from = first; from < end; from += kernel.blockRows) {
        const count = Math.min(kernel.blockRows, end - from);
        const dots = kernel.dots(values.subarray(from * dimensions, (from + count) * dimensions));
        for (let i = 0; i < count; i++) {
          const scale = scales[from + i] as number;
          visit(from + i, (dots[i] as number) * scale);
        }
      }
  }
}
