import type { Linker } from "../../link/linker.js";
import { type VectorPaths, vectorPathList, vectorPaths } from "../../models/vector-output/vector-paths.js";
import { type RowKey, VectorRows } from "../../models/vector-output/vector-rows.js";
import { ResumableFiles, type ResumableOptions } from "../../resumable-files.js";
import type { PredictedDocument } from "./format.js";
import type { Output } from "./output.js";
import type { Reached } from "./reached.js";

/** Where vectors go that belong to a file of predictions. */
export interface EmbeddingPaths {
  /** A row a mention, in the order of the predictions. */
  mentions: VectorPaths;
  /** A row a candidate, once a document, in the order in which they are first named. */
  candidates: VectorPaths;
}

/**
 * @example
 * ```ts
 * embeddingPaths("out/said.jsonl").mentions; // { vectors: "out/said.mentions.npy", ids: "out/said.mentions.ids.jsonl" }
 * ```
 */
export function embeddingPaths(path: string): EmbeddingPaths {
  const stem = path.replace(/(?<=[^/\\])\.jsonl?$/, "");
  const named = (what: string) => vectorPaths(`${stem}.${what}.npy`, "float32");
  return { mentions: named("mentions"), candidates: named("candidates") };
}

/** How far a run has come. */
interface State extends Reached {
  /** Rows of candidates. */
  candidates: number;
}

/**
 * A file of predictions with the vectors of their mentions and candidates beside it; all are there when all are complete.
 *
 * @param linker whose vectors they are
 * @throws {NamesakeError} UNFINISHED_EXISTS, UNFINISHED_UNUSABLE, WRITE_FAILED, and what loading the encoder throws
 */
export async function toFileWithVectors(
  path: string,
  linker: Linker,
  options: ResumableOptions,
): Promise<Output> {
  const paths = embeddingPaths(path);
  const beside = [vectorPathList(paths.mentions), vectorPathList(paths.candidates)];
  const dimensions = await dimensionsOf(linker);
  const files = await ResumableFiles.open<State>([path, ...beside.flat()], options);
  try {
    const { state } = files;
    const rows = { dimensions, type: "float32", run: options.run } as const;
    const mentions = await VectorRows.open(paths.mentions, files, 1, state?.mentions, rows);
    const second = 1 + (beside[0]?.length ?? 0);
    const candidates = await VectorRows.open(paths.candidates, files, second, state?.candidates, rows);
    const stateOf = (reached: Reached): State => ({ ...reached, candidates: candidates.count });
    return {
      before: state,
      complete: files.complete,
      write: (text) => files.append(0, text),
      async embed(predicted) {
        const [ofMentions, ofCandidates] = await vectorsOf(predicted, linker);
        await mentions.append(ofMentions.vectors, ofMentions.keys);
        await candidates.append(ofCandidates.vectors, ofCandidates.keys);
      },
      checkpoint: (reached) => files.checkpoint(stateOf(reached)),
      async finish(reached) {
        await mentions.end();
        await candidates.end();
        await files.finish(stateOf(reached));
      },
      stop: (reached) => files.commit(stateOf(reached)),
      close: () => files.close(),
    };
  } catch (error) {
    await files.close();
    throw error;
  }
}

/** Numbers of a vector, which any of them tells. */
async function dimensionsOf(linker: Linker): Promise<number> {
  const [first] = linker.kb.entities();
  const [vector] = await linker.entityVectors(first === undefined ? [] : [first.id]);
  return vector?.length ?? 0;
}

/** The vectors of a document's mentions and of its candidates. */
async function vectorsOf({ document: { id, text }, links }: PredictedDocument, linker: Linker) {
  const spans = links.map(({ start, end }) => ({ start, end }));
  const mentions = await linker.vectors(text, { mentions: spans });
  const names = new Map(
    links.flatMap(({ candidates }) => candidates.map(({ id: entity, name }) => [entity, name] as const)),
  );
  return [
    {
      vectors: mentions.map(({ vector }) => vector),
      keys: mentions.map(({ start, end, text: surface }): RowKey => ({ id, start, end, text: surface })),
    },
    {
      vectors: await linker.entityVectors([...names.keys()]),
      keys: Array.from(names, ([entity, name]): RowKey => ({ id: entity, name })),
    },
  ] as const;
}
