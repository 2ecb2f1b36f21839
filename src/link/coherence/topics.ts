import type { EntityRecord } from "../../kb/record.js";
import type { EmbeddingSource, EntityEmbeddings } from "./entity-embeddings.js";
import { dot } from "./vector-sum.js";

/** Words whose vectors are kept, some 8 MB. */
const KEPT = 20_000;

/** What a text is about: a unit vector in the space of entities. */
export type Topic = Float32Array;

/**
 * Compares entities with words, in one space: a word lies where the entities are that are linked near it. Words that are near
 * anything have short vectors, so that those count which say something.
 */
export class Topics {
  private readonly known = new Map<string, Float32Array | undefined>();

  /** @param words vectors by stem */
  constructor(
    private readonly words: EmbeddingSource,
    private readonly entities: EntityEmbeddings,
  ) {}

  private vector(stem: string): Float32Array | undefined {
    if (!this.known.has(stem)) {
      if (this.known.size >= KEPT) this.known.clear();
      this.known.set(stem, this.words.vector(stem));
    }
    return this.known.get(stem);
  }

  /**
   * What words are about; undefined where nothing is known of them.
   *
   * @param stems each once, with what it counts
   */
  of(stems: Iterable<readonly [stem: string, weight: number]>): Topic | undefined {
    const sum = new Float32Array(this.words.dimensions);
    for (const [stem, weight] of stems) {
      const vector = this.vector(stem);
      if (vector === undefined) continue;
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
    }
    const length = Math.hypot(...sum);
    return length === 0 ? undefined : sum.map((value) => value / length);
  }

  /** The cosine of an entity with a topic; undefined where one of them is unknown. */
  fit(topic: Topic | undefined, entity: EntityRecord): number | undefined {
    const vector = topic && this.entities.of(entity);
    return vector && dot(topic, vector);
  }
}
