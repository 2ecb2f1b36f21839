import { LineSorter, type Spill } from "./line-sorter.js";

/** Below every character of a key. */
const SEPARATOR = "\u0000";
/** Keys that are counted in memory. */
const MOST = 500_000;

/** Counts keys, which hold no line breaks and no control characters, and gives them back in order. Memory: `most` keys, where there is a spill. */
export class CountSorter {
  private counts = new Map<string, number>();
  private readonly runs: LineSorter;

  constructor(
    private readonly spill?: Spill,
    private readonly most = MOST,
  ) {
    this.runs = new LineSorter(spill, most);
  }

  add(key: string): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    if (this.spill === undefined || this.counts.size < this.most) return;
    this.runs.addRun(this.lines());
    this.counts = new Map();
  }

  private *lines(): Generator<string> {
    for (const [key, count] of sortedByKey(this.counts)) yield key + SEPARATOR + count;
  }

  *sorted(): Generator<[key: string, count: number]> {
    if (!this.runs.isSpilled) {
      yield* sortedByKey(this.counts);
      return;
    }
    this.runs.addRun(this.lines());
    let held: string | undefined;
    let sum = 0;
    for (const line of this.runs.sorted()) {
      const end = line.indexOf(SEPARATOR);
      const key = line.slice(0, end);
      if (key !== held) {
        if (held !== undefined) yield [held, sum];
        held = key;
        sum = 0;
      }
      sum += Number(line.slice(end + 1));
    }
    if (held !== undefined) yield [held, sum];
  }
}

/** The entries of a map, by their keys: sorting the entries themselves would turn each into a text at every comparison. */
function* sortedByKey(map: ReadonlyMap<string, number>): Generator<[string, number]> {
  for (const key of [...map.keys()].sort()) yield [key, map.get(key) ?? 0];
}
