import type { BiEncoder } from "../../models/encoders/encoder.js";
import type { EntityReader, ReadableEntity } from "./readable-entities.js";

/** What makes vectors of entities. */
export type EntityEncoder = Pick<BiEncoder, "id" | "dimensions" | "encodeEntities">;

/** An entity with its vector. */
export interface EncodedEntity extends ReadableEntity {
  /** [dimensions] */
  vector: Float32Array;
}

/**
 * Entities of a batch, at first and at most. An encoder runs texts of one length together, so that large batches are faster: with the
 * encoder of the package, 4,096 texts take 70 % of what 16 times 256 take. A slow encoder is given small ones, since what is under way
 * is lost by a kill.
 */
const FIRST = 256;
const MOST = 4096;
/** Batches that take fewer seconds grow. */
const QUICK = 2;
/** Batches that are under way: the next one is read and sent while the encoder has work. */
const AHEAD = 2;

/**
 * Encodes entities, batch after batch, in the order of the reader.
 *
 * @throws {NamesakeError} what the encoder throws
 */
export async function* encodeEntities(
  read: EntityReader,
  encoder: EntityEncoder,
): AsyncGenerator<EncodedEntity[]> {
  let size = FIRST;
  const started: Promise<{ batch: EncodedEntity[]; seconds: number }>[] = [];
  for (;;) {
    const entities = read(size);
    if (entities.length > 0) {
      const encoding = encodeBatch(entities, encoder);
      // Of several that fail, the first tells.
      encoding.catch(() => undefined);
      started.push(encoding);
      if (started.length < AHEAD) continue;
    }
    const next = started.shift();
    if (next === undefined) return;
    const { batch, seconds } = await next;
    if (seconds < QUICK) size = Math.min(MOST, 2 * size);
    yield batch;
  }
}

async function encodeBatch(entities: readonly ReadableEntity[], encoder: EntityEncoder) {
  const began = performance.now();
  const vectors = await encoder.encodeEntities(entities.map(({ text }) => text));
  const batch = entities.map((entity, i) => ({ ...entity, vector: vectors[i] as Float32Array }));
  return { batch, seconds: (performance.now() - began) / 1000 };
}
