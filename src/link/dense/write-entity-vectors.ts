import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { VectorFolderWriter } from "../../vectors/vector-folder-writer.js";
import { readUnfinished } from "../../vectors/vector-manifest.js";
import { type EntityEncoder, encodeEntities } from "./encode-entities.js";
import { allEntities } from "./readable-entities.js";

export interface EncodeOptions {
  /** Stops behind the present batch. */
  signal?: AbortSignal;
  /** Is told how many entities of this run have vectors now. */
  onProgress?: (encoded: number) => void;
}

/** How far an encoding has come. */
export interface Encoded {
  /** Entities that were encoded by this run. */
  encoded: number;
  /** Whether it was stopped before its end. */
  stopped: boolean;
}

/**
 * Encodes all entities of a KB into a folder of vectors. What was there stays until all are encoded. A run that ended before is gone on
 * with, behind its last complete shard; where the KB was edited since, the folder says that it is of the KB as it was, and
 * `findDifferences` finds in what it differs.
 *
 * @param options.shardRows vectors of a shard, see `VectorFolderOptions`
 * @param options.onStart is told how many vectors an earlier run has left
 * @throws {NamesakeError} VECTORS_EXISTS, WRITE_FAILED, and what the encoder throws
 * @example
 * ```ts
 * const { encoder } = await openBiEncoder("runs/biencoder", 2);
 * await writeEntityVectors("./vectors", kb, encoder, { shardRows: 65536 });
 * ```
 */
export async function writeEntityVectors(
  path: string,
  kb: KnowledgeBase,
  encoder: EntityEncoder,
  {
    shardRows,
    onStart,
    signal,
    onProgress,
  }: EncodeOptions & { shardRows: number; onStart?: (vectors: number) => void },
): Promise<Encoded> {
  kb.refresh();
  const { id: model, dimensions } = encoder;
  const begun = readUnfinished(path);
  const contentHash = begun?.model === model ? begun.contentHash : kb.totals().contentHash;
  const writer = VectorFolderWriter.open(path, { model, dimensions, contentHash, shardRows });
  onStart?.(writer.size);
  let encoded = 0;
  try {
    for await (const entities of encodeEntities(allEntities(kb, writer.nextRow), encoder)) {
      await writer.add(entities);
      encoded += entities.length;
      onProgress?.(encoded);
      if (signal?.aborted !== true) continue;
      await writer.abandon();
      return { encoded, stopped: true };
    }
    await writer.finish();
    return { encoded, stopped: false };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
