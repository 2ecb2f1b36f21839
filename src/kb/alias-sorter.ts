import { LineSorter, type Spill } from "./line-sorter.js";
import { mergePostings, type Posting, TIERS, type Tier } from "./postings.js";

/** One alias with all it leads to, as it goes into the KB. */
export interface SortedAlias {
  key: string;
  postings: Posting[];
  longer: boolean;
}

/** Below every character of a key, so that "new", "new york" and "newark" sort with all that continues "new" together. */
const SEPARATOR = "\u0000";

/** External sort of (alias, entity, count), see {@link LineSorter}. */
export class AliasSorter {
  private readonly lines: LineSorter;

  constructor(spill?: Spill, runLength = 250_000) {
    this.lines = new LineSorter(spill, runLength);
  }

  add(key: string, index: number, count: number, casing: number, tier: Tier): void {
    // Joined, and not added: texts that were added up keep all their parts until somebody reads them.
    this.lines.add([key, index, count, casing | (TIERS.indexOf(tier) << 4)].join(SEPARATOR));
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
    for (const line of this.lines.sorted()) {
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
}

/** The beginnings of `key`, word by word, that neither are `previous` nor begin it. */
function* missingPrefixes(previous: string, key: string): Generator<SortedAlias> {
  for (let at = key.indexOf(" "); at > 0; at = key.indexOf(" ", at + 1)) {
    const prefix = key.slice(0, at);
    if (previous === prefix || previous.startsWith(`${prefix} `)) continue;
    yield { key: prefix, postings: [], longer: true };
  }
}
