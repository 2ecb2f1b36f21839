import { displayName, lines } from "../../sources/text-file.js";
import type { ReadOptions } from "./format.js";
import { invalid } from "./problems.js";
import { xmlElements } from "./xml-elements.js";

/** A mention as TAC-KBP's files tell it. */
export interface TacMention {
  document: string;
  /** What stands there; in the oldest queries that is all that is told. */
  surface: string;
  /** Code points of the source file; `end` is the mention's last character. */
  offsets: { first: number; last: number } | undefined;
  /** Ids of the KB, or a NIL id. */
  entities: readonly string[];
  label: string | undefined;
  /** NAM, NOM, TTL ... */
  kind: string | undefined;
  where: string;
}

/** A query of a file of queries: a mention whose entity is told elsewhere, but for some training sets. */
export interface Query extends Omit<TacMention, "entities" | "label"> {
  id: string;
  entity: string | undefined;
}

/** What a table of answers says of a query. */
export interface Answer {
  entities: readonly string[];
  label: string | undefined;
}

/** Annotators who could not tell two entries of the KB apart gave both. */
const entitiesOf = (cell: string): string[] => cell.split("|").map((id) => id.trim());
const filled = (text: string | undefined) => (text === undefined || text === "" ? undefined : text);

/** The start of a file of queries: `<kbpentlinking>` holds `<query id="...">`. */
export const isQueries = (head: string): boolean => /<kbpentlinking[\s>]/i.test(head);

/** Queries: `<query id><name><docid><beg><end><entity>`, where `mention` may stand for `name`, and all but name and docid may lack. */
export async function* queries(path: string, options: ReadOptions): AsyncGenerator<Query, void, undefined> {
  let fields: Record<string, string> = {};
  for await (const { name, attributes, text, where } of xmlElements(path)) {
    if (name !== "query") {
      fields[name] = text.trim();
      continue;
    }
    const { docid, beg, end } = fields;
    const surface = fields["name"] ?? fields["mention"] ?? "";
    const query: Query = {
      id: attributes["id"] ?? "",
      document: docid ?? "",
      surface,
      offsets: beg && end ? { first: Number(beg), last: Number(end) } : undefined,
      entity: filled(fields["entity"]),
      kind: filled(fields["menttype"]),
      where,
    };
    fields = {};
    if (query.document === "") options.problem(invalid(where, "docid", "the id of a document", docid));
    else if (surface === "" && query.offsets === undefined)
      options.problem(invalid(where, "name", "a name or its offsets", surface));
    else yield query;
  }
}

/** Answers by query: query id, KB id, entity type, and more that is not read, divided by tabs. */
export async function answers(path: string): Promise<Map<string, Answer>> {
  const found = new Map<string, Answer>();
  for await (const { text } of lines(path)) {
    const [id, entity, type] = text.split("\t").map((cell) => cell.trim());
    if (id === undefined || entity === undefined) continue;
    found.set(id, { entities: entitiesOf(entity), label: filled(type) });
  }
  return found;
}

/** "DOCUMENT:FIRST-LAST" */
const PLACE = /^(.+):(\d+)[-\u2013](\d+)$/;

/** Whether a line is a row of a table of mentions, as {@link tableMentions} reads it. */
export const isTableRow = (line: string): boolean => {
  const cells = line.split("\t");
  return cells.length >= 5 && PLACE.test(cells[3] ?? "");
};

/**
 * The mentions of a table as the scorers of Entity Discovery and Linking take it, by columns: run, mention id, mention, place as
 * "DOCUMENT:FIRST-LAST", KB id, entity type, mention type, confidence, and more that is not read.
 */
export async function* tableMentions(
  path: string,
  options: ReadOptions,
): AsyncGenerator<TacMention, void, undefined> {
  const file = displayName(path);
  const rejected = (found: string) => options.problem(invalid(file, "row", "a mention a line", found));
  for await (const { number, text } of lines(path, { rejected })) {
    if (text.trim() === "") continue;
    const where = `${file}, line ${number}`;
    const [, , surface = "", at = "", entity = "", type, kind] = text.split("\t").map((cell) => cell.trim());
    const place = PLACE.exec(at);
    if (place === null) {
      if (number === 1) continue; // a header
      options.problem(invalid(where, "column 4", "DOCUMENT:FIRST-LAST", at));
      continue;
    }
    const [, document = "", first, last] = place;
    const offsets = { first: Number(first), last: Number(last) };
    yield {
      document,
      surface,
      offsets,
      entities: entitiesOf(entity),
      label: filled(type),
      kind: filled(kind),
      where,
    };
  }
}
