import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { normaliseAlias } from "../../text/normalise.js";
import { type Token, tokenise } from "../../text/tokens.js";
import {
  type CountedRow,
  SampleGatherer,
  type SampleOptions,
  type Samples,
} from "../../types/discovery/samples.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { ContextGatherer, type ContextOptions, type Contexts } from "./contexts.js";

export interface GatherOptions extends SampleOptions, ContextOptions {
  /** Samples are made of the first mentions; default all. */
  mentions?: number;
  /** Contexts are kept of the first mentions; default 100,000. */
  contexts?: number;
  signal?: AbortSignal;
  /** Told how many mentions were read. */
  onProgress?: (mentions: number) => void;
}

/** What linked texts say, as discovery needs it. */
export interface Gathered {
  readonly samples: Samples;
  /** Contexts of mentions; their entities are positions in the samples' `entities`. */
  readonly contexts: Contexts;
  /** Mentions that the samples are made of. */
  readonly kept: number;
  /** Mentions that were left out: seldom meant so, and with an entity that the text does not lead to. */
  readonly rare: number;
  readonly missed: number;
}

/**
 * Reads linked texts: the candidates of each mention by the alias table of the KB, and the words around it.
 *
 * Memory: that of the samples and contexts.
 */
export async function gatherLinks(
  kb: KnowledgeBase,
  texts: LinkedTexts,
  {
    mentions = Number.POSITIVE_INFINITY,
    contexts = 100_000,
    signal,
    onProgress,
    ...options
  }: GatherOptions = {},
): Promise<Gathered> {
  const samples = new SampleGatherer(options);
  const windows = new ContextGatherer(options);
  const candidates = new Map<string, readonly CountedRow[]>();
  let read = 0;
  for await (const { text, mentions: linked } of texts()) {
    if (read >= mentions || signal?.aborted === true) break;
    const words = tokenise(text).filter(({ norm }) => norm !== "");
    const norms = words.map(({ norm }) => norm);
    windows.nextText();
    for (const { start, end, row } of linked) {
      if (row === null || read >= mentions) continue;
      read++;
      const key = normaliseAlias(text.slice(start, end));
      let known = candidates.get(key);
      if (known === undefined) {
        known = kb.lookup(key).postings.map(({ index, count }) => ({ index, count }));
        candidates.set(key, known);
      }
      const counts = samples.add(key, row, known);
      if (counts && windows.count < contexts)
        windows.add(norms, firstFrom(words, start), firstFrom(words, end), row);
    }
    onProgress?.(read);
  }
  const made = samples.samples();
  const positions = new Map([...made.entities].map((row, position) => [row, position] as const));
  const around = windows.contexts();
  return {
    samples: made,
    contexts: { ...around, entities: around.entities.map((row) => positions.get(row) as number) },
    kept: samples.kept,
    rare: samples.rare,
    missed: samples.missed,
  };
}

/** The first word that begins at a place of the text or behind it. */
function firstFrom(words: readonly Token[], place: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle]?.start ?? 0) >= place) high = middle;
    else low = middle + 1;
  }
  return low;
}
