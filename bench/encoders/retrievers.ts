import { buildBm25 } from "../../dist/candidates/bm25/bm25-index.js";
import { fingerprint } from "../../dist/kb/content-hash.js";
import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import { cacheFolder } from "../../dist/kb/location.js";
import { contextText } from "../../dist/link/context.js";
import { sentenceContexts } from "../../dist/link/context-encoder.js";
import { shippedWeights } from "../../dist/linker-parts.js";
import { loadEncoder } from "../../dist/models/encoder.js";
import { poolEncoders } from "../../dist/models/encoder-pool.js";
import { openBiEncoder } from "../../dist/models/encoders/bi-encoder-pool.js";
import { entityTextOf } from "../../dist/models/encoders/entity-text.js";
import type { VectorIndex } from "../../dist/vectors/vector-index.js";
import type { HeldBackText } from "./held-back.js";
import type { Comparer } from "./vectors.js";

/** Finds entities of mentions. */
export interface Retriever {
  name: string;
  /** @returns rows for each mention of a text, the likeliest first, and how many milliseconds the searches took */
  find(text: HeldBackText, k: number): Promise<{ rows: number[][]; ms: number[] }>;
  close(): Promise<void>;
}

/** A bi-encoder that was trained. */
export async function trained(
  kb: KnowledgeBase,
  folder: string,
  name: string,
  threads: number,
): Promise<Comparer> {
  const { encoder } = await openBiEncoder(folder, threads);
  return {
    name,
    id: encoder.id,
    dimensions: encoder.dimensions,
    encodeMentions: ({ text, mentions }) =>
      encoder.encodeMentions(
        text,
        mentions.map(({ found }) => found),
      ),
    encodeEntities: (records) => encoder.encodeEntities(records.map((record) => entityTextOf(kb, record))),
    close: () => encoder.close(),
  };
}

/** The sentence encoder, which nobody trained for this, as the linker uses it. */
export async function untrained(threads: number): Promise<Comparer> {
  const load = () => loadEncoder({ folder: cacheFolder() });
  const encoder = poolEncoders(await load(), load, threads);
  const contexts = sentenceContexts(encoder, shippedWeights().means);
  return {
    name: "untrained sentence encoder",
    // The means are part of it.
    id: `${encoder.id} ${fingerprint(contexts.id)}`,
    dimensions: encoder.dimensions,
    encodeMentions: ({ text, mentions }) =>
      contexts.encodeContexts(
        text,
        mentions.map(({ found }) => found),
      ),
    encodeEntities: (records) => contexts.encodeEntities(records),
    close: () => encoder.close(),
  };
}

/** Entities by their vectors. */
export function byVectors(name: string, comparer: Comparer, index: VectorIndex): Retriever {
  return {
    name,
    async find(text, k) {
      const ms: number[] = [];
      const rows = (await comparer.encodeMentions(text)).map((query) => {
        const began = performance.now();
        const hits = index.search(query, k);
        ms.push(performance.now() - began);
        return hits.map(({ row }) => row);
      });
      return { rows, ms };
    },
    close: () => index.close(),
  };
}

/** What a word of the mention counts as, beside one of its context. */
const MENTION_WEIGHT = 4;

/** Entities by the words of their texts, the same that a bi-encoder reads, and of the mention and its context. */
export function byWords(kb: KnowledgeBase, entities: number): Retriever {
  const index = buildBm25(documents(kb, entities));
  return {
    name: "BM25",
    async find({ text, mentions }, k) {
      const ms: number[] = [];
      const rows = mentions.map(({ found }) => {
        const began = performance.now();
        const hits = index.search(
          [
            { text: text.slice(found.start, found.end), weight: MENTION_WEIGHT },
            { text: contextText(text, found) },
          ],
          k,
        );
        ms.push(performance.now() - began);
        return hits.map(({ row }) => row);
      });
      return { rows, ms };
    },
    close: async () => {},
  };
}

function* documents(kb: KnowledgeBase, entities: number) {
  for (const [row, record] of kb.entries()) {
    if (row >= entities) return;
    const { name, types, relations, aliases, description } = entityTextOf(kb, record);
    yield { row, text: [name, ...types, ...relations, ...aliases, description].join("\n") };
  }
}
