import { displayName, lines } from "../../sources/text-file.js";
import { type GoldDocument, type GoldMention, sortMentions } from "../dataset.js";
import type { DatasetFormat, Piece, ReadOptions } from "./format.js";
import { plainText } from "./plain-text.js";
import { invalid, reported } from "./problems.js";
import { entityOf } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

/** "12345|t|A title" and "12345|a|An abstract" */
const TEXT_LINE = /^([^|\t]+)\|([ta])\|(.*)$/s;
/** "12345, start, end, mention, type, identifier" by tabs */
const MENTION_LINE = /^[^|\t]+\t\d+\t\d+\t/;
/** "12345, CID, D000082, D000138" by tabs: relations have a name where mentions have a number. */
const RELATION_LINE = /^[^|\t]+\t[A-Za-z]\w*\t/;

/** MedMentions' own name for a mention without a type. */
const UNTYPED = "UnknownType";

/** An id of a vocabulary, with or without its name: "MESH:D003000", "C0010674", "9606(Tax:10090)". */
const ACCESSION = /^(?:[A-Za-z][\w.]*:)?[A-Za-z]{0,6}\d[\w.]*(?:\(Tax:\d+\))?$/;
const PREFIXED = /^[A-Za-z][\w.]*:([A-Za-z]{0,6}\d[\w.]*)$/;
/** "c|SUB|A|1799|G", "tmVar:p|SUB|V|600|E;..." describe a variant and list nothing. */
const VARIANT = /^(?:tmVar:)?[a-z]?\|[A-Z]/;

/** What a mention without an entity has for an identifier. */
const NO_IDENTIFIER = new Set(["", "-", "-1"]);

/** The several identifiers of one field: divided by "|", and by ";", "," or "+" where nothing but accessions is so divided. */
function identifiers(field: string): string[] {
  const trimmed = field.trim();
  if (VARIANT.test(trimmed)) return [trimmed];
  const parts = trimmed.split("|").flatMap((part) => {
    const finer = part.split(/[;,+]/).map((one) => one.trim());
    return finer.every((one) => ACCESSION.test(one)) ? finer : [part.trim()];
  });
  return [...new Set(parts)];
}

/** What an annotation's identifier field names. */
function entities(field: string): Pick<GoldMention, "entity" | "sameAs" | "others"> {
  const [entity = null, ...others] = identifiers(field).map((one) =>
    NO_IDENTIFIER.has(one) ? null : entityOf(one),
  );
  const bare = entity === null ? undefined : PREFIXED.exec(entity)?.[1];
  const right = others.filter((other) => other !== null);
  return {
    entity,
    ...(bare === undefined ? {} : { sameAs: [bare] }),
    ...(right.length === 0 ? {} : { others: right }),
  };
}

/** Lines of one document. */
interface Block {
  id: string;
  where: string;
  title: string | undefined;
  abstract: string | undefined;
  annotations: { cells: string[]; where: string }[];
}

function documentOf(
  { id, where, title = "", abstract = "", annotations }: Block,
  options: ReadOptions,
): Omit<GoldDocument, "id"> {
  // One character stands between the two, whichever it is.
  const text = abstract === "" ? title : `${title}\n${abstract}`;
  const spans = new SpanReader(text, "code points", `${where}, document ${id}`);
  const mentions = annotations.map(({ cells, where: line }) =>
    reported(options, (): GoldMention => {
      const [of, start, end, surface, label = "", field = ""] = cells;
      if (of !== id) throw invalid(line, "id", `that of its document, ${id}`, of);
      return {
        ...spans.read(Number(start), Number(end), surface),
        ...entities(field),
        ...(label === "" || label === UNTYPED ? {} : { label }),
      };
    }),
  );
  return { text, mentions: sortMentions(mentions.filter((mention) => mention !== undefined)) };
}

