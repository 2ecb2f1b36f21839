import { join } from "node:path";
import { buildHnsw } from "../../dist/vectors/hnsw-build.js";
import { buildIvf } from "../../dist/vectors/ivf-build.js";
import type { VectorEntry } from "../../dist/vectors/vector-block.js";
import { VectorFolder } from "../../dist/vectors/vector-folder.js";
import { VectorFolderWriter } from "../../dist/vectors/vector-folder-writer.js";
import { watchMemory } from "../timing.js";
import { ClusteredVectors, DIMENSIONS } from "./clustered.js";

/** What is to be built in a process of its own, so that its memory can be told. */
export interface BuildTask {
  kind: "vectors" | "hnsw" | "ivf";
  folder: string;
  size: number;
  hnsw: { connectivity?: number; buildExpansion?: number; graphRows?: number; threads?: number };
  ivf: { lists?: number };
}

export interface BuildResult {
  seconds: number;
  /** Of all threads: what the building would take with nothing beside it. */
  cpuSeconds: number;
  /** MB, of the process' own pages. */
  peak: number;
  files: string[];
}

/** Vectors that are written at once. */
const BATCH = 4096;

async function writeVectors({ folder, size }: BuildTask): Promise<string[]> {
  const vectors = new ClusteredVectors();
  const writer = VectorFolderWriter.open(folder, {
    model: "clustered",
    dimensions: DIMENSIONS,
    contentHash: String(size),
  });
  for (let from = writer.nextRow; from < size; from += BATCH) {
    const batch: VectorEntry[] = [];
    for (let row = from; row < Math.min(size, from + BATCH); row++)
      batch.push({ row, fingerprint: row, vector: vectors.vector(row) });
    await writer.add(batch);
    progress(from, size);
  }
  await writer.finish();
  return [];
}

let told = 0;
function progress(done: number, total: number): void {
  const now = performance.now();
  if (now - told < 10_000 && done < total) return;
  told = now;
  process.stderr.write(`${task.kind}: ${done} of ${total}\n`);
}

async function build(task: BuildTask): Promise<string[]> {
  if (task.kind === "vectors") return writeVectors(task);
  const vectors = VectorFolder.open(task.folder);
  try {
    const { generation } = vectors.manifest;
    const path = join(task.folder, `v${generation}-${task.kind}`);
    if (task.kind === "hnsw") return await buildHnsw(vectors, path, { ...task.hnsw, onProgress: progress });
    await buildIvf(vectors, path, { ...task.ivf, onProgress: progress });
    return [path];
  } finally {
    vectors.close();
  }
}

const task = JSON.parse(process.argv[2] as string) as BuildTask;
const peak = watchMemory();
const began = performance.now();
const files = await build(task);
const { user, system } = process.cpuUsage();
const result: BuildResult = {
  seconds: (performance.now() - began) / 1000,
  cpuSeconds: (user + system) / 1e6,
  peak: peak().anonymous,
  files,
};
process.stdout.write(JSON.stringify(result));
