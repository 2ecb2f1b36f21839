import { Bitset } from "../bitset.js";
import { Adjacency } from "./adjacency.js";
import { NumberList } from "./number-list.js";

/**
 * What rows are called in one system: the types of a type system, or the values of an attribute that has texts. A label is known
 * by its index in `names`.
 *
 * Memory: 12 bytes a pair of row and label, and 4 a row.
 */
export class RowLabels {
  private readonly byRow: Adjacency;
  private readonly byLabel: Adjacency;
  private readonly indexes: ReadonlyMap<string, number>;

  constructor(
    readonly size: number,
    readonly names: readonly string[],
    rows: Uint32Array,
    labels: Uint32Array,
  ) {
    const relation = new Uint32Array(rows.length);
    this.byRow = new Adjacency(size, 1, { from: rows, to: labels, relation });
    this.byLabel = new Adjacency(names.length, 1, { from: labels, to: rows, relation });
    this.indexes = new Map(names.map((name, index) => [name, index]));
  }

  /** The index of a label's name; undefined where no row has it. */
  indexOf(name: string): number | undefined {
    return this.indexes.get(name);
  }

  /** The labels of a row, in the order in which its record names them. */
  of(row: number): Uint32Array {
    return this.byRow.of(row, 0);
  }

  /** The rows that have a label, in ascending order. */
  rows(label: number): Uint32Array {
    return this.byLabel.of(label, 0);
  }

  /** The rows that have at least one label. */
  known(): Bitset {
    const known = new Bitset(this.size);
    for (let label = 0; label < this.names.length; label++)
      for (const row of this.rows(label)) known.add(row);
    return known;
  }
}

/** Takes pairs of row and label, as records are read. */
class RowLabelsBuilder {
  private readonly names = new Map<string, number>();
  private readonly rows = new NumberList();
  private readonly labels = new NumberList();

  add(row: number, name: string): void {
    let label = this.names.get(name);
    if (label === undefined) {
      label = this.names.size;
      this.names.set(name, label);
    }
    this.rows.push(row);
    this.labels.push(label);
  }

  /** @param size how many rows there are */
  build(size: number): RowLabels {
    return new RowLabels(size, [...this.names.keys()], this.rows.view(), this.labels.view());
  }
}

/** Labels of several systems, as records are read. */
export class LabelSystems {
  private readonly systems = new Map<string, RowLabelsBuilder>();

  add(row: number, system: string, names: readonly string[]): void {
    let builder = this.systems.get(system);
    if (builder === undefined) {
      builder = new RowLabelsBuilder();
      this.systems.set(system, builder);
    }
    for (const name of new Set(names)) builder.add(row, name);
  }

  /** @param size how many rows there are */
  build(size: number): ReadonlyMap<string, RowLabels> {
    return new Map([...this.systems].map(([system, builder]) => [system, builder.build(size)]));
  }
}
