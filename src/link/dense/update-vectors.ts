import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { ChangingIndex } from "../../vectors/changing-index.js";
import type { VectorFolder } from "../../vectors/vector-folder.js";
import type { Differences } from "./differences.js";
import { type EntityEncoder, encodeEntities } from "./encode-entities.js";
import { entitiesAt } from "./readable-entities.js";
import type { Encoded, EncodeOptions } from "./write-entity-vectors.js";

/**
 * Brings the vectors of entities up to date, encoding only those that have none of their text.
 *
 * @param folder that the index is over
 * @param contentHash of the KB when the differences were found; edits since then will be found again
 * @throws {NamesakeError} WRITE_FAILED, and what the encoder throws; what was done by then is kept
 */
export async function updateVectors(
  kb: KnowledgeBase,
  folder: VectorFolder,
  index: ChangingIndex,
  encoder: EntityEncoder,
  { added, changed, moved, removed }: Differences,
  contentHash: string,
  { signal, onProgress }: EncodeOptions = {},
): Promise<Encoded> {
  // The folder itself stays as it is, so that no vector is moved that was put in the place of another.
  for (const { row, from, fingerprint } of moved)
    index.set(row, folder.vector(from) as Float32Array, fingerprint);
  for (const row of removed) index.remove(row);
  let encoded = 0;
  for await (const entities of encodeEntities(entitiesAt(kb, [...added, ...changed]), encoder)) {
    for (const { row, vector, fingerprint } of entities) index.set(row, vector, fingerprint);
    encoded += entities.length;
    onProgress?.(encoded);
    if (signal?.aborted !== true) continue;
    index.flush();
    return { encoded, stopped: true };
  }
  index.recordContent(contentHash);
  index.flush();
  return { encoded, stopped: false };
}
