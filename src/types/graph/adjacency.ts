/** Edges by the row that they leave, each with its relation; the three lists of numbers are of one length. */
export interface Edges {
  from: Uint32Array;
  to: Uint32Array;
  /** Index of the relation. */
  relation: Uint32Array;
}

/**
 * Where the edges of each row lead, as compressed sparse rows: the edges of row r lie from `offsets[r]` to `offsets[r + 1]`, ordered
 * by relation, and those of one relation in the order in which they were given.
 *
 * Memory: 6 bytes an edge (4 for its end, 2 for its relation) and 4 a row.
 */
export class Adjacency {
  private readonly offsets: Uint32Array;
  private readonly targets: Uint32Array;
  private readonly relations: Uint16Array | Uint32Array;

  /** @param relations how many there are */
  constructor(rows: number, relations: number, { from, to, relation }: Edges) {
    // Two stable counting sorts, the second key first.
    const byRelation = countingOrder(relation, relations);
    const order = countingOrder(
      byRelation.map((edge) => from[edge] as number),
      rows,
    );
    this.targets = new Uint32Array(to.length);
    this.relations = relations > 0x10000 ? new Uint32Array(to.length) : new Uint16Array(to.length);
    this.offsets = new Uint32Array(rows + 1);
    for (let i = 0; i < order.length; i++) {
      const edge = byRelation[order[i] as number] as number;
      this.targets[i] = to[edge] as number;
      this.relations[i] = relation[edge] as number;
      const after = (from[edge] as number) + 1;
      this.offsets[after] = i + 1;
    }
    // Rows without an edge end where the row before them does.
    for (let row = 1; row <= rows; row++)
      if (this.offsets[row] === 0) this.offsets[row] = this.offsets[row - 1] as number;
  }

  /** The ends of the edges of a relation: a view into all, not a copy. */
  of(row: number, relation: number): Uint32Array {
    const from = this.firstAt(row, relation);
    return this.targets.subarray(from, this.firstAt(row, relation + 1));
  }

  /** The relations that a row has edges of, each once, in ascending order. */
  relationsOf(row: number): number[] {
    const end = this.offsets[row + 1] ?? 0;
    const found: number[] = [];
    for (let at = this.offsets[row] ?? 0; at < end; ) {
      const relation = this.relations[at] as number;
      found.push(relation);
      at = this.firstAt(row, relation + 1);
    }
    return found;
  }

  /** The place of the row's first edge of this relation, or of a later one. */
  private firstAt(row: number, relation: number): number {
    let low = this.offsets[row] ?? 0;
    let high = this.offsets[row + 1] ?? low;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.relations[middle] as number) < relation) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The places of the keys, which are below `most`, in ascending order of the keys; of equal ones the first comes first. */
function countingOrder(keys: Uint32Array, most: number): Uint32Array {
  const next = new Uint32Array(most + 1);
  for (const key of keys) next[key + 1] = (next[key + 1] as number) + 1;
  for (let key = 1; key <= most; key++) next[key] = (next[key] as number) + (next[key - 1] as number);
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number;
    order[next[key] as number] = i;
    next[key] = (next[key] as number) + 1;
  }
  return order;
}
