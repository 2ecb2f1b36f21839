import { NamesakeError } from "../../errors.js";
import type { GoldDocument } from "../../eval/dataset.js";
import { OF_A_DOCUMENT } from "../../eval/linkers/judge.js";
import { type Dataset, withUniqueNames } from "../../eval/read-dataset.js";
import type { PredictionFormat } from "./format.js";
import type { Output } from "./output.js";
import type { Predictor } from "./predictor.js";
import { Position, type Reached } from "./reached.js";

export interface PredictionRun {
  datasets: readonly Dataset[];
  predictor: Predictor;
  format: PredictionFormat;
  output: Output;
  /** What is written, for messages. */
  path: string;
}

export interface PredictionHooks {
  /** Ends the run behind the present document. */
  signal: AbortSignal;
  /** Told of each thing in the data that was left out. */
  onProblem(message: string): void;
  /** Told how many documents are done, those of an earlier run among them. */
  onProgress?(dataset: string, documents: number): void;
}

/**
 * Links document after document, and writes each when it is linked; documents that an earlier run has done are passed over.
 *
 * @throws {NamesakeError} DATASET_EMPTY, UNFINISHED_UNUSABLE, WRITE_FAILED, and what reading and linking throws
 */
export async function predictDocuments(
  { datasets, predictor, format, output, path }: PredictionRun,
  { signal, onProblem, onProgress }: PredictionHooks,
): Promise<{ stopped: boolean; reached: Reached }> {
  const position = new Position(output.before, path);
  for await (const { dataset, document } of documentsOf(datasets, onProblem)) {
    if (signal.aborted) {
      await output.stop(position.reached);
      return { stopped: true, reached: position.reached };
    }
    if (position.next(document)) {
      const { documents } = position.reached;
      try {
        const predicted = await predictor.predict(document, documents - 1);
        await output.embed?.(predicted);
        await output.write(format.lines(predicted));
        position.done(predicted.links.length);
      } catch (error) {
        // What is wrong with more than this document ends the run.
        if (!(error instanceof NamesakeError) || !OF_A_DOCUMENT.has(error.code)) throw error;
        onProblem(`${dataset}, document ${document.id}: ${error.message}`);
      }
      await output.checkpoint(position.reached);
    }
    onProgress?.(dataset, position.reached.documents);
  }
  position.end();
  await output.finish(position.reached);
  return { stopped: false, reached: position.reached };
}

/** The documents of all data sets, under ids that are unique among them. */
async function* documentsOf(
  datasets: readonly Dataset[],
  onProblem: (message: string) => void,
): AsyncGenerator<{ dataset: string; document: GoldDocument }> {
  for (const { name, path, format, read } of withUniqueNames(datasets)) {
    let documents = 0;
    let problems = 0;
    const problem = ({ message }: NamesakeError) => {
      problems++;
      onProblem(message);
    };
    for await (const document of read({ problem })) {
      documents++;
      const id = datasets.length === 1 ? document.id : `${name}/${document.id}`;
      yield { dataset: name, document: { ...document, id } };
    }
    if (documents === 0) throw new NamesakeError("DATASET_EMPTY", { path, format, problems });
  }
}
