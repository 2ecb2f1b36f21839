import { type GoldDocument, type GoldMention, sortMentions } from "../dataset.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField } from "./json-fields.js";
import { type JsonLine, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf, isQid } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

/** A list that has an item for each mention; absent ones have none. */
function parallel(value: JsonObject, field: string, length: number, where: string): unknown[] {
  const list = value[field];
  if (list === undefined || list === null) return [];
  if (Array.isArray(list) && list.length === length) return list;
  throw invalid(where, field, `a list of ${length}, one a mention`, list);
}

function text(value: unknown): string | undefined {
  if (typeof value === "number" && value >= 0) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** The title with the QID beside it, or one of the two, or the row of BLINK's entities. */
function entity(title: unknown, item: unknown, row: unknown): Pick<GoldMention, "entity" | "sameAs"> {
  const [name, qid] = [text(title), text(item)];
  if (name === undefined) return { entity: entityOf(qid ?? text(row)) };
  const found = entityOf(name);
  return found === null || qid === undefined || qid === found
    ? { entity: found }
    : { entity: found, sameAs: [qid] };
}

function mentions(value: JsonObject, content: string, where: string, options: ReadOptions): GoldMention[] {
  const pairs = value["mentions"] ?? [];
  if (!Array.isArray(pairs)) throw invalid(where, "mentions", "a list of [start, end]", pairs);
  const [titles, items, rows] = ["entity", "wikidata_id", "label_id"].map((field) =>
    parallel(value, field, pairs.length, where),
  ) as [unknown[], unknown[], unknown[]];
  const spans = new SpanReader(content, "code points", where);
  const found = pairs.map((pair: unknown, i) =>
    reported(options, () => {
      if (!Array.isArray(pair)) throw invalid(where, "mentions", "[start, end]", pair);
      return { ...spans.read(pair[0], pair[1]), ...entity(titles[i], items[i], rows[i]) };
    }),
  );
  return sortMentions(found.filter((mention) => mention !== undefined));
}

function document({ value, where, number }: JsonLine, ids: UniqueIds, options: ReadOptions): GoldDocument {
  const content = value["text"];
  if (typeof content !== "string") throw invalid(where, "text", "a text", content);
  const read = mentions(value, content, where, options);
  return { id: ids.take(idField(value, "id", number), where), text: content, mentions: read };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const line of jsonLines(path, options)) {
    const found = reported(options, () => document(line, ids, options));
    if (found !== undefined) yield found;
  }
}

const qidOf = ({ entity, sameAs = [] }: GoldMention): string | undefined =>
  [...(entity === null ? [] : [entity, ...sameAs])].find(isQid);

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, text, mentions } of documents) {
    const spans = new SpanReader(text, "code points", id);
    const line = {
      id,
      text,
      mentions: mentions.map((mention) => spans.write(mention)),
      label_id: mentions.map(() => -1),
      wikidata_id: mentions.map((mention) => qidOf(mention) ?? null),
      entity: mentions.map(({ entity }) => entity),
      label: mentions.map(() => "unknown"),
    };
    yield { file: "", text: `${JSON.stringify(line)}\n` };
  }
}

function detect(sample: Sample): number {
  const [first] = sampleObjects(sample);
  if (typeof first?.["text"] !== "string" || !Array.isArray(first["mentions"])) return 0;
  const arePairs = first["mentions"].every((pair) => Array.isArray(pair) && pair.length === 2);
  const named = ["label_id", "wikidata_id", "entity"].filter((key) => Array.isArray(first[key]));
  return arePairs && named.length > 0 ? 0.95 : 0;
}

/**
 * ELQ's JSON lines: a question each, usually lower-cased, with mentions as [start, end] in code points and a list for each thing
 * that is told of them: `entity` (title), `wikidata_id`, `label_id` (row of BLINK's entity file), `label` (description). Of an
 * entity's other names only a QID is kept.
 *
 * Li et al., Efficient One-Pass End-to-End Entity Linking for Questions, EMNLP 2020.
 *
 * ```json
 * {"id": "q1", "text": "what is lyon near", "mentions": [[8, 12]], "label_id": [3], "wikidata_id": ["Q456"], "entity": ["Lyon"]}
 * ```
 */
export const elqFormat: DatasetFormat = {
  name: "elq",
  description: "ELQ's JSON lines, a question and lists of its mentions",
  detect,
  read,
  write,
  keeps: ["sameAs"],
};