/** The documents' lines. A document ends where another one's text begins; blank lines between them may lack. */
async function* blocks(path: string, options: ReadOptions): AsyncGenerator<Block, void, undefined> {
  const file = displayName(path);
  let block: Block | undefined;
  const rejected = (found: string) => options.problem(invalid(file, "line", "a line of a document", found));
  for await (const { number, text } of lines(path, { rejected })) {
    const where = `${file}, line ${number}`;
    if (text.trim() === "") continue;
    const [, id, part, content] = TEXT_LINE.exec(text) ?? [];
    if (id !== undefined && content !== undefined) {
      const field = part === "t" ? "title" : "abstract";
      if (block === undefined || block.id !== id || block[field] !== undefined) {
        if (block !== undefined) yield block;
        block = { id, where, title: undefined, abstract: undefined, annotations: [] };
      }
      block[field] = content;
    } else if (block === undefined) throw invalid(where, "line", "ID|t|TITLE", text);
    else if (MENTION_LINE.test(text)) block.annotations.push({ cells: text.split("\t"), where });
    else if (!RELATION_LINE.test(text))
      options.problem(invalid(where, "line", "text, a mention or a relation of PubTator", text));
  }
  if (block !== undefined) yield block;
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  let empty = true;
  for await (const block of blocks(path, options)) {
    empty = false;
    yield { id: ids.take(block.id, block.where), ...documentOf(block, options) };
  }
  if (empty) throw invalid(displayName(path), "file", "ID|t|TITLE", "");
}

/** Text on one line, of the same length in code points. */
const line = (text: string): string => plainText(text).replace(/[\r\n]/g, " ");
const cell = (text: string): string => line(text).replaceAll("\t", " ");
const identifierOf = ({ entity, others = [] }: GoldMention): string => [entity ?? "-", ...others].join("|");

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, text, mentions } of documents) {
    const number = plainText(id).replace(/[|\t\r\n]/g, "_");
    const spans = new SpanReader(text, "code points", id);
    // The first line is the title, unless nothing follows it.
    const end = text.indexOf("\n");
    const hasAbstract = end !== -1 && end < text.length - 1;
    const title = hasAbstract ? text.slice(0, end) : text;
    const abstract = hasAbstract ? text.slice(end + 1) : "";
    const rows = mentions.map((mention) => {
      const surface = text.slice(mention.start, mention.end);
      const columns = [surface, mention.label ?? UNTYPED, identifierOf(mention)].map(cell);
      return `${[number, ...spans.write(mention), ...columns].join("\t")}\n`;
    });
    yield {
      file: "",
      text: `${number}|t|${line(title)}\n${number}|a|${line(abstract)}\n${rows.join("")}\n`,
    };
  }
}

/**
 * PubTator's format of PubMed articles and what is named in them, also that of BC5CDR, the NCBI disease corpus and MedMentions:
 * `ID|t|TITLE`, `ID|a|ABSTRACT`, then a line a mention with ID, start, end, mention, type and identifier by tabs; a blank line ends
 * an article. Offsets are code points of the title, one more character, and the abstract; the text has a line break there.
 *
 * Identifiers keep the name of their vocabulary ("MESH:D003000"); without it they are `sameAs`. Of several identifiers the first is
 * the entity and all are right. "-", "-1" and none are NIL. Relations between entities are passed over.
 *
 * Source: Wei, Kao and Lu, PubTator: a web-based text mining tool for assisting biocuration, Nucleic Acids Research 41 (2013).
 */
export const pubtatorFormat: DatasetFormat = {
  name: "pubtator",
  description: "PubTator (BC5CDR, NCBI disease, MedMentions)",
  detect({ head }) {
    const [first = "", second = ""] = head
      .replace(/^\ufeff/, "")
      .split(/\r?\n/)
      .filter((one) => one.trim() !== "");
    const [, id, part] = TEXT_LINE.exec(first) ?? [];
    if (id === undefined || part !== "t") return 0;
    const [, sameId, next] = TEXT_LINE.exec(second) ?? [];
    if (sameId === id && next === "a") return 1;
    return second.startsWith(`${id}\t`) && MENTION_LINE.test(second) ? 0.9 : 0.3;
  },
  read,
  write,
  keeps: ["others", "label"],
};
