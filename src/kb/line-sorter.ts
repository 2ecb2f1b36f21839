/** A place for sorted runs that do not fit into memory; `read` gives the lines of a run back in order. */
export interface Spill {
  write(run: number, lines: readonly string[]): void;
  read(run: number): Iterable<string>;
}

/**
 * External sort of lines by their UTF-16 units: they are kept until there are `runLength` of them, then sorted and spilled;
 * reading merges the runs. Memory O(runLength), time O(n log n). Without a spill everything stays in memory.
 */
export class LineSorter {
  private lines: string[] = [];
  private runs = 0;

  constructor(
    private readonly spill: Spill | undefined,
    private readonly runLength: number,
  ) {}

  add(line: string): void {
    this.lines.push(line);
    if (this.spill !== undefined && this.lines.length >= this.runLength) {
      this.spill.write(this.runs++, this.lines.sort());
      this.lines = [];
    }
  }

  /** All lines in order; equal ones stand together. */
  *sorted(): Generator<string> {
    const last = this.lines.sort();
    if (this.spill === undefined || this.runs === 0) {
      yield* last;
      return;
    }
    const sources: Iterator<string>[] = [last[Symbol.iterator]()];
    for (let run = 0; run < this.runs; run++) sources.push(this.spill.read(run)[Symbol.iterator]());
    const heads = sources.map((source) => source.next());
    for (;;) {
      let least = -1;
      let leastLine = "";
      for (let i = 0; i < heads.length; i++) {
        const head = heads[i];
        if (head === undefined || head.done === true) continue;
        if (least < 0 || head.value < leastLine) {
          least = i;
          leastLine = head.value;
        }
      }
      if (least < 0) return;
      yield leastLine;
      heads[least] = (sources[least] as Iterator<string>).next();
    }
  }
}
