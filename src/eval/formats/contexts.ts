import { OffsetMap } from "../../text/offsets.js";
import type { GoldDocument, GoldMention, Span } from "../dataset.js";
import type { JsonObject } from "./json-lines.js";
import { invalid } from "./problems.js";
import { UniqueIds } from "./unique-ids.js";

/*
 * Formats of one mention a record, which give it between two contexts. Some tools cut a text in three, others trim the contexts
 * as well, so that nobody knows whether there was a space. BLINK's annotator also writes `start_pos`, the code points before the
 * mention: with it the contexts are as they were, and a record that would be joined otherwise is written with it.
 */

/** What a format calls the two contexts. */
export interface ContextNames {
  left: string;
  right: string;
}

/** Scripts without spaces between words. */
const UNSPACED = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmr}\\p{sc=Mymr}]";
/** Opening brackets and quotes, signs before names and sums, and hyphens within a word. */
const JOINS_NEXT = new RegExp(`(?:[\\p{Ps}\\p{Pi}"'\`’$£€@/\\\\_]|\\S\\p{Pd}|${UNSPACED})$`, "u");
/** Closing brackets and quotes, what ends a clause, accents, and hyphens within a word. */
const JOINS_PREVIOUS = new RegExp(`^(?:[\\p{Pe}\\p{Pf}\\p{M}.,;:!?%…"'/\\\\_]|\\p{Pd}\\S|${UNSPACED})`, "u");

/** Whether the contexts keep the space beside the mention: one has it, or there is none to keep. */
const isExact = (left: string, right: string): boolean =>
  /\s$/.test(left) || /^\s/.test(right) || left + right === "";

function join(left: string, mention: string, right: string, exact: boolean): Span & { text: string } {
  const spaced = !exact && !isExact(left, right);
  const before = spaced && left !== "" && !JOINS_NEXT.test(left) && !JOINS_PREVIOUS.test(mention) ? " " : "";
  const after = spaced && right !== "" && !JOINS_PREVIOUS.test(right) && !JOINS_NEXT.test(mention) ? " " : "";
  const start = left.length + before.length;
  return {
    text: left + before + mention + after + right,
    start,
    end: start + mention.length,
  };
}

/**
 * The text of a record, and where its mention is. A space is put between a mention and its context where both are trimmed and
 * words would run together.
 *
 * @param exact contexts of this format are never trimmed
 * @throws {NamesakeError} RECORD_INVALID where a context is no text, or the mention is none or blank
 */
export function readContexts(
  value: JsonObject,
  names: ContextNames,
  where: string,
  exact = false,
): Span & { text: string } {
  const [left, mention, right] = [value[names.left], value["mention"], value[names.right]];
  if (typeof left !== "string") throw invalid(where, names.left, "a text", left);
  if (typeof right !== "string") throw invalid(where, names.right, "a text", right);
  if (typeof mention !== "string" || mention.trim() === "")
    throw invalid(where, "mention", "the text of the mention", mention);
  const told = value["start_pos"];
  const isWhole = told !== undefined && told === new OffsetMap(left).codePoint(left.length);
  return join(left, mention, right, exact || isWhole);
}

/** The three parts of a text, from which {@link readContexts} makes the same text. */
export function writeContexts(text: string, { start, end }: Span, names: ContextNames): JsonObject {
  const [left, mention, right] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  const isKept = join(left, mention, right, false).text === text;
  return {
    [names.left]: left,
    mention,
    [names.right]: right,
    ...(isKept ? {} : { start_pos: new OffsetMap(text).codePoint(start) }),
  };
}

/** A mention with the document it is in, and an id of its own: the document's where it is the only one, else "DOCUMENT:POSITION". */
export interface MentionRecord {
  id: string;
  document: GoldDocument;
  mention: GoldMention;
}

/** All mentions of all documents. Holds every id. */
export async function* mentionRecords(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<MentionRecord, void, undefined> {
  const ids = new UniqueIds({ problem() {} });
  for await (const document of documents) {
    for (const [i, mention] of document.mentions.entries()) {
      const id = document.mentions.length === 1 ? document.id : `${document.id}:${i}`;
      yield { id: ids.take(id, ""), document, mention };
    }
  }
}
