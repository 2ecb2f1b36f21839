import { NamesakeError } from "../../errors.js";
import type { GoldDocument } from "../../eval/dataset.js";
import { type Dataset, readDataset } from "../../eval/read-dataset.js";

/** The files that a model is trained on and measured with; it can go to other threads. */
export interface DataFiles {
  training: readonly string[];
  development: readonly string[];
  /** Absent = found out. */
  format?: string;
  /** Other files that the format needs, by their role. */
  files?: Readonly<Record<string, string>>;
}

type ReadProblem = Parameters<Dataset["read"]>[0]["problem"];

/**
 * Data sets whose documents can be read again and again.
 *
 * @param problem told of each thing that is left out, in every reading
 * @throws {NamesakeError} what `readDataset` throws, OPTION_INVALID for standard input
 */
export async function documentsOf(
  paths: readonly string[],
  { format, files }: DataFiles,
  problem: ReadProblem = () => {},
): Promise<() => AsyncGenerator<GoldDocument>> {
  const options = { ...(format === undefined ? {} : { format }), ...(files === undefined ? {} : { files }) };
  const datasets: Dataset[] = [];
  for (const path of paths) {
    if (path === "-")
      throw new NamesakeError("OPTION_INVALID", {
        option: "A data set",
        expected: "a file or a folder, which can be read several times",
        found: path,
      });
    datasets.push(await readDataset(path, options));
  }
  return async function* () {
    for (const dataset of datasets) yield* dataset.read({ problem });
  };
}
