import { type GoldDocument, type GoldMention, OPTIONAL_FIELDS, type Span } from "../dataset.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField, spanField, spansField, textField, textsField } from "./json-fields.js";
import { isObject, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { mentionList } from "./mention-list.js";
import { invalid, reported } from "./problems.js";
import { isNil, isQid, reference } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

/** Titles stand as Wikipedia shows them; some people's have underscores all the same. */
const titleOf = (text: string): string => reference(text).replaceAll("_", " ");

/** The title where there is one, else the QID; whatever else names the entity is in `sameAs`. */
function entityOf(value: JsonObject, where: string): Pick<GoldMention, "entity" | "sameAs"> {
  if (!("title" in value) && !("qid" in value))
    throw invalid(where, "title", "a title, or null for NIL", undefined);
  const names = new Set<string>();
  const title = textField(value, "title", where);
  if (!isNil(title)) names.add(titleOf(title));
  const qid = textField(value, "qid", where);
  if (!isNil(qid)) {
    names.add(reference(qid));
    const label = textField(value, "label", where); // beside a QID, the item's name
    if (label) names.add(label);
  }
  const [entity = null, ...sameAs] = names;
  return { entity, ...(sameAs.length === 0 ? {} : { sameAs }) };
}

/** A mention but for its `parent`. */
function mentionOf(value: JsonObject, where: string, spans: SpanReader): GoldMention {
  const mention: GoldMention = {
    ...spans.read(value["start"], value["end"]),
    ...entityOf(value, where),
  };
  for (const field of ["others", "candidates"] as const) {
    const list = textsField(value, field, where);
    if (list !== undefined) mention[field] = list.map("title" in value ? titleOf : reference);
  }
  const slices = textsField(value, "slices", where);
  if (slices !== undefined) mention.slices = slices;
  const label = textField(value, "ner", where);
  if (label !== undefined) mention.label = label;
  if (value["optional"] === true) mention.optional = true;
  return mention;
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const { where, number, value } of jsonLines(path, options)) {
    const { text } = value;
    if (typeof text !== "string") {
      options.problem(invalid(where, "text", "a text", text));
      continue;
    }
    const id = ids.take(idField(value, "id", number), where);
    const spans = new SpanReader(text, "code points", where);
    const title = reported(options, () => textField(value, "title", where));
    const world = reported(options, () => textField(value, "world", where));
    const ignore = spansField(value, "ignore", where, spans, options);
    const evaluationSpan = reported(options, () => spanField(value, "eval_span", where, spans));
    yield {
      id,
      text,
      mentions: mentionList(value["mentions"], where, options, (one) => mentionOf(one, where, spans)),
      ...(title === undefined ? {} : { title }),
      ...(world === undefined ? {} : { world }),
      ...(ignore === undefined ? {} : { ignore }),
      ...(evaluationSpan === undefined ? {} : { evaluationSpan }),
    };
  }
}

function mentionLine(mention: GoldMention, spans: SpanReader): JsonObject {
  const { entity, sameAs = [], label, start: _, end: __, ...rest } = mention;
  const [start, end] = spans.write(mention);
  const qid = [entity ?? "", ...sameAs].find(isQid);
  const name = sameAs.find((one) => !isQid(one));
  return {
    start,
    end,
    ...(entity !== null && entity === qid ? {} : { title: entity }),
    ...(qid === undefined ? {} : { qid, ...(name === undefined ? {} : { label: name }) }),
    ...(label === undefined ? {} : { ner: label }),
    ...rest,
  };
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const document of documents) {
    const { predictions: _, ignore, evaluationSpan, mentions, ...rest } = document;
    const spans = new SpanReader(document.text, "code points", document.id);
    const pair = (span: Span) => spans.write(span);
    const line = {
      ...rest,
      ...(evaluationSpan === undefined ? {} : { eval_span: pair(evaluationSpan) }),
      mentions: mentions.map((mention) => mentionLine(mention, spans)),
      ...(ignore === undefined ? {} : { ignore: ignore.map(pair) }),
    };
    yield { file: "", text: `${JSON.stringify(line)}\n` };
  }
}

/** A text and mentions with `start`, `end` and `title` or `qid`. */
function detect(sample: Sample): number {
  const objects = sampleObjects(sample);
  let score = 0;
  for (const { text, mentions, ...rest } of objects) {
    if (typeof text !== "string" || (mentions !== undefined && !Array.isArray(mentions))) return 0;
    if (mentions === undefined && objects.length > 1) return 0; // of a single line, the end may be cut off
    if ("eval_span" in rest) score = Math.max(score, 0.5);
    for (const one of mentions ?? []) {
      if (!isObject(one) || "entity" in one || "span" in one) return 0;
      if ("start" in one && "end" in one && ("title" in one || "qid" in one)) score = 0.9;
    }
  }
  return score;
}

/**
 * JSON lines with titles or QIDs, a document each. Offsets are code points, end-exclusive.
 *
 * ```json
 * {"id": "1", "text": "A tram to Lyon.", "mentions": [{"start": 10, "end": 14, "title": "Lyon", "qid": "Q456", "ner": "LOC"}]}
 * ```
 *
 * `title` null, or without a title `qid` null, is NIL. Of mentions also: `label` (the item's name, beside `qid`), `candidates`,
 * `others` (that count as right as well), `slices`, `optional`, and `parent` (position or `id` of the mention that this one is a
 * reading of); of documents `ignore` (a list of [start, end]), `eval_span` ([start, end]), `title` and `world`.
 */
export const benchFormat: DatasetFormat = {
  name: "bench",
  description: "JSON lines with title or qid a mention, offsets in code points",
  detect,
  read,
  write,
  keeps: OPTIONAL_FIELDS.filter((field) => field !== "predictions"),
};
