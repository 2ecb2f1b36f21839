import { HnswIndex } from "../../dist/vectors/hnsw-index.js";
import { IvfIndex } from "../../dist/vectors/ivf-index.js";
import { VectorFolder } from "../../dist/vectors/vector-folder.js";
import type { VectorIndex } from "../../dist/vectors/vector-index.js";
import { percentile, resident } from "../timing.js";
import { ClusteredVectors } from "./clustered.js";

/** What is to be measured in a process of its own, so that memory is that of one index. */
export interface ProbeTask {
  kind: "exact" | "hnsw" | "ivf";
  folder: string;
  files: string[];
  queries: number;
  hnsw: { expansion?: number; rescored?: number };
  ivf: { probes?: number; memory?: "disk" | "loaded" };
}

export interface ProbeResult {
  openMs: number;
  /** Milliseconds of a query for 10 and for 64 hits. */
  p50: [number, number];
  p95: [number, number];
  /** MB: own pages, and pages of mapped files, without those of an empty process. */
  anonymous: number;
  file: number;
  /** Rows that were found, by number of hits. */
  found: [number[][], number[][]];
}

async function open({ kind, files, hnsw, ivf }: ProbeTask, folder: VectorFolder): Promise<VectorIndex> {
  if (kind === "exact") return folder.exactIndex();
  if (kind === "hnsw") return HnswIndex.open(files, folder, hnsw);
  return IvfIndex.open(files[0] as string, ivf);
}

const task = JSON.parse(process.argv[2] as string) as ProbeTask;
const vectors = new ClusteredVectors();
const before = resident();
const began = performance.now();
const folder = VectorFolder.open(task.folder);
const index = await open(task, folder);
const openMs = performance.now() - began;

/** Queries from one on: what they find, and how long each takes. */
function ask(from: number, count: number, k: number): { times: number[]; found: number[][] } {
  const times: number[] = [];
  const found: number[][] = [];
  for (let number = from; number < from + count; number++) {
    const query = vectors.query(number, folder.size);
    const began = performance.now();
    const hits = index.search(query, k);
    times.push(performance.now() - began);
    found.push(hits.map(({ row }) => row));
  }
  return { times, found };
}

/** An exact index needs fewer queries for its time, and its best 10 are the first of its best 64. */
function askAll(): { ten: ReturnType<typeof ask>; many: ReturnType<typeof ask> } {
  const { queries } = task;
  if (task.kind === "exact") {
    const many = ask(0, queries, 64);
    return { ten: { ...ask(queries, 50, 10), found: many.found.map((rows) => rows.slice(0, 10)) }, many };
  }
  // Other queries bring what is used often into memory, and the code to its speed.
  for (const k of [10, 64]) ask(queries, queries, k);
  return { ten: ask(0, queries, 10), many: ask(0, queries, 64) };
}

const { ten, many } = askAll();
const after = resident();
const result: ProbeResult = {
  openMs,
  p50: [percentile(ten.times, 0.5), percentile(many.times, 0.5)],
  p95: [percentile(ten.times, 0.95), percentile(many.times, 0.95)],
  anonymous: after.anonymous - before.anonymous,
  file: after.file - before.file,
  found: [ten.found, many.found],
};
process.stdout.write(JSON.stringify(result));
await index.close();
folder.close();
