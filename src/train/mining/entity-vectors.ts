import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { BiEncoder } from "../../models/encoders/encoder.js";
import { type EntityText, entityTextOf } from "../../models/encoders/entity-text.js";

/** Numbers that are remembered: of vectors of 256, those of 60,000 entities. */
const REMEMBERED = 60_000 * 256;
/** Entities that are encoded at a time. */
const BATCH = 256;

/** What an encoder reads of the entity of a row; of a row that the KB has no more, nothing. */
export const entityTextAt = (kb: KnowledgeBase, row: number): EntityText =>
  entityTextOf(kb, kb.at(row) ?? { id: "", name: "" });

/** Vectors of the entities that are asked for, encoded once as long as there is room. */
export class EntityVectors {
  readonly #vectors = new Map<number, Float32Array>();

  constructor(
    private readonly kb: KnowledgeBase,
    private readonly encoder: BiEncoder,
  ) {}

  /** @returns vectors by row */
  async of(rows: Iterable<number>): Promise<ReadonlyMap<number, Float32Array>> {
    const wanted = [...new Set(rows)];
    const unknown = wanted.filter((row) => !this.#vectors.has(row));
    const known = new Map<number, Float32Array>();
    const keep = (row: number, vector: Float32Array) => {
      known.set(row, vector);
      this.#vectors.set(row, vector);
    };
    for (const row of wanted) {
      const vector = this.#vectors.get(row);
      if (vector !== undefined) known.set(row, vector);
    }
    if ((this.#vectors.size + unknown.length) * this.encoder.dimensions > REMEMBERED) this.#vectors.clear();
    for (let at = 0; at < unknown.length; at += BATCH) {
      const batch = unknown.slice(at, at + BATCH);
      const vectors = await this.encoder.encodeEntities(batch.map((row) => entityTextAt(this.kb, row)));
      for (const [i, row] of batch.entries()) keep(row, vectors[i] as Float32Array);
    }
    return known;
  }
}
