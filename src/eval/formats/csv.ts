import { CsvParser, type CsvRow, detectDelimiter } from "../../sources/csv-parser.js";
import { displayName, openText } from "../../sources/text-file.js";
import { type GoldDocument, type GoldMention, type Span, sortMentions } from "../dataset.js";
import { readContexts } from "./contexts.js";
import { type Columns, columnsOf, type Role } from "./csv-header.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { plainText } from "./plain-text.js";
import { invalid, reported } from "./problems.js";
import { isNil, reference } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

/** Enough text to tell the delimiter, in UTF-16 units. */
const HEAD_LENGTH = 64 * 1024;

async function* rowsOf(text: AsyncIterable<string>): AsyncGenerator<CsvRow, void, undefined> {
  let parser: CsvParser | undefined;
  let held = "";
  for await (const piece of text) {
    held += piece;
    if (parser === undefined && held.length < HEAD_LENGTH) continue;
    parser ??= new CsvParser(detectDelimiter(held, false));
    yield* parser.push(held);
    held = "";
  }
  parser ??= new CsvParser(detectDelimiter(held, true));
  yield* parser.push(held);
  yield* parser.end();
}

/** The members of a cell: a JSON list, or else set apart by "|". */
function list(cell: string): string[] {
  if (cell.startsWith("[")) {
    try {
      const value: unknown = JSON.parse(cell);
      if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    } catch {} // a name that starts with a bracket
  }
  return cell
    .split("|")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** A row by what its columns are. Cells are as they stand; absent columns are empty. */
class Row {
  constructor(
    private readonly cells: readonly string[],
    private readonly columns: Columns,
    readonly where: string,
  ) {}

  raw(role: Role): string {
    return this.cells[this.columns[role] ?? -1] ?? "";
  }

  cell(role: Role): string {
    return this.raw(role).trim();
  }

  list(role: Role): string[] {
    return list(this.cell(role));
  }

  /** Whole numbers, also as pandas writes those of a column with gaps: "12.0". */
  offset(role: Role): number | string {
    return /^\d+(?:\.0)?$/.test(this.cell(role)) ? Number(this.cell(role)) : this.cell(role);
  }
}

/** A document whose rows are being collected. */
class Draft {
  readonly mentions: GoldMention[] = [];
  private readonly spans: SpanReader;
  /** Where to look for the next mention of a text that is given without offsets. */
  private readonly next = new Map<string, number>();

  constructor(
    readonly document: Omit<GoldDocument, "mentions">,
    where: string,
  ) {
    this.spans = new SpanReader(document.text, "code points", where);
  }

  /** @throws {NamesakeError} SPAN_INVALID, RECORD_INVALID */
  span(row: Row): Span {
    const surface = row.raw("mention");
    if (row.cell("start") !== "")
      return this.spans.read(
        row.offset("start"),
        row.offset("end"),
        row.cell("mention") || undefined,
        "mention",
      );
    const { text } = this.document;
    const wanted = text.includes(surface) ? surface : surface.trim();
    const start = wanted === "" ? -1 : text.indexOf(wanted, this.next.get(wanted) ?? 0);
    if (start === -1) {
      const many = this.next.has(wanted) ? "one more time" : "once";
      throw invalid(row.where, "mention", `in the text ${many}`, wanted);
    }
    this.next.set(wanted, start + wanted.length);
    return { start, end: start + wanted.length };
  }
}

function about(row: Row): Omit<GoldMention, "start" | "end"> {
  const names = [row.cell("entity"), row.cell("qid")].filter((name) => !isNil(name)).map(reference);
  const [entity = null, ...sameAs] = new Set([...names, ...row.list("sameAs").map(reference)]);
  const [others, candidates] = [row.list("others"), row.list("candidates")];
  const [slices, label] = [row.list("slices"), row.cell("label")];
  return {
    entity: names.length === 0 ? null : entity,
    ...(names.length === 0 || sameAs.length === 0 ? {} : { sameAs }),
    ...(others.length === 0 ? {} : { others: others.map(reference) }),
    ...(candidates.length === 0 ? {} : { candidates: candidates.map(reference) }),
    ...(label === "" ? {} : { label }),
    ...(/^(?:true|yes|1)$/i.test(row.cell("optional")) ? { optional: true } : {}),
    ...(slices.length === 0 ? {} : { slices }),
  };
}

const isBlank = (row: Row) =>
  (["start", "end", "mention", "entity", "qid"] as const).every((role) => row.cell(role) === "");

/** Collects rows into documents: one for each id, or for each text where there is none. */
class Collection {
  readonly drafts = new Map<string, Draft>();
  private readonly ids: UniqueIds;
  private readonly textOf = new Map<string, string>();

  constructor(options: ReadOptions) {
    this.ids = new UniqueIds(options);
  }

  /** @throws {NamesakeError} RECORD_INVALID, SPAN_INVALID */
  add(row: Row, columns: Columns): void {
    const id = row.cell("id");
    const context =
      columns.text === undefined
        ? readContexts(
            { left: row.raw("left"), mention: row.raw("mention"), right: row.raw("right") },
            { left: "left", right: "right" },
            row.where,
          )
        : undefined;
    // The text may stand in a document's first row alone.
    const text = context?.text ?? (row.raw("text") || this.textOf.get(id));
    if (text === undefined) throw invalid(row.where, "text", "a text", "");
    if (id !== "") this.textOf.set(id, text);
    const draft = this.draft(id, text, row);
    if (isBlank(row)) return;
    const { start, end } = context ?? draft.span(row);
    draft.mentions.push({ start, end, ...about(row) });
  }

  private draft(id: string, text: string, row: Row): Draft {
    const key = JSON.stringify([id, text]);
    const known = this.drafts.get(key);
    if (known !== undefined) return known;
    const [title, world] = [row.cell("documentTitle"), row.cell("world")];
    const document = {
      id: this.ids.take(id === "" ? String(this.drafts.size + 1) : id, row.where),
      text,
      ...(title === "" ? {} : { title }),
      ...(world === "" ? {} : { world }),
    };
    const draft = new Draft(document, row.where);
    this.drafts.set(key, draft);
    return draft;
  }
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const name = displayName(path);
  const collection = new Collection(options);
  let columns: Columns | undefined;
  for await (const { line, cells } of rowsOf(openText(path))) {
    const where = `${name}, line ${line}`;
    if (columns === undefined) {
      columns = columnsOf(cells ?? []);
      if (columns !== undefined) continue;
      const expected = "text with start and end or mention, or left, mention and right; and entity or qid";
      throw invalid(where, "header", `columns for ${expected}`, cells);
    }
    const known = columns;
    if (cells === undefined)
      options.problem(invalid(where, "row", "shorter", "a row of several million characters"));
    else reported(options, () => collection.add(new Row(cells, known, where), known));
  }
  if (columns === undefined) throw invalid(name, "header", "a row of column names", "an empty file");
  for (const { document, mentions } of collection.drafts.values())
    yield { ...document, mentions: sortMentions(mentions) };
}

const HEADER =
  "id,document title,world,text,start,end,mention,entity,same as,others,candidates,label,optional,slices\n";

const quoted = (cell: string | undefined) => (cell ? `"${cell.replaceAll('"', '""')}"` : "");
const joined = (members: readonly string[] = []) =>
  quoted(members.some((one) => /^\[|\|/.test(one)) ? JSON.stringify(members) : members.join("|"));

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  yield { file: "", text: HEADER };
  for await (const { id, title, world, text, mentions } of documents) {
    const spans = new SpanReader(text, "code points", id);
    const document = [id, title, world, text].map(quoted);
    const rows = mentions.map((mention) => {
      const { start, end, entity, sameAs, others, candidates, label, optional, slices } = mention;
      return [
        ...document,
        ...spans.write(mention),
        quoted(text.slice(start, end)),
        quoted(entity ?? "NIL"),
        ...[sameAs, others, candidates].map(joined),
        quoted(label),
        optional ? "true" : "",
        joined(slices),
      ].join(",");
    });
    if (rows.length === 0)
      rows.push(document.join(",") + ",".repeat(HEADER.split(",").length - document.length));
    yield { file: "", text: plainText(rows.map((row) => `${row}\n`).join("")) };
  }
}

/** The header is enough: see {@link columnsOf}. */
function detect({ head }: Sample): number {
  const text = head.replace(/^\ufeff/, "");
  const parser = new CsvParser(detectDelimiter(text, false));
  const [header] = [...parser.push(text), ...parser.end()];
  return columnsOf(header?.cells ?? []) === undefined ? 0 : 0.6;
}

/**
 * A table with a mention a row, of any of the usual delimiters, with a header: `text`, `start` and `end` (code points,
 * end-exclusive), and `entity` or `qid`, empty or "NIL" for NIL. `mention` is checked where it is there; without offsets, the first
 * row with a mention is its first place in the text, the second its second, and so on. Or `left`, `mention` and `right` instead of a text.
 *
 * Rows of one `id` are one document, which `text` need tell once only; without ids, rows of one text. A row without mention and
 * entity is a document without mentions. Also `candidates`, `others`, `same as` and `slices` (set apart by "|", or a JSON list),
 * `label`, `optional`, `world` and `document title`. All of the table is held while it is read.
 *
 * ```csv
 * id,text,start,end,entity
 * 1,A tram to Lyon.,10,14,Lyon
 * ```
 */
export const csvFormat: DatasetFormat = {
  name: "csv",
  description: "CSV or TSV with a header and a mention a row, offsets in code points",
  detect,
  read,
  write,
  keeps: ["title", "world", "sameAs", "others", "candidates", "label", "optional", "slices"],
};
