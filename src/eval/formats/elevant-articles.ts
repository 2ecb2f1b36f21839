import type { GivenPrediction, GoldDocument } from "../dataset.js";
import { readArticle, writeArticle } from "./elevant-labels.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { spanField, textField, textsField } from "./json-fields.js";
import { isObject, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf, isNil, reference } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

/** `undefined` for coreference, which is left out as it is of labels. */
function predictionOf(value: unknown, where: string, spans: SpanReader): GivenPrediction | undefined {
  if (!isObject(value)) throw invalid(where, "entity_mentions", "objects", value);
  if (Array.isArray(value["referenced_span"])) return undefined;
  const span = spanField(value, "span", where, spans);
  if (span === undefined) throw invalid(where, "span", "[start, end]", value["span"]);
  const entity = entityOf(textField(value, "id", where));
  const names = (textsField(value, "candidates", where) ?? []).filter((name) => !isNil(name)).map(reference);
  // ELEVANT sorts candidates by their ids; which one is best is told by the choice alone.
  const best = names.filter((name) => name === entity);
  const candidates = [...best, ...names.filter((name) => name !== entity)].map((name) => ({ entity: name }));
  return { ...span, entity, ...(candidates.length === 0 ? {} : { candidates }) };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const line of jsonLines(path, options)) {
    const article = readArticle(line, options);
    if (article === undefined) continue;
    const { document, spans } = article;
    const given = line.value["entity_mentions"] ?? [];
    if (!Array.isArray(given)) options.problem(invalid(line.where, "entity_mentions", "a list", given));
    const predictions = (Array.isArray(given) ? given : [])
      .flatMap((one) => reported(options, () => predictionOf(one, line.where, spans)) ?? [])
      .sort((a, b) => a.start - b.start || b.end - a.end);
    yield { ...document, id: ids.take(document.id, line.where), predictions };
  }
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  let place = 0;
  for await (const document of documents) {
    const spans = new SpanReader(document.text, "code points", document.id);
    const { labels, ...article } = writeArticle(document, place++, spans);
    const mentions = (document.predictions ?? []).map(({ entity, candidates = [], ...span }) => ({
      span: spans.write(span),
      ...(entity === null ? {} : { id: entity }),
      candidates: candidates.map((candidate) => candidate.entity).sort(),
    }));
    yield { file: "", text: `${JSON.stringify({ ...article, entity_mentions: mentions, labels })}\n` };
  }
}

function detect(sample: Sample): number {
  const objects = sampleObjects(sample);
  const fits = objects.every(
    ({ text, entity_mentions, labels }) =>
      typeof text === "string" && (Array.isArray(entity_mentions) || Array.isArray(labels)),
  );
  return fits && objects.some(({ entity_mentions }) => Array.isArray(entity_mentions)) ? 0.95 : 0;
}

/**
 * Linked articles of ELEVANT (Bast, Hertel and Prange, "ELEVANT: A Fully Automatic Fine-Grained Entity Linking Evaluation and
 * Analysis Tool", EMNLP 2022): its benchmarks, and what a linker said of them. Offsets are code points, end-exclusive.
 *
 * `entity_mentions` become predictions; those without an id, or with "<NIL>", are NIL, those with a `referenced_span` are coreference
 * and left out. None at all is no prediction for the article, since ELEVANT leaves out an empty list. Predictions have no confidence,
 * and their candidates neither a probability nor an order: when they are written, these are lost.
 *
 * ```json
 * {"id": 1, "title": "", "text": "A tram to Lyon.", "evaluation_span": [0, 15],
 *  "entity_mentions": [{"span": [10, 14], "id": "Q456", "recognized_by": "A", "linked_by": "A", "candidates": ["Q456", "Q5"]}],
 *  "labels": [{"id": 0, "span": [10, 14], "entity_id": "Q456", "name": "Lyon", "type": "Q27096213"}]}
 * ```
 */
export const elevantArticlesFormat: DatasetFormat = {
  name: "elevant-articles",
  description: "ELEVANT's linked articles: labels and predictions, offsets in code points",
  detect,
  read,
  write,
  keeps: ["title", "evaluationSpan", "sameAs", "label", "optional", "parent"],
};
