import type { EntityRecord } from "../../kb/record.js";
import { MAX_OBJECTS } from "../entity-view.js";

/** Where unit vectors of entities are, by their ids. */
export interface EmbeddingSource {
  readonly dimensions: number;
  /** undefined = the entity has none */
  vector(id: string): Float32Array | undefined;
}

/**
 * The unit vectors of entities in the space of what they are linked with. An entity that was given another id since, or united with others,
 * has the vector of what it was (`sameAs`); one that was added to the KB later has the mean of what its relations lead to, so that an edit
 * counts at once; one of which nothing is known has none.
 */
export class EntityEmbeddings {
  /** By record, of which the KB makes new ones after an edit. */
  private readonly known = new WeakMap<EntityRecord, { vector: Float32Array | undefined }>();

  constructor(private readonly source: EmbeddingSource) {}

  get dimensions(): number {
    return this.source.dimensions;
  }

  /** [dimensions], of length 1 */
  of(entity: EntityRecord): Float32Array | undefined {
    let found = this.known.get(entity);
    if (found === undefined) {
      const vector = this.ofIds(entity) ?? this.sumOfRelations(entity);
      found = { vector: vector && ofLengthOne(vector) };
      this.known.set(entity, found);
    }
    return found.vector;
  }

  private ofIds({ id, sameAs = [] }: EntityRecord): Float32Array | undefined {
    for (const one of [id, ...sameAs]) {
      const vector = this.source.vector(one);
      if (vector !== undefined) return vector;
    }
    return undefined;
  }

  private sumOfRelations({ relations = [] }: EntityRecord): Float32Array {
    const sum = new Float32Array(this.dimensions);
    for (const { object } of relations.slice(0, MAX_OBJECTS)) {
      const vector = this.source.vector(object);
      if (vector === undefined) continue;
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
    }
    return sum;
  }
}

/** undefined for zeros */
function ofLengthOne(vector: Float32Array): Float32Array | undefined {
  const length = Math.hypot(...vector);
  return length === 0 ? undefined : vector.map((value) => value / length);
}
