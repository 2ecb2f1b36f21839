import { LineSorter, type Spill } from "./line-sorter.js";

/** Below every character of a key. */
const SEPARATOR = "\u0000";
/** Lines that are sorted in memory. */
const RUN = 250_000;

/** External sort of (key, entity), see {@link LineSorter}. */
export class KeySorter {
  private readonly lines: LineSorter;
  /** Keys that would break a line; there are hardly any. */
  private readonly broken: [string, number][] = [];

  constructor(spill?: Spill, runLength = RUN) {
    this.lines = new LineSorter(spill, runLength);
  }

  add(key: string, index: number): void {
    if (/[\n\0]/.test(key)) this.broken.push([key, index]);
    // Joined, and not added: texts that were added up keep all their parts until somebody reads them.
    else this.lines.add([key, index].join(SEPARATOR));
  }

  /** The keys in order, with their entities in the order in which they came; those with line breaks come last. */
  *sorted(): Generator<[key: string, indexes: number[]]> {
    let held: [string, number[]] | undefined;
    for (const [key, index] of this.pairs()) {
      if (held?.[0] === key) held[1].push(index);
      else {
        if (held !== undefined) yield inOrder(held);
        held = [key, [index]];
      }
    }
    if (held !== undefined) yield inOrder(held);
  }

  private *pairs(): Generator<[string, number]> {
    for (const line of this.lines.sorted()) {
      const end = line.indexOf(SEPARATOR);
      yield [line.slice(0, end), Number(line.slice(end + 1))];
    }
    yield* this.broken.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

/** Lines are in the order of texts, in which 10 comes before 9. */
const inOrder = ([key, indexes]: [string, number[]]): [string, number[]] => [
  key,
  indexes.sort((a, b) => a - b),
];
