import type { GoldDocument, GoldMention } from "../dataset.js";
import { sortMentions } from "../dataset.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField } from "./json-fields.js";
import { type JsonLine, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

/** Training data has sections of pages, without an id of their own. */
function idOf({ value, number }: JsonLine): string {
  return idField(value, "id", "page_id" in value ? `${idField(value, "page_id", "")}-${number}` : number);
}

function mentionsOf({ value, where }: JsonLine, text: string, options: ReadOptions): GoldMention[] {
  const { index, wikipedia_titles: titles } = value;
  if (!Array.isArray(index) || !Array.isArray(titles) || index.length !== titles.length) {
    const expected = "as many pairs as wikipedia_titles has members";
    options.problem(invalid(where, "index", expected, index));
    return [];
  }
  const spans = new SpanReader(text, "code points", where);
  const mentions = index.map((pair: unknown, i) =>
    reported(options, (): GoldMention => {
      const title: unknown = titles[i];
      if (title !== null && typeof title !== "string")
        throw invalid(where, "wikipedia_titles", "texts", title);
      if (!Array.isArray(pair) || pair.length !== 2) throw invalid(where, "index", "[start, end]", pair);
      return { ...spans.read(pair[0], pair[1], undefined, "index"), entity: entityOf(title) };
    }),
  );
  return sortMentions(mentions.filter((mention) => mention !== undefined));
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const line of jsonLines(path, options)) {
    const { value, where } = line;
    const { text } = value;
    if (typeof text !== "string") {
      options.problem(invalid(where, "text", "a text", text));
      continue;
    }
    yield { id: ids.take(idOf(line), where), text, mentions: mentionsOf(line, text, options) };
  }
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, text, mentions } of documents) {
    const spans = new SpanReader(text, "code points", id);
    const line = {
      id,
      index: mentions.map((mention) => spans.write(mention)),
      text,
      wikipedia_ids: mentions.map(() => -1),
      wikipedia_titles: mentions.map(({ entity }) => entity ?? "NIL"),
    };
    yield { file: "", text: `${JSON.stringify(line)}\n` };
  }
}

function detect(sample: Sample): number {
  const objects = sampleObjects(sample);
  const fits = objects.every(
    ({ text, index, wikipedia_titles }) =>
      typeof text === "string" && Array.isArray(index) && Array.isArray(wikipedia_titles),
  );
  return objects.length > 0 && fits ? 0.95 : 0;
}

/**
 * ZELDA's JSON lines (Milich and Akbik, "ZELDA: A Comprehensive Benchmark for Supervised Entity Disambiguation", EACL 2023). Offsets
 * are code points, end-exclusive. Entities are known by their titles; page ids are not read, and written as -1. ZELDA has no NIL: it
 * is written as the title "NIL".
 *
 * ```json
 * {"id": 1, "text": "A tram to Lyon.", "index": [[10, 14]], "wikipedia_ids": [8638634], "wikipedia_titles": ["Lyon"]}
 * ```
 */
export const zeldaJsonlFormat: DatasetFormat = {
  name: "zelda-jsonl",
  description: "ZELDA's JSON lines, offsets in code points",
  detect,
  read,
  write,
  keeps: [],
};
