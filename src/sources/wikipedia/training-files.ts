import { join } from "node:path";
import { writeTogether } from "../../atomic-file.js";
import { readLines } from "../../kb/line-files.js";
import { behind } from "./sorted-files.js";
import { dayOf, SPLITS, type Split, type SplitBy, splitDays, splitOfDay, splitOfPage } from "./split.js";

/** Documents that are written at a time. */
const BATCH = 100;

export type DocumentCounts = Record<Split, number>;

/**
 * Writes the training documents of all pieces into `FOLDER/{train,dev,test}.jsonl`, all three or none, in the order of the dump.
 *
 * @param pieces files of documents, see `PIECE_FILES.documents`
 * @param days pages by the day of their last change, for a split by time
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function writeDocuments(
  pieces: readonly string[],
  folder: string,
  by: SplitBy,
  days: readonly (readonly [string, number])[],
): Promise<DocumentCounts> {
  const counts: DocumentCounts = { train: 0, dev: 0, test: 0 };
  const from = splitDays(new Map(days));
  const splitOf = (line: string): Split => {
    const [id = "", time = ""] = line.split("\t", 2);
    return by === "page" ? splitOfPage(Number(id)) : splitOfDay(dayOf(time), from);
  };
  function* documents(split: Split): Generator<string> {
    let batch: string[] = [];
    for (const piece of pieces)
      for (const line of readLines(piece)) {
        if (splitOf(line) !== split) continue;
        counts[split]++;
        batch.push(`${behind(line, 2)}\n`);
        if (batch.length < BATCH) continue;
        yield batch.join("");
        batch = [];
      }
    yield batch.join("");
  }
  await writeTogether(
    SPLITS.map((split) => ({ path: join(folder, `${split}.jsonl`), pieces: documents(split) })),
  );
  return counts;
}
