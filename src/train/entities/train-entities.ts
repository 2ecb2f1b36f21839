import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { type HashedRows, hashOfId } from "../../link/coherence/embedding-file.js";
import { quantise } from "../../vectors/quantised-rows.js";
import { CoOccurrence, type LinkedPage } from "./co-occurrence.js";
import { ppmi } from "./ppmi.js";
import { randomisedSvd, type Svd } from "./randomised-svd.js";

export interface EntityTrainingOptions {
  /** Default 96. */
  dimensions?: number;
  /** Default 1. */
  seed?: number;
  /** Told what is done, in words. */
  onStep?: (step: string) => void;
}

/**
 * Learns vectors of entities from what they are together with: the left singular vectors of the PPMI of their co-occurrences, times the
 * square roots of the singular values (Levy, Goldberg & Dagan 2015, https://aclanthology.org/Q15-1016, section 3.3), of length 1. An
 * entity that is with no other has none. The same data and seed give the same bytes.
 */
export async function trainEntities(
  kb: KnowledgeBase,
  pages: AsyncIterable<LinkedPage> | Iterable<LinkedPage>,
  options: EntityTrainingOptions = {},
): Promise<HashedRows> {
  const { dimensions = 96, seed = 1, onStep = () => {} } = options;
  const together = new CoOccurrence(kb);
  let links = 0;
  for await (const page of pages) {
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
  return hashedRows(kb, entities, svd, dimensions);
}

/** The vectors of the entities that have one, in the order of their hashes. */
function hashedRows(
  kb: KnowledgeBase,
  entities: Uint32Array,
  { left, values }: Svd,
  dimensions: number,
): HashedRows {
  const factors = Float64Array.from({ length: dimensions }, (_, k) => Math.sqrt(values[k] ?? 0));
  const vectorOf = (row: number) =>
    Float32Array.from(factors, (factor, k) =>
      factor === 0 ? 0 : factor * (left.values[row * left.columns + k] as number),
    );
  const found: { row: number; hash: number }[] = [];
  entities.forEach((index, row) => {
    const id = kb.at(index)?.id;
    if (id !== undefined && vectorOf(row).some((value) => value !== 0))
      found.push({ row, hash: hashOfId(id) });
  });
  found.sort((a, b) => a.hash - b.hash);
  const quantised = new Int8Array(found.length * dimensions);
  const scales = Float32Array.from(found, ({ row }, place) => {
    const vector = vectorOf(row);
    const length = Math.hypot(...vector);
    const into = quantised.subarray(place * dimensions, (place + 1) * dimensions);
    return quantise(
      vector.map((value) => value / length),
      into,
    );
  });
  return {
    ...{ dimensions, size: found.length, values: quantised, scales },
    hashes: Float64Array.from(found, ({ hash }) => hash),
  };
}
