import { NamesakeError } from "../../errors.js";
import { displayName, lines } from "../../sources/text-file.js";
import type { GoldDocument } from "../dataset.js";
import { taggedLines } from "./corpus-tokens.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { plainText } from "./plain-text.js";
import { invalid } from "./problems.js";
import { entityOf, isNil, isQid, title } from "./references.js";
import { type Tag, type TaggedMention, TaggedText } from "./tagged-text.js";
import { UniqueIds } from "./unique-ids.js";

/** The line that begins a document: "-DOCSTART- (947testa CRICKET)". */
const START = /^-DOCSTART-(?: \((.*)\))?\s*$/;
const NIL = "--NME--";
const WIKIPEDIA = "http://en.wikipedia.org/wiki/";
const WIKIDATA = "http://www.wikidata.org/entity/";

/** Decodes "\u00fc", as YAGO writes what is not ASCII. */
const unescapeYago = (text: string): string =>
  text.replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** What the columns behind the token say; `undefined` for a token outside of mentions, or where they make no sense. */
function tagOf(columns: readonly string[], last: TaggedMention | undefined): Tag | undefined {
  const [, tag = "", surface = "", yago = "", address = ""] = columns.map((column) => column.trim());
  if (tag !== "B" && tag !== "I") return undefined;
  // "null" stands in rows that go on with the mention before, whatever their tag.
  if (yago === "null") return last === undefined ? undefined : { begins: false, entity: last.entity };
  const name = address === "" ? title(unescapeYago(yago)) : unescapeYago(address);
  const entity = isNil(yago) ? null : entityOf(name);
  return { begins: tag === "B", entity, ...(surface === "" ? {} : { surface }) };
}

const squeezed = (text: string): string => text.replace(/\s+/gu, "");

/** The document, without the mentions that are not what their third column says. */
function finish(
  id: string,
  { text, mentions }: TaggedText,
  name: string,
  options: ReadOptions,
): GoldDocument {
  const sound = mentions.filter(({ start, end, surface, line }) => {
    const found = text.slice(start, end);
    if (surface === undefined || squeezed(surface) === squeezed(found)) return true;
    const expected = `${JSON.stringify(surface)}, as its tokens`;
    options.problem(invalid(`${name}, line ${line}`, "mention", expected, found));
    return false;
  });
  return { id, text, mentions: sound.map(({ start, end, entity }) => ({ start, end, entity })) };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const name = displayName(path);
  const ids = new UniqueIds(options);
  let id: string | undefined;
  let text = new TaggedText();
  let count = 0;
  const rejected = (found: string) => options.problem(invalid(name, "row", "a token a line", found));
  for await (const { number, text: line } of lines(path, { rejected })) {
    const where = `${name}, line ${number}`;
    const start = START.exec(line);
    if (start !== null) {
      if (id !== undefined) yield finish(id, text, name, options);
      count++;
      id = ids.take(start[1]?.trim() || String(count), where);
      text = new TaggedText();
    } else if (line.trim() === "") text.endSentence();
    else if (id === undefined) {
      const expected = '"-DOCSTART- (ID)" before the first token';
      throw new NamesakeError("RECORD_INVALID", { where, field: "row", expected, found: line.slice(0, 80) });
    } else {
      const columns = line.split("\t");
      const token = (columns[0] as string).trim();
      if (token === "") options.problem(invalid(where, "token", "a token in the first column", line));
      else text.add(token, number, tagOf(columns, text.mentions.at(-1)));
    }
  }
  if (id !== undefined) yield finish(id, text, name, options);
}

/** The fourth and fifth column. Ids with underscores are no titles, and stand as they are. */
function namesOf(entity: string): [yago: string, address: string] {
  const yago = entity.replace(/\s+/gu, "_");
  if (isQid(entity)) return [yago, WIKIDATA + entity];
  if (entity.includes("_")) return [yago, entity.replace(/\s+/gu, " ")];
  const page = encodeURI(yago.replace(/\p{Surrogate}/gu, "\ufffd"));
  return [yago, WIKIPEDIA + page.replace(/[?#]/g, encodeURIComponent)];
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, text, mentions } of documents) {
    const rows = taggedLines(plainText(text), mentions).map((line) =>
      line.map(({ text: token, mention, begins }) => {
        if (mention === undefined) return token;
        const surface = text.slice(mention.start, mention.end).trim().replace(/\s+/gu, " ");
        const names = mention.entity === null ? [NIL] : namesOf(mention.entity);
        return [token, begins ? "B" : "I", surface, ...names].join("\t");
      }),
    );
    const body = rows.map((line) => `${line.join("\n")}\n\n`).join("");
    yield { file: "", text: plainText(`-DOCSTART- (${id.replace(/\s+/gu, " ")})\n${body}`) };
  }
}

function detect({ head }: Sample): number {
  const [first = "", ...rows] = head
    .replace(/^\ufeff/, "")
    .trimStart()
    .split("\n");
  const start = START.exec(first.trimEnd());
  if (start === null) return 0;
  const tagged = rows.some((row) => {
    const [, tag, , yago] = row.split("\t");
    return (tag === "B" || tag === "I") && yago !== undefined;
  });
  if (tagged) return 0.95;
  return start[1] === undefined ? 0 : 0.6;
}

/**
 * AIDA CoNLL-YAGO (Hoffart et al., "Robust Disambiguation of Named Entities in Text", EMNLP 2011): one token a line, blank lines
 * between sentences, and for tokens in mentions "B" or "I", the mention, the entity in YAGO or "--NME--", its page in Wikipedia, the
 * page's id and the id in Freebase. As in ELEVANT, the page may also be one of Wikidata or DBpedia, and "O" may stand for no mention.
 *
 * The text is the tokens joined by a space, sentences by a line break. A mention that is not what its third column says is left out.
 *
 * ```
 * -DOCSTART- (1 TRAMS)
 * Trams
 * of
 * Lyon	B	Lyon	Lyon	http://en.wikipedia.org/wiki/Lyon	8638634	/m/0dprg
 * ```
 */
export const aidaFormat: DatasetFormat = {
  name: "aida",
  description: "AIDA CoNLL-YAGO, a token a line",
  detect,
  read,
  write,
  omits: "overlapping mentions",
  keeps: [],
};
