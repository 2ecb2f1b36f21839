import { join } from "node:path";
import { RateLine } from "../../dist/cli/embed/rate-line.js";
import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import type { EntityRecord } from "../../dist/kb/record.js";
import { entityTextOf, textFingerprint } from "../../dist/models/encoders/entity-text.js";
import { buildFolderIndex } from "../../dist/vectors/folder-index.js";
import type { VectorEntry } from "../../dist/vectors/vector-block.js";
import { VectorFolder } from "../../dist/vectors/vector-folder.js";
import { VectorFolderWriter } from "../../dist/vectors/vector-folder-writer.js";
import type { HeldBackText } from "./held-back.js";

/** What makes vectors of mentions and of entities that are compared by their dot products. */
export interface Comparer {
  /** As the table calls it. */
  name: string;
  id: string;
  dimensions: number;
  encodeMentions(text: HeldBackText): Promise<Float32Array[]>;
  encodeEntities(records: readonly EntityRecord[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Entities that are encoded at a time. */
const BATCH = 4096;

/**
 * The vectors of the first entities of a KB with their HNSW index, out of a folder or made into it. What was interrupted is gone on
 * with.
 *
 * @param home where the folders of all comparers are
 */
export async function vectorsOf(
  kb: KnowledgeBase,
  comparer: Comparer,
  home: string,
  entities: number,
): Promise<VectorFolder> {
  const isWhole = entities >= kb.size;
  const path = join(home, `${comparer.id.replaceAll(/\W+/g, "-")}${isWhole ? "" : `-first-${entities}`}`);
  const contentHash = `${kb.totals().contentHash}${isWhole ? "" : ` first ${entities}`}`;
  if (opened(path)?.manifest.contentHash !== contentHash)
    await write(kb, comparer, path, contentHash, entities);
  const folder = VectorFolder.open(path, { model: comparer.id, dimensions: comparer.dimensions });
  if (folder.manifest.index.kind !== "hnsw") await buildFolderIndex(folder, "hnsw");
  return folder;
}

function opened(path: string): VectorFolder | undefined {
  try {
    const folder = VectorFolder.open(path);
    folder.close();
    return folder;
  } catch {
    return undefined;
  }
}

async function write(
  kb: KnowledgeBase,
  comparer: Comparer,
  path: string,
  contentHash: string,
  entities: number,
): Promise<void> {
  const { id: model, dimensions } = comparer;
  const writer = VectorFolderWriter.open(path, { model, dimensions, contentHash, shardRows: 65_536 });
  const first = writer.size;
  const line = new RateLine(`Entities, ${comparer.name}`, Math.min(entities, kb.size) - first);
  for (
    let batch = read(kb, writer.nextRow, entities);
    batch.length > 0;
    batch = read(kb, writer.nextRow, entities)
  ) {
    const vectors = await comparer.encodeEntities(batch.map(([, record]) => record));
    const entries = batch.map(([row, record], i): VectorEntry => {
      const fingerprint = textFingerprint(entityTextOf(kb, record));
      return { row, fingerprint, vector: vectors[i] as Float32Array };
    });
    await writer.add(entries);
    line.update(writer.size - first);
  }
  await writer.finish();
}

/** The next entities, of the first so many. */
function read(kb: KnowledgeBase, from: number, entities: number): [number, EntityRecord][] {
  const batch: [number, EntityRecord][] = [];
  for (const entry of kb.entries(from)) {
    if (batch.length === BATCH || entry[0] >= entities) break;
    batch.push(entry);
  }
  return batch;
}
