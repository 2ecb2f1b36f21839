import { mergePostings, type Posting, TIERS, type Tier } from "./postings.js";

/** A place for sorted runs that do not fit into memory; `run` gives the lines back in order. */
export interface Spill {
  write(run: number, lines: readonly string[]): void;
  read(run: number): Iterable<string>;
}

/** One alias with all it leads to, as it goes into the KB. */
export interface SortedAlias {
  key: string;
  postings: Posting[];
  longer: boolean;
}

/** Below every character of a key, so that "new", "new york" and "newark" sort with all that continues "new" together. */
const SEPARATOR = "\u0000";

/**
 * External sort of (alias, entity, count): lines are kept until there are `runLength` of them, then sorted and spilled;
 * reading merges the runs. Memory O(runLength), time O(n log n). Without a spill everything stays in memory.
 */
export class AliasSorter {
  private lines: string[] = [];
  private runs = 0;

  constructor(
    private readonly spill?: Spill,
    private readonly runLength = 250_000,
  ) {}

  add(key: string, index: number, count: number, casing: number, tier: Tier): void {
    this.lines.push(
      key + SEPARATOR + index + SEPARATOR + count + SEPARATOR + (casing | (TIERS.indexOf(tier) << 4)),
    );
    if (this.spill !== undefined && this.lines.length >= this.runLength) {
      this.spill.write(this.runs++, this.lines.sort());
      this.lines = [];
    }
  }

  /**
   * All aliases in order, each once, and before each the beginnings of it ("new york" for "new york city") that are no
   * aliases themselves, with no postings: so that a spotter can walk from word to word by exact lookups.
   */
  *sorted(): Generator<SortedAlias> {
    let held: SortedAlias | undefined;
    for (const next of this.grouped()) {
      if (held !== undefined) {
        held.longer = next.key.startsWith(`${held.key} `);
        yield held;
      }
      yield* missingPrefixes(held?.key ?? "", next.key);
      held = next;
    }
    if (held !== undefined) yield held;
  }

  private *grouped(): Generator<SortedAlias> {
    let key: string | undefined;
    let postings: Posting[] = [];
    for (const line of this.merged()) {
      const keyEnd = line.indexOf(SEPARATOR);
      const indexEnd = line.indexOf(SEPARATOR, keyEnd + 1);
      const countEnd = line.indexOf(SEPARATOR, indexEnd + 1);
      if (key === undefined || keyEnd !== key.length || !line.startsWith(key)) {
        if (key !== undefined) yield { key, postings: mergePostings(postings), longer: false };
        key = line.slice(0, keyEnd);
        postings = [];
      }
      const bits = Number(line.slice(countEnd + 1));
      postings.push({
        index: Number(line.slice(keyEnd + 1, indexEnd)),
        count: Number(line.slice(indexEnd + 1, countEnd)),
        casing: bits & 15,
        tier: TIERS[bits >> 4] ?? "alias",
      });
    }
    if (key !== undefined) yield { key, postings: mergePostings(postings), longer: false };
  }

  private *merged(): Generator<string> {
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

/** The beginnings of `key`, word by word, that neither are `previous` nor begin it. */
function* missingPrefixes(previous: string, key: string): Generator<SortedAlias> {
  for (let at = key.indexOf(" "); at > 0; at = key.indexOf(" ", at + 1)) {
    const prefix = key.slice(0, at);
    if (previous === prefix || previous.startsWith(`${prefix} `)) continue;
    yield { key: prefix, postings: [], longer: true };
  }
}
