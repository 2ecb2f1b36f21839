import { type HashedRows, hashOfId } from "../../link/coherence/embedding-file.js";
import { contentStems } from "../../text/stems.js";
import { quantise } from "../../vectors/quantised-rows.js";
import type { LinkedPage } from "./co-occurrence.js";

/** Links near a word from which on it is known what it is about. */
const LEAST = 10;
/** Links near a word that say nothing, as if they were there: few links say little. */
const PRIOR = 20;

/** What was seen of one word. */
interface Seen {
  /** [dimensions], of the entities that are linked near it */
  sum: Float32Array;
  links: number;
}

/**
 * Learns vectors of words in the space of entities: of each stem the mean of the entities that are linked in its paragraphs, less
 * the mean of all words, and drawn towards nothing where it was seldom seen. A name says nothing of the entity that it is linked to.
 */
export class WordVectors {
  private readonly seen = new Map<string, Seen>();

  /** @param vectorOf the vector of the entity with this number, [dimensions]; undefined = it has none */
  constructor(
    private readonly dimensions: number,
    private readonly vectorOf: (row: number) => Float32Array | undefined,
  ) {}

  addPage({ text, mentions }: LinkedPage): void {
    let [from, next] = [0, 0];
    for (const paragraph of text.split("\n")) {
      const to = from + paragraph.length;
      const own: LinkedPage["mentions"][number][] = [];
      for (let mention = mentions[next]; mention && mention.start < to; mention = mentions[++next])
        own.push({ ...mention, start: mention.start - from, end: mention.end - from });
      if (own.length > 0) this.addParagraph(paragraph, own);
      from = to + 1;
    }
  }

  private addParagraph(text: string, mentions: LinkedPage["mentions"]): void {
    const vectors = new Map<number, Float32Array>();
    for (const { row } of mentions) {
      const vector = this.vectorOf(row);
      if (vector !== undefined) vectors.set(row, vector);
    }
    if (vectors.size === 0) return;
    const all = new Float32Array(this.dimensions);
    for (const vector of vectors.values()) addTo(all, vector, 1);
    const named = namesOfStems(text, mentions);
    for (const stem of contentStems(text)) {
      let seen = this.seen.get(stem);
      if (seen === undefined) {
        seen = { sum: new Float32Array(this.dimensions), links: 0 };
        this.seen.set(stem, seen);
      }
      addTo(seen.sum, all, 1);
      seen.links += vectors.size;
      for (const row of named.get(stem) ?? []) {
        const vector = vectors.get(row);
        if (vector === undefined) continue;
        addTo(seen.sum, vector, -1);
        seen.links--;
      }
    }
  }

  /** The vectors of the words that were seen often enough, by the hashes of their stems; not of length one, see `Topics`. */
  rows(): HashedRows {
    const mean = new Float32Array(this.dimensions);
    let links = 0;
    for (const { sum, links: own } of this.seen.values()) {
      addTo(mean, sum, 1);
      links += own;
    }
    const kept = [...this.seen]
      .filter(([, seen]) => seen.links >= LEAST)
      .map(([stem, seen]) => ({ ...seen, hash: hashOfId(stem) }))
      .sort((a, b) => a.hash - b.hash);
    const values = new Int8Array(kept.length * this.dimensions);
    const scales = Float32Array.from(kept, ({ sum, links: own }, place) => {
      const vector = sum.map((value, i) => (value - (own * (mean[i] as number)) / links) / (own + PRIOR));
      return quantise(vector, values.subarray(place * this.dimensions, (place + 1) * this.dimensions));
    });
    return {
      ...{ dimensions: this.dimensions, size: kept.length, values, scales },
      hashes: Float64Array.from(kept, ({ hash }) => hash),
    };
  }
}

function addTo(sum: Float32Array, vector: Float32Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
}

/** The entities that stems are in a name of. */
function namesOfStems(text: string, mentions: LinkedPage["mentions"]): Map<string, Set<number>> {
  const named = new Map<string, Set<number>>();
  for (const { start, end, row } of mentions)
    for (const stem of contentStems(text.slice(start, end))) {
      const rows = named.get(stem);
      if (rows === undefined) named.set(stem, new Set([row]));
      else rows.add(row);
    }
  return named;
}
