/** The numbers of attributes by row: 8 bytes a row for each attribute. */
export class NumberAttributes {
  private readonly columns = new Map<string, Float64Array>();

  /** @param size how many rows there are */
  constructor(private readonly size: number) {}

  add(row: number, name: string, value: number): void {
    let column = this.columns.get(name);
    if (column === undefined) {
      column = new Float64Array(this.size).fill(Number.NaN);
      this.columns.set(name, column);
    }
    column[row] = value;
  }

  names(): Iterable<string> {
    return this.columns.keys();
  }

  /** NaN where a row has no number; undefined where none has. */
  of(name: string): Float64Array | undefined {
    return this.columns.get(name);
  }
}
