import { type GoldDocument, type GoldMention, OPTIONAL_FIELDS, type Span } from "../dataset.js";
import { replacedLines } from "./corrected.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField, spanField, spansField, textField, textsField } from "./json-fields.js";
import { isObject, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { mentionList } from "./mention-list.js";
import { invalid, reported } from "./problems.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

const KEYS = new Set(["id", "text", "title", "mentions", "ignore", "evaluationSpan", "world", "corrected"]);
const MENTION_KEYS = new Set([
  "start",
  "end",
  "entity",
  "sameAs",
  "others",
  "candidates",
  "label",
  "optional",
  "parent",
  "slices",
]);

const LISTS = ["sameAs", "others", "candidates", "slices"] as const;

/** A mention but for its `parent`. */
function mentionOf(value: JsonObject, where: string, spans: SpanReader): GoldMention {
  const span = spans.read(value["start"], value["end"]);
  const { entity, optional } = value;
  if (entity !== null && (typeof entity !== "string" || entity === ""))
    throw invalid(where, "entity", "the name of an entity, or null for NIL", entity);
  if (optional !== undefined && typeof optional !== "boolean")
    throw invalid(where, "optional", "true or false", optional);
  const label = textField(value, "label", where);
  const read: GoldMention = { ...span, entity };
  for (const field of LISTS) {
    const list = textsField(value, field, where);
    if (list !== undefined) read[field] = list;
  }
  if (label !== undefined) read.label = label;
  if (optional !== undefined) read.optional = optional;
  return read;
}

/** A document but for its id; undefined where it has no text, which is reported as all that is wrong with it. */
export function readDocument(
  value: JsonObject,
  where: string,
  options: ReadOptions,
): Omit<GoldDocument, "id"> | undefined {
  const { text } = value;
  if (typeof text !== "string") {
    options.problem(invalid(where, "text", "a text", text));
    return undefined;
  }
  const spans = new SpanReader(text, "utf16", where);
  const title = reported(options, () => textField(value, "title", where));
  const world = reported(options, () => textField(value, "world", where));
  const ignore = spansField(value, "ignore", where, spans, options);
  const evaluationSpan = reported(options, () => spanField(value, "evaluationSpan", where, spans));
  return {
    text,
    mentions: mentionList(value["mentions"] ?? [], where, options, (one) => mentionOf(one, where, spans)),
    ...(title === undefined ? {} : { title }),
    ...(world === undefined ? {} : { world }),
    ...(ignore === undefined ? {} : { ignore }),
    ...(evaluationSpan === undefined ? {} : { evaluationSpan }),
  };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  const replaced = await replacedLines(path);
  for await (const { where, number, value } of jsonLines(path, options)) {
    if (replaced.has(number)) continue;
    const found = readDocument(value, where, options);
    if (found !== undefined) yield { id: ids.take(idField(value, "id", number), where), ...found };
  }
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const document of documents)
    yield { file: "", text: `${JSON.stringify(documentFields(document))}\n` };
}

/** What {@link readDocument} reads, and the id. */
export function documentFields({ predictions: _, ignore, evaluationSpan, ...rest }: GoldDocument) {
  const pairOf = ({ start, end }: Span) => [start, end];
  return {
    ...rest,
    ...(ignore === undefined ? {} : { ignore: ignore.map(pairOf) }),
    ...(evaluationSpan === undefined ? {} : { evaluationSpan: pairOf(evaluationSpan) }),
  };
}

/** Only our keys, a text, and either mentions by `entity` or nothing that another format would have: how sure, 0 to 1. */
function likeness(object: JsonObject): number {
  if (typeof object["text"] !== "string" || !Object.keys(object).every((key) => KEYS.has(key))) return 0;
  const mentions = object["mentions"] ?? [];
  if (!Array.isArray(mentions)) return 0;
  let surest = 0.2;
  for (const one of mentions) {
    if (!isObject(one) || !Object.keys(one).every((key) => MENTION_KEYS.has(key))) return 0;
    if ("entity" in one && "start" in one && "end" in one) surest = 0.95;
  }
  return surest;
}

/** A broken line among many does not make it another format. */
function detect(sample: Sample): number {
  const all = sampleObjects(sample).map(likeness);
  const alike = all.filter((one) => one > 0);
  return 2 * alike.length > all.length ? Math.max(...alike) : 0;
}

/**
 * Namesake's own format: JSON lines, a {@link GoldDocument} each, with spans other than those of mentions as [start, end]. Offsets
 * are UTF-16 units, end-exclusive. Only `text` must be there. In a file of corrections, whose documents say in `corrected` when and by whom,
 * the last of an id counts.
 *
 * ```json
 * {"id": "1", "text": "A tram to Lyon.", "mentions": [{"start": 10, "end": 14, "entity": "Lyon", "label": "LOC"}]}
 * ```
 */
export const namesakeFormat: DatasetFormat = {
  name: "namesake",
  description: "Namesake's JSON lines, offsets in UTF-16 units",
  detect,
  read,
  write,
  keeps: OPTIONAL_FIELDS.filter((field) => field !== "predictions"),
};
