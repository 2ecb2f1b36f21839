import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { Encoder } from "../models/encoder.js";
import { ENTITY_TEXT_VERSION, entityText } from "./entity-view.js";

/** Vectors kept in the process, at most: 12 MB at 512 dimensions. */
const MAX_KEPT = 20_000;

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
  private readonly kept = new Map<number, Uint8Array>();
  private readonly model: string;

  constructor(
    private readonly kb: KnowledgeBase,
    private readonly encoder: Encoder,
  ) {
    this.model = `${encoder.id} ${ENTITY_TEXT_VERSION}`;
  }

  /** Makes sure that `get` has the vectors of these entities. */
  async prepare(entities: ReadonlyMap<number, EntityRecord>): Promise<void> {
    const missing: [number, EntityRecord][] = [];
    for (const [index, record] of entities) {
      if (this.kept.has(index)) continue;
      const stored = this.kb.vector(index, this.model);
      if (stored !== undefined) this.keep(index, stored.slice());
      else missing.push([index, record]);
    }
    if (missing.length === 0) return;
    const vectors = await this.encoder.encode(missing.map(([, record]) => entityText(record)));
    const packed = missing.map(([index], i) => [index, packVector(vectors[i] as Float32Array)] as const);
    for (const [index, bytes] of packed) this.keep(index, bytes);
    this.kb.rememberVectors(this.model, packed);
  }

  get(index: number): Uint8Array | undefined {
    return this.kept.get(index);
  }

  /** Forgets everything: after an edit. */
  clear(): void {
    this.kept.clear();
  }

  private keep(index: number, bytes: Uint8Array): void {
    if (this.kept.size >= MAX_KEPT) this.kept.delete(this.kept.keys().next().value as number);
    this.kept.set(index, bytes);
  }
}
