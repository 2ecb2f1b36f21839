import { LineSorter, type Spill } from "./line-sorter.js";
import { encodeHolders, type Holder, mostHolders } from "./name-words.js";

/** Room at first. */
const FIRST = 1 << 10;
/** Pairs that are grouped in memory: 50 MB, and their words. */
const MOST = 1 << 22;
/** Below every character of a word. */
const SEPARATOR = "\u0000";

/** A list of 32-bit numbers that grows, outside the heap. */
class Column {
  length = 0;

  constructor(private numbers: Uint32Array | Float32Array) {}

  push(value: number): void {
    if (this.length === this.numbers.length) {
      const grown =
        this.numbers instanceof Uint32Array
          ? new Uint32Array(2 * this.length)
          : new Float32Array(2 * this.length);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    this.numbers[this.length++] = value;
  }

  at(i: number): number {
    return this.numbers[i] as number;
  }
}

/**
 * Groups (word, entity) by words with a counting sort. Memory: the words, and 12 bytes a pair outside the heap, up to `most` pairs
 * where there is a spill; time is linear in the pairs, but for sorting the words and the entities of each.
 */
export class NameWordSorter {
  private readonly places = new Map<string, number>();
  private readonly words = new Column(new Uint32Array(FIRST));
  private readonly entities = new Column(new Uint32Array(FIRST));
  private readonly counts = new Column(new Float32Array(FIRST));
  private readonly runs: LineSorter;

  constructor(
    private readonly spill?: Spill,
    private readonly most = MOST,
  ) {
    this.runs = new LineSorter(spill, most);
  }

  /** @param words those that lead to the entity, with what each counts */
  add(index: number, words: ReadonlyMap<string, number>): void {
    for (const [word, count] of words) {
      let place = this.places.get(word);
      if (place === undefined) {
        place = this.places.size;
        this.places.set(word, place);
      }
      this.words.push(place);
      this.entities.push(index);
      this.counts.push(count);
    }
    if (this.spill !== undefined && this.words.length >= this.most) this.spillHeld();
  }

  private spillHeld(): void {
    this.runs.addRun(this.lines());
    this.places.clear();
    for (const column of [this.words, this.entities, this.counts]) column.length = 0;
  }

  /** Each word with its entities and what it counts for them. */
  private *lines(): Generator<string> {
    for (const [word, holders] of this.held()) {
      const fields = mostHolders(holders).map(({ index, count }) => `${index}:${count}`);
      yield [word, ...fields].join(SEPARATOR);
    }
  }

  /** The words in order, each with its entry of the table. */
  *sorted(): Generator<[word: string, entry: Uint8Array]> {
    for (const [word, holders] of this.runs.isSpilled ? this.merged() : this.held())
      yield [word, encodeHolders(holders)];
  }

  private *merged(): Generator<[string, Holder[]]> {
    this.spillHeld();
    let held: [string, Holder[]] | undefined;
    for (const line of this.runs.sorted()) {
      const [word = "", ...fields] = line.split(SEPARATOR);
      const holders = fields.map((field) => {
        const [index = "", count = ""] = field.split(":");
        return { index: Number(index), count: Number(count) };
      });
      if (held?.[0] === word) held[1] = mostHolders([...held[1], ...holders]);
      else {
        if (held !== undefined) yield held;
        held = [word, holders];
      }
    }
    if (held !== undefined) yield held;
  }

  private *held(): Generator<[string, Holder[]]> {
    const { starts, pairs } = this.grouped();
    for (const word of [...this.places.keys()].sort()) {
      const place = this.places.get(word) as number;
      const own = pairs.subarray(starts[place], starts[place + 1]);
      const holders = Array.from(own, (pair) => ({
        index: this.entities.at(pair),
        count: this.counts.at(pair),
      }));
      yield [word, holders];
    }
  }

  /** The pairs by words, those of the word at `place` from `starts[place]` to `starts[place + 1]`. */
  private grouped(): { starts: Uint32Array; pairs: Uint32Array } {
    const starts = new Uint32Array(this.places.size + 1);
    for (let i = 0; i < this.words.length; i++) {
      const after = this.words.at(i) + 1;
      starts[after] = (starts[after] as number) + 1;
    }
    for (let place = 0; place < this.places.size; place++)
      starts[place + 1] = (starts[place + 1] as number) + (starts[place] as number);
    const next = starts.slice();
    const pairs = new Uint32Array(this.words.length);
    for (let i = 0; i < this.words.length; i++) {
      const place = this.words.at(i);
      pairs[next[place] as number] = i;
      next[place] = (next[place] as number) + 1;
    }
    return { starts, pairs };
  }
}
