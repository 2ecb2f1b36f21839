import { fingerprint } from "../kb/content-hash.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { ContextEncoder } from "./context-encoder.js";

/**
 * A vector as one int8 a dimension behind a float32 scale: 516 bytes at 512 dimensions, cosine error below 1e-4. The
 * same bytes come from the cache and from the encoder, so that a first and a second answer are equal.
 */
export function packVector(vector: Float32Array): Uint8Array {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest / 127 || 1;
  const bytes = new Uint8Array(4 + vector.length);
  new DataView(bytes.buffer).setFloat32(0, scale, true);
  vector.forEach((value, i) => {
    bytes[4 + i] = Math.round(value / scale);
  });
  return bytes;
}

/** The vector that was packed, as exactly as it was kept. */
export function unpackVector(packed: Uint8Array): Float32Array {
  const scale = new DataView(packed.buffer, packed.byteOffset, 4).getFloat32(0, true);
  const values = new Int8Array(packed.buffer, packed.byteOffset + 4, packed.byteLength - 4);
  return Float32Array.from(values, (value) => value * scale);
}

/** Dot product of a vector and a packed one. */
export function dotPacked(vector: Float32Array, packed: Uint8Array): number {
  const scale = new DataView(packed.buffer, packed.byteOffset, 4).getFloat32(0, true);
  const values = new Int8Array(packed.buffer, packed.byteOffset + 4, packed.byteLength - 4);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (vector[i] as number) * (values[i] as number);
  return sum * scale;
}

/** The encoder's vectors of a KB's entities: made when first needed, then kept in the KB. */
export class EntityVectors {
  /** By record, of which the KB makes new ones after an edit; 600 bytes each at 512 dimensions. */
  private readonly kept = new WeakMap<EntityRecord, Uint8Array>();
  private readonly model: string;

  constructor(
    private readonly kb: KnowledgeBase,
    private readonly encoder: ContextEncoder,
  ) {
    this.model = fingerprint(encoder.id);
  }

  /** Makes sure that `get` has the vectors of these entities, for as long as the records are held. */
  async prepare(entities: ReadonlyMap<EntityRecord, number>): Promise<void> {
    const missing: [number, EntityRecord][] = [];
    for (const [record, index] of entities) {
      if (this.kept.has(record)) continue;
      const stored = this.kb.vector(index, this.originOf(record));
      if (stored !== undefined) this.kept.set(record, stored.slice());
      else missing.push([index, record]);
    }
    if (missing.length === 0) return;
    const vectors = await this.encoder.encodeEntities(missing.map(([, record]) => record));
    const packed = missing.map(([index, record], i) => {
      const bytes = packVector(vectors[i] as Float32Array);
      this.kept.set(record, bytes);
      return { index, record, bytes };
    });
    this.kb.rememberVectors(
      packed.map(({ index, record, bytes }) => ({ index, origin: this.originOf(record), vector: bytes })),
    );
  }

  /** All that a vector depends on: one that an edit has overtaken is never taken for that of the new text. */
  private originOf(record: EntityRecord): string {
    return `${this.model} ${this.encoder.textOf(record)}`;
  }

  get(record: EntityRecord): Uint8Array | undefined {
    return this.kept.get(record);
  }
}
