import { join } from "node:path";
import { HIGH, LOW, type PairCursor, PairWriter, readPairs } from "./pair-files.js";

/** Pairs that are sorted in memory: 32 MB. */
const RUN = 1 << 22;
/** Runs that are merged at once: each is an open file. */
const FAN_IN = 128;

/**
 * External sort of pairs of numbers below 2³², by the first and then by the second; equal ones stand together. As one 64-bit number each
 * they are sorted by the engine itself, without a call for each comparison. Memory O(run), time O(n log n).
 */
export class PairSorter {
  private readonly keys: BigUint64Array;
  private readonly halves: Uint32Array;
  private held = 0;
  /** Files of sorted runs, by how often their pairs were merged before. */
  private readonly runs: string[][] = [];
  private nextRun = 0;

  /**
   * @param folder for the runs, which are called by `name`; the last cursor removes them when it is closed
   * @param runLength pairs
   */
  constructor(
    private readonly folder: string,
    private readonly name: string,
    runLength = RUN,
  ) {
    this.keys = new BigUint64Array(runLength);
    this.halves = new Uint32Array(this.keys.buffer);
  }

  add(first: number, second: number): void {
    const at = 2 * this.held++;
    this.halves[at + HIGH] = first;
    this.halves[at + LOW] = second;
    if (this.held < this.keys.length) return;
    this.spill(this.sortedHeld(), 0);
    this.held = 0;
  }

  /** All pairs in order; to be asked for once, when no more come. */
  sorted(): PairCursor {
    const files = this.runs.flat();
    const held = this.sortedHeld();
    return files.length === 0 ? held : new MergedPairs([held, ...files.map((path) => readPairs(path, true))]);
  }

  private sortedHeld(): PairCursor {
    this.keys.subarray(0, this.held).sort();
    return new HeldPairs(this.halves.subarray(0, 2 * this.held));
  }

  private spill(pairs: PairCursor, level: number): void {
    const path = join(this.folder, `${this.name}-${this.nextRun++}.pairs`);
    const writer = new PairWriter(path);
    try {
      writer.addAll(pairs);
    } finally {
      writer.close();
      pairs.close();
    }
    this.runs[level] ??= [];
    const runs = this.runs[level];
    runs.push(path);
    if (runs.length < FAN_IN) return;
    this.runs[level] = [];
    this.spill(new MergedPairs(runs.map((run) => readPairs(run, true))), level + 1);
  }
}

class HeldPairs implements PairCursor {
  first = 0;
  second = 0;
  private at = 0;

  constructor(private readonly halves: Uint32Array) {}

  next(): boolean {
    if (this.at === this.halves.length) return false;
    this.first = this.halves[this.at + HIGH] as number;
    this.second = this.halves[this.at + LOW] as number;
    this.at += 2;
    return true;
  }

  close(): void {}
}

/** Sorted sequences as one: a heap of them by their next pairs. */
class MergedPairs implements PairCursor {
  first = 0;
  second = 0;
  private readonly heap: PairCursor[];
  private began = false;

  constructor(private readonly sources: readonly PairCursor[]) {
    this.heap = sources.filter((source) => source.next());
    for (let i = (this.heap.length >> 1) - 1; i >= 0; i--) this.sink(i);
  }

  next(): boolean {
    const { heap } = this;
    if (this.began && heap.length > 0) {
      if (!(heap[0] as PairCursor).next()) {
        const last = heap.pop() as PairCursor;
        if (heap.length > 0) heap[0] = last;
      }
      this.sink(0);
    }
    this.began = true;
    const top = heap[0];
    if (top === undefined) return false;
    this.first = top.first;
    this.second = top.second;
    return true;
  }

  close(): void {
    for (const source of this.sources) source.close();
  }

  /** Moves the sequence at `at` down until none below it is before it. */
  private sink(at: number): void {
    const { heap } = this;
    for (;;) {
      let least = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++)
        if (isBefore(heap[child] as PairCursor, heap[least] as PairCursor)) least = child;
      if (least === at) return;
      const held = heap[at] as PairCursor;
      heap[at] = heap[least] as PairCursor;
      heap[least] = held;
      at = least;
    }
  }
}

const isBefore = (a: PairCursor, b: PairCursor): boolean =>
  a.first < b.first || (a.first === b.first && a.second < b.second);
