import { mergeLines } from "./merge-lines.js";

/** A place for sorted runs that do not fit into memory; `read` gives the lines of a run back in order. */
export interface Spill {
  write(run: number, lines: Iterable<string>): void;
  read(run: number): Iterable<string>;
  remove(run: number): void;
}

/** Runs that are merged at once: each is an open file. */
const FAN_IN = 64;

/**
 * External sort of lines by their UTF-16 units: they are kept until there are `runLength` of them, then sorted and spilled;
 * reading merges the runs. Memory O(runLength), time O(n log n). Without a spill everything stays in memory.
 */
export class LineSorter {
  private lines: string[] = [];
  /** Numbers of the runs, by how often their lines were merged before: there are never many of one kind. */
  private readonly runs: number[][] = [];
  private nextRun = 0;

  constructor(
    private readonly spill: Spill | undefined,
    private readonly runLength: number,
  ) {}

  add(line: string): void {
    this.lines.push(line);
    if (this.spill === undefined || this.lines.length < this.runLength) return;
    this.write(this.spill, this.lines.sort(), 0);
    this.lines = [];
  }

  /** Adds lines that are sorted already, as a run of their own; they need a spill. */
  addRun(lines: Iterable<string>): void {
    if (this.spill === undefined) throw new Error("expected a spill for sorted runs, found none");
    this.write(this.spill, lines, 0);
  }

  /** Whether there are lines that are not in memory. */
  get isSpilled(): boolean {
    return this.nextRun > 0;
  }

  private write(spill: Spill, lines: Iterable<string>, level: number): void {
    spill.write(this.nextRun, lines);
    this.runs[level] ??= [];
    const runs = this.runs[level];
    runs.push(this.nextRun++);
    if (runs.length < FAN_IN) return;
    this.runs[level] = [];
    this.write(spill, mergeLines(runs.map((run) => spill.read(run))), level + 1);
    for (const run of runs) spill.remove(run);
  }

  /** All lines in order; equal ones stand together. */
  *sorted(): Generator<string> {
    const last = this.lines.sort();
    const { spill } = this;
    const runs = this.runs.flat();
    if (spill === undefined || runs.length === 0) yield* last;
    else yield* mergeLines([last, ...runs.map((run) => spill.read(run))]);
  }
}
