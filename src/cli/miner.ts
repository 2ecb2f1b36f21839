import { availableParallelism } from "node:os";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { DenseCandidates } from "../link/dense/dense-candidates.js";
import { modelFolder } from "../linker-parts.js";
import { readSettings } from "../models/encoders/encoder-files.js";
import { loadBiEncoder } from "../models/encoders/load-bi-encoder.js";
import { loadCrossEncoder } from "../models/encoders/load-cross-encoder.js";
import { EntitySource } from "../train/encoders/entity-source.js";
import type { FindCandidates } from "../train/encoders/write-candidate-lists.js";
import { bestOfNamesakes, judgedBy, nearestOfAll } from "../train/mining/find-candidates.js";
import { biEncoderScorer, crossEncoderScorer, type Scorer } from "../train/mining/scorer.js";

/** What candidates are found with. */
export interface MinerOptions {
  /** Folder of a bi-encoder. */
  encoder: string;
  /** Folder of the vectors of all entities; absent = namesakes alone are looked at. */
  index?: string;
  /** Folder of a teacher, whose scores and order count instead of those of the bi-encoder. */
  score?: string;
  /** Candidates of a mention. */
  k: number;
}

/** Finds candidates, with models that are open. */
export interface Miner {
  find: FindCandidates;
  /** Ids of the models. */
  encoders: string[];
  /** What is looked at: all entities by their vectors, or namesakes. */
  pool: "vectors" | "namesakes";
  close(): Promise<void>;
}

/** More threads of one run gain little. */
const threads = () => ({ threads: Math.min(4, availableParallelism()) });

/**
 * Opens what candidates are found with.
 *
 * @throws {NamesakeError} what loading the models and `DenseCandidates.open` throw
 */
export async function openMiner(kb: KnowledgeBase, options: MinerOptions): Promise<Miner> {
  const open: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  };
  try {
    const { encoder, settings } = await loadBiEncoder(modelFolder(options.encoder), threads());
    open.push(encoder);
    let find: FindCandidates;
    if (options.index === undefined) {
      const entities = new EntitySource(kb, encoder.tokeniser, settings.inputs);
      find = bestOfNamesakes(entities, biEncoderScorer(kb, encoder, settings.scale), options.k);
    } else {
      const vectors = await DenseCandidates.open(options.index, kb, encoder);
      open.push(vectors);
      find = nearestOfAll(encoder, settings.scale, vectors, options.k);
    }
    const pool = options.index === undefined ? "namesakes" : "vectors";
    if (options.score === undefined) return { find, encoders: [encoder.id], pool, close };
    const teacher = await openTeacher(options.score, kb);
    open.push(teacher);
    return { find: judgedBy(teacher.scorer, find), encoders: [encoder.id, teacher.scorer.id], pool, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openTeacher(
  folder: string,
  kb: KnowledgeBase,
): Promise<{ scorer: Scorer; close(): Promise<void> }> {
  const { format } = await readSettings(folder, "namesake-encoder", "namesake-cross-encoder");
  if (format === "namesake-cross-encoder") {
    const { encoder } = await loadCrossEncoder(folder, threads());
    return { scorer: crossEncoderScorer(kb, encoder), close: () => encoder.close() };
  }
  const { encoder, settings } = await loadBiEncoder(folder, threads());
  return { scorer: biEncoderScorer(kb, encoder, settings.scale), close: () => encoder.close() };
}
