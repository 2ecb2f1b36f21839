import type { GoldDocument } from "../dataset.js";
import { isLabel, readArticle, writeArticle } from "./elevant-labels.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { jsonLines, sampleObjects } from "./json-lines.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const line of jsonLines(path, options)) {
    const document = readArticle(line, options)?.document;
    if (document !== undefined) yield { ...document, id: ids.take(document.id, line.where) };
  }
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  let place = 0;
  for await (const document of documents) {
    const spans = new SpanReader(document.text, "code points", document.id);
    yield { file: "", text: `${JSON.stringify(writeArticle(document, place++, spans))}\n` };
  }
}

function detect(sample: Sample): number {
  const objects = sampleObjects(sample);
  const lists = objects.map(({ labels }) => labels);
  if (objects.some(({ text, entity_mentions }) => typeof text !== "string" || entity_mentions !== undefined))
    return 0;
  if (!lists.every((list) => Array.isArray(list))) return 0;
  const labels: unknown[] = lists.flat();
  if (labels.length > 0) return labels.every(isLabel) ? 0.95 : 0;
  return objects.length > 0 ? 0.4 : 0;
}

/**
 * Benchmarks of ELEVANT (Bast, Hertel and Prange, "ELEVANT: A Fully Automatic Fine-Grained Entity Linking Evaluation and Analysis
 * Tool", EMNLP 2022), in its own form and in the simple one. Offsets are code points, end-exclusive.
 *
 * Labels marked as coreference, and those of quantities and dates that are no entities, become spans to ignore. Labels of optional
 * entities, of descriptions, and of entities that are quantities or dates are optional. Labels in labels keep their parent. The name
 * beside a QID counts as another name of the entity. Written are the own form, and the QID where an entity has both.
 *
 * ```json
 * {"id": 1, "title": "", "text": "A tram to Lyon.", "evaluation_span": [0, 15],
 *  "labels": [{"id": 0, "span": [10, 14], "entity_id": "Q456", "name": "Lyon", "type": "Q27096213"}]}
 * {"text": "A tram to Lyon.", "labels": [{"start_char": 10, "end_char": 14, "entity_reference": "Lyon"}]}
 * ```
 */
export const elevantBenchmarkFormat: DatasetFormat = {
  name: "elevant-benchmark",
  description: "ELEVANT's benchmarks, offsets in code points",
  detect,
  read,
  write,
  keeps: ["title", "evaluationSpan", "sameAs", "label", "optional", "parent"],
};
