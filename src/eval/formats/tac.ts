import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { displayName, openText } from "../../sources/text-file.js";
import { type GoldDocument, type GoldMention, type Span, sortMentions } from "../dataset.js";
import { DocumentFolder, fileNameOf } from "./document-folder.js";
import type { DatasetFormat, Piece, ReadOptions } from "./format.js";
import { plainText } from "./plain-text.js";
import { invalid, reported } from "./problems.js";
import { entityOf } from "./references.js";
import { SpanReader } from "./spans.js";
import {
  type Answer,
  answers,
  isQueries,
  isTableRow,
  queries,
  type TacMention,
  tableMentions,
} from "./tac-tables.js";
import { UniqueIds } from "./unique-ids.js";

const TABLE = /\.(?:tab|tsv)(?:\.gz)?$/i;
const XML = /\.xml(?:\.gz)?$/i;
/** What corpora call the folder of their source documents. */
const SOURCES = /^(?:source|src)(?:[-_ ]?(?:docs?|documents?|corpus|data))?$|^(?:docs?|documents?)$/i;

/** Which of TAC's files it is: queries, or a table of mentions, most lines of which are rows. */
function kindOf(head: string): "queries" | "table" | undefined {
  if (isQueries(head)) return "queries";
  const lines = head.split("\n", 20).filter((line) => line.trim() !== "");
  return lines.filter(isTableRow).length > lines.length / 2 ? "table" : undefined;
}

async function headOf(path: string): Promise<string> {
  for await (const piece of openText(path)) return piece.slice(0, 64 * 1024);
  return "";
}

/** The parts of a data set. */
interface Layout {
  /** The queries, or the table of mentions. */
  file: string;
  kind: "queries" | "table";
  /** Tables beside the queries: one holds the answers. */
  tables: readonly string[];
  /** The folder of the source documents. */
  sources: string;
  /** It is the whole data set: documents without mentions are part of it. */
  whole: boolean;
}

async function layoutOf(path: string, options: ReadOptions): Promise<Layout> {
  let names: string[];
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
    names = (await readdir(isFolder ? path : dirname(path))).sort();
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  const folder = isFolder ? path : dirname(path);
  const called = (pattern: RegExp) =>
    names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
  const tables = called(TABLE);
  const sources = options.files?.["documents"] ?? called(SOURCES)[0];
  for (const file of isFolder ? [...called(XML), ...tables] : [path]) {
    const head = await headOf(file);
    // A set without any mention has an empty table.
    const isEmpty = isFolder && tables.length === 1 && file === tables[0] && head.trim() === "";
    const kind = isEmpty ? "table" : kindOf(head);
    if (kind === undefined) continue;
    const whole = isFolder && kind === "table" && sources !== undefined;
    return { file, kind, tables, sources: sources ?? folder, whole };
  }
  const expected = "queries (<kbpentlinking>) or a table of mentions (DOCUMENT:FIRST-LAST in column 4)";
  const found = isFolder ? "neither in the folder" : "something else";
  throw new NamesakeError("RECORD_INVALID", { where: displayName(path), field: "file", expected, found });
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/**
 * Queries with what the table of answers says of them.
 *
 * @throws {NamesakeError} RECORD_INVALID where nothing answers any of them
 */
async function answered({ file, tables }: Layout, options: ReadOptions): Promise<TacMention[]> {
  const asked = await collect(queries(file, options));
  const known = new Map<string, Answer>();
  for (const { id, entity } of asked)
    if (entity !== undefined) known.set(id, { entities: [entity], label: undefined });
  const given = options.files?.["answers"];
  for (const path of given === undefined ? tables : [given]) {
    const table = await answers(path);
    if (!asked.some(({ id }) => table.has(id))) continue;
    for (const [id, answer] of table) known.set(id, answer);
    break;
  }
  if (known.size === 0) {
    const looked = tables.map(displayName);
    throw invalid(displayName(file), "answers", "a table beside the queries, or one that is given", looked);
  }
  const mentions: TacMention[] = [];
  for (const { id, entity: _, ...query } of asked) {
    const answer = known.get(id);
    if (answer !== undefined) mentions.push({ ...query, ...answer });
    else options.problem(invalid(query.where, "id", "that of a query with an answer", id));
  }
  return mentions;
}

const unspaced = (text: string): string => text.replace(/\s+/g, "");

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};
const unescaped = (text: string): string => text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);

/** The first place of a name in a text, as whole words if it can be. */
function firstPlace(text: string, name: string): Span | undefined {
  for (const surface of [name, name.replaceAll("&", "&amp;")]) {
    const exactly = surface.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
    for (const pattern of [`(?<![\\p{L}\\p{N}])${exactly}(?![\\p{L}\\p{N}])`, exactly]) {
      const found = new RegExp(pattern, "u").exec(text);
      if (found !== null) return { start: found.index, end: found.index + found[0].length };
    }
  }
  return undefined;
}

/** Where a mention stands. Its name is told as readers see it, the source has markup. */
function place(text: string, spans: SpanReader, { offsets, surface, where }: TacMention): Span {
  if (offsets === undefined) {
    const found = firstPlace(text, surface);
    if (found === undefined) throw invalid(where, "name", "a name that stands in its document", surface);
    return found;
  }
  const span = spans.read(offsets.first, offsets.last + 1);
  const found = unspaced(unescaped(text.slice(span.start, span.end)));
  if (surface === "" || found === unspaced(surface)) return span;
  return spans.read(offsets.first, offsets.last + 1, surface);
}

