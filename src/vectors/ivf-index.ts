import { NamesakeError } from "../errors.js";
import { BestHits } from "./best-hits.js";
import { checkQuery } from "./check-query.js";
import { type DotKernel, dotKernel } from "./dot-kernel.js";
import { digitsOf, type QueryDigits } from "./exact-search.js";
import { damaged, IndexFile } from "./index-file.js";
import { type IvfInfo, IvfLists, KIND } from "./ivf-lists.js";
import { NearestCentroid } from "./nearest-centroid.js";
import { dotRow } from "./quantised-rows.js";
import type { RowBlock } from "./row-source.js";
import type { Hit, SearchOptions, VectorIndex } from "./vector-index.js";

/** How an index is opened. */
export interface IvfOptions {
  /** Lists that are looked through for a query, default 128; more only where fewer than k of their rows are allowed. */
  probes?: number;
  /** "disk": lists are read when they are looked through; "loaded": all are in memory. Default "disk". */
  memory?: "disk" | "loaded";
}

const DEFAULT_PROBES = 128;

/**
 * An inverted file (Sivic and Zisserman 2003, "Video Google"): vectors are in the lists of the centroids that they are near to, and
 * the lists of the centroids nearest to a query are looked through. It needs no native package, and in memory are only the
 * centroids: the lists may stay on the disk.
 *
 * Vectors should be of length 1: centroids are directions.
 *
 * @example
 * ```ts
 * await buildIvf(folder, "./vectors/v1-lists.ivf");
 * const index = IvfIndex.open("./vectors/v1-lists.ivf");
 * const hits = index.search(query, 10);
 * ```
 */
export class IvfIndex implements VectorIndex {
  readonly dimensions: number;
  readonly size: number;
  private readonly kernel: DotKernel;
  private readonly nearest: NearestCentroid;
  private readonly lists: IvfLists;

  private constructor(
    private readonly file: IndexFile<IvfInfo>,
    private readonly probes: number,
    memory: "disk" | "loaded",
  ) {
    const { dimensions, size } = file.info;
    this.dimensions = dimensions;
    this.size = size;
    this.kernel = dotKernel(dimensions);
    this.lists = new IvfLists(file, memory);
    this.nearest = new NearestCentroid({
      dimensions,
      size: this.lists.count,
      values: new Int8Array(file.readAll("centroids")),
      scales: new Float32Array(file.readAll("scales")),
    });
  }

  /** @throws {NamesakeError} INDEX_DAMAGED, INDEX_NEWER */
  static open(path: string, { probes = DEFAULT_PROBES, memory = "disk" }: IvfOptions = {}): IvfIndex {
    const file = IndexFile.open<IvfInfo>(path, KIND);
    try {
      return new IvfIndex(file, probes, memory);
    } catch (error) {
      file.close();
      throw damaged(path, error);
    }
  }

  search(query: Float32Array, k: number, { allowed }: SearchOptions = {}): Hit[] {
    if (!this.file.isOpen) throw new NamesakeError("CLOSED", { what: "The vector index" });
    checkQuery(query, this.dimensions);
    if (k <= 0) return [];
    const digits = digitsOf(query);
    const best = new BestHits(k);
    const look = (list: number) => this.scan(this.lists.at(list), query, digits, best, allowed);
    const { nearest, others } = this.rank(digits);
    nearest.forEach(look);
    if (best.least > -Infinity) return best.sorted();
    for (const list of others()) {
      look(list);
      if (best.least > -Infinity) break;
    }
    return best.sorted();
  }

  async close(): Promise<void> {
    this.file.close();
  }

  /** The lists whose centroids are nearest to a query, and all others, nearer ones first. */
  private rank({ digits }: QueryDigits): { nearest: number[]; others(): number[] } {
    const { count } = this.lists;
    const dots = new Float64Array(count);
    const best = new BestHits(Math.min(count, this.probes));
    this.nearest.eachDot(digits, (list, dot) => {
      dots[list] = dot;
      if (dot >= best.least) best.offer(list, dot);
    });
    const nearest = best.sorted().map(({ row }) => row);
    const others = () => {
      const given = new Set(nearest);
      const rest = Array.from(dots, (_, list) => list).filter((list) => !given.has(list));
      return rest.sort((a, b) => (dots[b] as number) - (dots[a] as number) || a - b);
    };
    return { nearest, others };
  }

  /** Offers the rows of a list that may be among the best: all whose upper bound reaches the worst of those. */
  private scan(
    list: RowBlock,
    query: Float32Array,
    { digits, scale, slack }: QueryDigits,
    best: BestHits,
    allowed: SearchOptions["allowed"],
  ): void {
    const { kernel, dimensions } = this;
    kernel.setQuery(digits);
    let { least } = best;
    for (let from = 0; from < list.size; from += kernel.blockRows) {
      const count = Math.min(kernel.blockRows, list.size - from);
      const dots = kernel.dots(list.values.subarray(from * dimensions, (from + count) * dimensions));
      for (let i = 0; i < count; i++) {
        const upper = ((dots[i] as number) * scale + slack) * (list.scales[from + i] as number);
        if (upper < least) continue;
        const row = list.rows[from + i] as number;
        if (allowed !== undefined && !allowed(row)) continue;
        best.offer(row, dotRow(list, from + i, query));
        least = best.least;
      }
    }
  }
}
