import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { type HashedRows, hashOfId } from "../../link/coherence/embedding-file.js";
import { quantise } from "../../vectors/quantised-rows.js";
import { CoOccurrence, type LinkedPage } from "./co-occurrence.js";
import { ppmi } from "./ppmi.js";
import { randomisedSvd, type Svd } from "./randomised-svd.js";
import { WordVectors } from "./word-vectors.js";

export interface EntityTrainingOptions {
  /** Default 96. */
  dimensions?: number;
  /** Default 1. */
  seed?: number;
  /** Told what is done, in words. */
  onStep?: (step: string) => void;
}

/** Vectors in one space. */
export interface TrainedEntities {
  /** By the hashes of the ids, of length 1. */
  entities: HashedRows;
  /** By the hashes of the stems, see {@link WordVectors}. */
  words: HashedRows;
}

/** Pages that can be read again. */
export type LinkedPages = () => AsyncIterable<LinkedPage> | Iterable<LinkedPage>;

/**
 * Learns vectors of entities from what they are together with: the left singular vectors of the PPMI of their co-occurrences, times the
 * square roots of the singular values (Levy, Goldberg & Dagan 2015, https://aclanthology.org/Q15-1016, section 3.3), of length 1. An
 * entity that is with no other has none. Then vectors of words from the entities that are linked near them. The same data and seed give
 * the same bytes.
 */
export async function trainEntities(
  kb: KnowledgeBase,
  pages: LinkedPages,
  options: EntityTrainingOptions = {},
): Promise<TrainedEntities> {
  const { dimensions = 96, seed = 1, onStep = () => {} } = options;
  const together = new CoOccurrence(kb);
  let links = 0;
  for await (const page of pages()) {
    together.addPage(page);
    links += page.mentions.length;
  }
  onStep(`${links} links are read`);
  together.addRelations();
  const { entities, counts } = together.matrix();
  onStep(`${counts.values.length / 2} pairs of ${entities.length} entities are together`);
  const svd = randomisedSvd(ppmi(counts), {
    dimensions,
    seed,
    onProgress: (share) => onStep(`${Math.round(100 * share)} % of the decomposition`),
  });
  const words = new WordVectors(dimensions, vectorsByRow(entities, svd, dimensions));
  for await (const page of pages()) words.addPage(page);
  return { entities: hashedRows(kb, entities, svd, dimensions), words: words.rows() };
}

/** The vector of length 1 of an entity of the KB; undefined where it has none. */
function vectorsByRow(
  entities: Uint32Array,
  svd: Svd,
  dimensions: number,
): (index: number) => Float32Array | undefined {
  const rowOf = new Map<number, number>();
  entities.forEach((index, row) => {
    rowOf.set(index, row);
  });
  const vectorOf = vectorsOf(svd, dimensions);
  return (index) => {
    const row = rowOf.get(index);
    return row === undefined ? undefined : vectorOf(row);
  };
}

/** The vectors of length 1 of the rows; undefined for zeros. */
function vectorsOf({ left, values }: Svd, dimensions: number): (row: number) => Float32Array | undefined {
  const factors = Float64Array.from({ length: dimensions }, (_, k) => Math.sqrt(values[k] ?? 0));
  return (row) => {
    const vector = Float32Array.from(factors, (factor, k) =>
      factor === 0 ? 0 : factor * (left.values[row * left.columns + k] as number),
    );
    const length = Math.hypot(...vector);
    return length === 0 ? undefined : vector.map((value) => value / length);
  };
}

/** The vectors of the entities that have one, in the order of their hashes. */
function hashedRows(kb: KnowledgeBase, entities: Uint32Array, svd: Svd, dimensions: number): HashedRows {
  const vectorOf = vectorsOf(svd, dimensions);
  const found: { row: number; hash: number }[] = [];
  entities.forEach((index, row) => {
    const id = kb.at(index)?.id;
    if (id !== undefined && vectorOf(row) !== undefined) found.push({ row, hash: hashOfId(id) });
  });
  found.sort((a, b) => a.hash - b.hash);
  const quantised = new Int8Array(found.length * dimensions);
  const scales = Float32Array.from(found, ({ row }, place) =>
    quantise(vectorOf(row) as Float32Array, quantised.subarray(place * dimensions, (place + 1) * dimensions)),
  );
  return {
    ...{ dimensions, size: found.length, values: quantised, scales },
    hashes: Float64Array.from(found, ({ hash }) => hash),
  };
}