function goldMention(text: string, spans: SpanReader, mention: TacMention): GoldMention {
  const [entity = null, ...others] = mention.entities.map(entityOf);
  const right = others.filter((other) => other !== null);
  return {
    ...place(text, spans, mention),
    entity,
    ...(right.length === 0 ? {} : { others: right }),
    ...(mention.label === undefined ? {} : { label: mention.label }),
    ...(mention.kind === undefined ? {} : { slices: [mention.kind] }),
  };
}

/** The ids and mentions of documents, by the paths of their sources: in order of the mentions, or of the paths for a whole set. */
function bySource(
  all: readonly TacMention[],
  folder: DocumentFolder,
  { sources, whole }: Layout,
  options: ReadOptions,
) {
  const documents = new Map<string, { id: string; mentions: TacMention[] }>();
  const missing = new Set<string>();
  for (const mention of all) {
    const { document: id, where } = mention;
    const path = folder.path(id);
    const known = path === undefined ? undefined : documents.get(path);
    if (known !== undefined) known.mentions.push(mention);
    else if (path !== undefined) documents.set(path, { id, mentions: [mention] });
    else if (!missing.has(id)) {
      options.problem(invalid(where, "document", `the name of a file in ${displayName(sources)}`, id));
      missing.add(id);
    }
  }
  if (!whole) return [...documents];
  for (const [path, id] of folder.ids) if (!documents.has(path)) documents.set(path, { id, mentions: [] });
  return [...documents].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const layout = await layoutOf(path, options);
  const file = displayName(layout.file);
  const all =
    layout.kind === "queries"
      ? await answered(layout, options)
      : await collect(tableMentions(layout.file, options));
  const sources = await DocumentFolder.open(layout.sources);
  const ids = new UniqueIds(options);
  for (const [source, { id, mentions }] of bySource(all, sources, layout, options)) {
    const text = await sources.text(source, file, options);
    if (text === undefined) continue;
    const spans = new SpanReader(text, "code points", `${file}, document ${id}`);
    const gold = mentions.map((mention) => reported(options, () => goldMention(text, spans, mention)));
    yield {
      id: ids.take(id, file),
      text,
      mentions: sortMentions(gold.filter((mention) => mention !== undefined)),
    };
  }
}

/** A cell of a table. */
const cell = (text: string): string => plainText(text).replace(/[\t\r\n]/g, " ");

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  // A file is written in one go, so the table waits for the texts.
  const rows: string[] = [];
  let nils = 0;
  for await (const { id, text, mentions } of documents) {
    yield { file: `source_documents/${fileNameOf(plainText(id))}.txt`, text: plainText(text) };
    const spans = new SpanReader(text, "code points", id);
    for (const { start, end, entity, others = [], label = "" } of mentions) {
      const [first, after] = spans.write({ start, end });
      const answer =
        entity === null ? `NIL${String(++nils).padStart(5, "0")}` : [entity, ...others].join("|");
      const columns = [
        "GOLD",
        `GOLD_${rows.length + 1}`,
        text.slice(start, end),
        `${id}:${first}-${after - 1}`,
        answer,
        label,
        "NAM",
        "1.0",
      ];
      rows.push(`${columns.map(cell).join("\t")}\n`);
    }
  }
  for (const row of rows) yield { file: "gold.tab", text: row };
  if (rows.length === 0) yield { file: "gold.tab", text: "" };
}

/**
 * The formats of the entity linking tracks of TAC-KBP. Offsets are code points of the source file with all its markup, which is
 * the document's text; the end is a mention's last character.
 *
 * - 2009 to 2014: queries (`<kbpentlinking>`) with a table of answers, query id and KB id or NIL. The oldest have no offsets:
 *   the name's first place in the document is taken. Such sets have chosen mentions only, so what is found beyond them says nothing.
 * - From 2014: a table of mentions, as the scorers of Entity Discovery and Linking take it. This is what is written.
 *
 * Reads either file, or the folder that it is in; with a table in a folder, its documents without mentions belong to the set.
 * `files.documents` names the folder of the source documents (default: `source_documents`, `source`, `docs` ... beside the file, else
 * the file's own), `files.answers` the answers to queries (default: the first `.tab` beside them that knows one). KB ids stay
 * as they are, e.g. "E0512908" or "m.09b6zr". Source: the task descriptions at tac.nist.gov.
 */
export const tacFormat: DatasetFormat = {
  name: "tac",
  description:
    "TAC-KBP: entity linking queries with answers, or a table of mentions, with a folder of documents",
  detect({ head, names }) {
    const kind = kindOf(head);
    if (kind !== undefined) return kind === "queries" ? 1 : 0.9;
    const hasTable = names.some((name) => TABLE.test(name));
    return hasTable && names.some((name) => SOURCES.test(name) || (/quer/i.test(name) && XML.test(name)))
      ? 0.9
      : 0;
  },
  read,
  write,
  keeps: ["others", "label"],
  roles: ["documents", "answers"],
  folder: true,
};
