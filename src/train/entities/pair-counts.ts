import type { SparseMatrix } from "./sparse-matrix.js";

const FIRST_ROOM = 1 << 16;

/** Weighted pairs of entities, added up to a symmetric sparse matrix over the entities that have any. */
export class PairCounts {
  private size = 0;
  private first = new Uint32Array(FIRST_ROOM);
  private second = new Uint32Array(FIRST_ROOM);
  private weights = new Float32Array(FIRST_ROOM);

  /** Counts that two entities were together; an entity with itself says nothing. */
  add(a: number, b: number, weight: number): void {
    if (a === b) return;
    if (this.size === this.weights.length) this.grow();
    this.first[this.size] = a;
    this.second[this.size] = b;
    this.weights[this.size] = weight;
    this.size++;
  }

  private grow(): void {
    const grown = <A extends Uint32Array | Float32Array>(old: A, larger: A): A => {
      larger.set(old);
      return larger;
    };
    const room = 2 * this.size;
    this.first = grown(this.first, new Uint32Array(room));
    this.second = grown(this.second, new Uint32Array(room));
    this.weights = grown(this.weights, new Float32Array(room));
  }

  /**
   * The sums, in both directions.
   *
   * @returns `entities`: those that have a pair, ascending, which are the rows and columns of `counts`
   */
  matrix(): { entities: Uint32Array; counts: SparseMatrix } {
    const [first, second] = [this.first.subarray(0, this.size), this.second.subarray(0, this.size)];
    const entities = sortedUnique(first, second);
    const rowOf = (entity: number) => placeOf(entities, entity);
    const both = 2 * this.size;
    const [rows, columns] = [new Uint32Array(both), new Uint32Array(both)];
    for (let i = 0; i < this.size; i++) {
      const [a, b] = [rowOf(first[i] as number), rowOf(second[i] as number)];
      rows[2 * i] = a;
      columns[2 * i] = b;
      rows[2 * i + 1] = b;
      columns[2 * i + 1] = a;
    }
    // Sorted by column and then, keeping that order, by row: so columns ascend within a row, in time that is linear in the pairs.
    const order = sortedBy(
      rows,
      sortedBy(columns, Uint32Array.from(rows.keys()), entities.length),
      entities.length,
    );
    return { entities, counts: this.summed(order, rows, columns, entities.length) };
  }

  private summed(order: Uint32Array, rows: Uint32Array, columns: Uint32Array, size: number): SparseMatrix {
    const starts = new Uint32Array(size + 1);
    const places = new Uint32Array(order.length);
    const values = new Float32Array(order.length);
    let [filled, lastRow, lastColumn] = [0, -1, -1];
    for (const pair of order) {
      const [row, column] = [rows[pair] as number, columns[pair] as number];
      if (row !== lastRow || column !== lastColumn) {
        places[filled++] = column;
        starts[row + 1] = filled;
        [lastRow, lastColumn] = [row, column];
      }
      values[filled - 1] = (values[filled - 1] as number) + (this.weights[pair >> 1] as number);
    }
    return {
      rows: size,
      columns: size,
      starts,
      places: places.slice(0, filled),
      values: values.slice(0, filled),
    };
  }
}

function sortedUnique(first: Uint32Array, second: Uint32Array): Uint32Array {
  const all = new Uint32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  all.sort();
  return all.filter((entity, i) => i === 0 || entity !== all[i - 1]);
}

/** The place of a number that is in an ascending list. */
function placeOf(list: Uint32Array, number: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Positions in the order of their keys, all below `keysBelow`; equal ones stay in their order (counting sort). */
function sortedBy(keys: Uint32Array, positions: Uint32Array, keysBelow: number): Uint32Array {
  const next = new Uint32Array(keysBelow + 1);
  for (const position of positions) {
    const key = (keys[position] as number) + 1;
    next[key] = (next[key] as number) + 1;
  }
  for (let key = 1; key <= keysBelow; key++) next[key] = (next[key] as number) + (next[key - 1] as number);
  const sorted = new Uint32Array(positions.length);
  for (const position of positions) {
    const key = keys[position] as number;
    const at = next[key] as number;
    sorted[at] = position;
    next[key] = at + 1;
  }
  return sorted;
}
