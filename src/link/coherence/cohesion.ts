import type { EntityRecord } from "../../kb/record.js";
import type { EntityEmbeddings } from "./entity-embeddings.js";
import type { NameBeliefs } from "./name-beliefs.js";
import { dot, VectorSum } from "./vector-sum.js";

/** How near an entity is to those that others may mean, in the space of what is linked together: cosines, 0 where there are no vectors. */
export interface Cohesion {
  /** With the mean of the document's other names. */
  document: number;
  /** With the mean of the neighbours. */
  near: number;
  /** Most among the neighbours' candidates, times the probability of each. */
  best: number;
}

const NO_COHESION: Cohesion = { document: 0, near: 0, best: 0 };

/** What one name may mean, where there are vectors. */
interface NameVectors {
  sum: VectorSum;
  voices: readonly Voice[];
}

interface Voice {
  id: string;
  vector: Float32Array;
  probability: number;
}

const probabilityOf = (voices: readonly Voice[], id: string): number =>
  voices.reduce((sum, voice) => (voice.id === id ? sum + voice.probability : sum), 0);

/**
 * Compares entities with what the rest of a document is believed to mean. An entity and its own name say nothing for it: whether other
 * mentions agree is another question.
 */
export class Cohesions {
  private readonly total: VectorSum;
  private readonly byName = new Map<string, NameVectors>();
  /** The rest of the document, by the name that it is the rest for. */
  private readonly rests = new Map<string, VectorSum>();
  /** Sums of the probabilities of each entity over all names. */
  private readonly probabilities = new Map<string, number>();

  constructor(
    names: ReadonlyMap<string, NameBeliefs>,
    private readonly embeddings: EntityEmbeddings,
  ) {
    this.total = this.emptySum();
    for (const { key, voices } of names.values()) {
      const sum = this.emptySum();
      const heard: Voice[] = [];
      for (const { entity, probability } of voices) {
        const vector = embeddings.of(entity);
        if (vector === undefined) continue;
        sum.add(vector, probability);
        heard.push({ id: entity.id, vector, probability });
        this.probabilities.set(entity.id, (this.probabilities.get(entity.id) ?? 0) + probability);
      }
      this.byName.set(key, { sum, voices: heard });
      this.total.addSum(sum, 1);
    }
  }

  private emptySum(): VectorSum {
    return new VectorSum(this.embeddings.dimensions);
  }

  /**
   * What compares the candidates of a mention.
   *
   * @param near keys of the neighbours
   */
  around(key: string, near: readonly string[]): (entity: EntityRecord) => Cohesion {
    const own = this.byName.get(key)?.voices ?? [];
    const rest = this.restFor(key);
    const nearby = this.emptySum();
    const voices: Voice[] = [];
    for (const name of near) {
      const vectors = this.byName.get(name);
      if (vectors === undefined) continue;
      nearby.addSum(vectors.sum, 1);
      voices.push(...vectors.voices);
    }
    voices.sort((a, b) => b.probability - a.probability);
    return (entity) => {
      const { id } = entity;
      const vector = this.embeddings.of(entity);
      if (vector === undefined) return NO_COHESION;
      const elsewhere = (this.probabilities.get(id) ?? 0) - probabilityOf(own, id);
      return {
        document: rest.cosineWithout(vector, elsewhere),
        near: nearby.cosineWithout(vector, probabilityOf(voices, id)),
        best: bestOf(voices, id, vector),
      };
    };
  }

  private restFor(key: string): VectorSum {
    let rest = this.rests.get(key);
    if (rest === undefined) {
      rest = this.emptySum();
      rest.addSum(this.total, 1);
      const own = this.byName.get(key);
      if (own !== undefined) rest.addSum(own.sum, -1);
      this.rests.set(key, rest);
    }
    return rest;
  }
}

/** @param voices likeliest first: no cosine is above 1, so that most need not be compared */
function bestOf(voices: readonly Voice[], id: string, vector: Float32Array): number {
  let best = 0;
  for (const voice of voices) {
    if (voice.probability <= best) break;
    if (voice.id !== id) best = Math.max(best, voice.probability * dot(vector, voice.vector));
  }
  return best;
}
