import { NamesakeError } from "../../errors.js";
import { displayName, lines } from "../../sources/text-file.js";
import type { GoldDocument } from "../dataset.js";
import { taggedLines } from "./corpus-tokens.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { plainText } from "./plain-text.js";
import { invalid } from "./problems.js";
import { isNil } from "./references.js";
import { type Tag, TaggedText } from "./tagged-text.js";
import { UniqueIds } from "./unique-ids.js";

/** The line that begins a document; what CoNLL-2003 and AIDA have behind it is missing. */
const START = /^-DOCSTART-\s*$/;
/** The columns behind the token: the page's id and its title, both with B-, I- or O. */
const ROW = /^[^\t]+\t(?:O|[BI]-[^\t]*)\t(?:O|[BI]-[^\t]+)\s*$/;
/** The id of the document and, in CWEB and WIKI, its bracket of difficulty. */
const COMMENT = /^# ([^\t]*)(?:\t(.*))?$/;

/** Titles have underscores for spaces; "%5F" is an underscore that belongs to an id. */
const titleOf = (text: string): string => text.replaceAll("_", " ").replaceAll("%5F", "_");
const tagText = (entity: string): string => entity.replaceAll("_", "%5F").replace(/\s+/gu, "_");

/** The third column as a tag. */
function tagOf(column: string): Tag | undefined {
  const [, letter, name = ""] = /^([BI])-(.*)$/.exec(column.trim()) ?? [];
  if (letter === undefined) return undefined;
  return { begins: letter === "B", entity: isNil(name) ? null : titleOf(name) };
}

/** A document while it is read. */
interface Draft {
  /** Undefined until its comment is read, or its first token. */
  id: string | undefined;
  bracket: string | undefined;
  where: string;
  content: TaggedText;
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const name = displayName(path);
  const ids = new UniqueIds(options);
  let draft: Draft | undefined;
  let count = 0;
  const finish = ({ id = String(count), bracket, where, content }: Draft): GoldDocument => ({
    id: ids.take(id, where),
    text: content.text,
    mentions: content.mentions.map(({ start, end, entity }) => ({
      start,
      end,
      entity,
      ...(bracket === undefined ? {} : { slices: [bracket] }),
    })),
  });
  const rejected = (found: string) => options.problem(invalid(name, "row", "a token a line", found));
  for await (const { number, text: line } of lines(path, { rejected })) {
    const where = `${name}, line ${number}`;
    if (START.test(line)) {
      if (draft !== undefined) yield finish(draft);
      draft = { id: undefined, bracket: undefined, where, content: new TaggedText() };
      count++;
      continue;
    }
    if (line.trim() === "") {
      draft?.content.endSentence();
      continue;
    }
    if (draft === undefined) {
      const expected = '"-DOCSTART-" before the first token';
      throw new NamesakeError("RECORD_INVALID", { where, field: "row", expected, found: line.slice(0, 80) });
    }
    const [token = "", , tag = ""] = line.split("\t");
    const comment = draft.content.text === "" && !ROW.test(line) ? COMMENT.exec(line) : null;
    if (comment !== null) {
      draft.id ??= comment[1]?.trim() || undefined;
      draft.bracket ??= comment[2]?.trim() || undefined;
    } else if (ROW.test(line) && token.trim() !== "") draft.content.add(token.trim(), number, tagOf(tag));
    else options.problem(invalid(where, "row", "a token, a page id and a title, with B-, I- or O", line));
  }
  if (draft !== undefined) yield finish(draft);
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, text, mentions } of documents) {
    const rows = taggedLines(plainText(text), mentions).map((line) =>
      line.map(({ text: token, mention, begins }) => {
        if (mention === undefined) return `${token}\tO\tO\n`;
        const letter = begins ? "B" : "I";
        const title = mention.entity === null ? "NIL" : tagText(mention.entity);
        return `${token}\t${letter}--1\t${letter}-${title}\n`;
      }),
    );
    const body = rows.map((line) => `${line.join("")}\n`).join("");
    const start = `-DOCSTART-\n\n# ${id.replace(/\s+/gu, " ")}\n`;
    yield { file: "", text: plainText(start + (body === "" ? "\n" : body)) };
  }
}

function detect({ head }: Sample): number {
  const rows = head
    .replace(/^\ufeff/, "")
    .split("\n")
    .map((row) => row.trimEnd())
    .filter((row) => row !== "");
  const [first = "", second = "", third = ""] = rows;
  if (!START.test(first)) return 0;
  if (ROW.test(second) || ROW.test(third)) return 0.95;
  return COMMENT.test(second) ? 0.5 : 0;
}

/**
 * ZELDA's column format (Milich and Akbik, "ZELDA: A Comprehensive Benchmark for Supervised Entity Disambiguation", EACL 2023): one
 * token a line, with the id of the entity's page and its title as IOB2 tags. The text is the tokens joined by a space, what blank
 * lines divide by a line break. A bracket of difficulty behind the id becomes the slice of the document's mentions.
 *
 * Entities are known by their titles; page ids are not read, and written as -1. ZELDA has no NIL: it is written as the title "NIL".
 *
 * ```
 * -DOCSTART-
 *
 * # 1 TRAMS
 * Trams	O	O
 * of	O	O
 * Lyon	B-8638634	B-Lyon
 * ```
 */
export const zeldaConllFormat: DatasetFormat = {
  name: "zelda-conll",
  description: "ZELDA's columns, a token a line",
  detect,
  read,
  write,
  omits: "overlapping mentions",
  keeps: [],
};
