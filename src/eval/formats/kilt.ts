import type { GoldDocument, GoldMention, Span } from "../dataset.js";
import { mentionRecords, readContexts, writeContexts } from "./contexts.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField, textsField } from "./json-fields.js";
import { isObject, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf, isNil, isQid, reference } from "./references.js";
import { UniqueIds } from "./unique-ids.js";

const START = "[START_ENT]";
const END = "[END_ENT]";
const CONTEXTS = { left: "left_context", right: "right_context" };

/** The text without the marks of its mention; `undefined` where there are none. */
function unmarked(input: string): (Span & { text: string }) | undefined {
  const open = input.indexOf(START);
  const close = input.indexOf(END, open);
  if (open === -1 || close === -1) return undefined;
  const left = input.slice(0, open);
  const mention = input.slice(open + START.length, close).trim();
  return {
    text: left + mention + input.slice(close + END.length),
    start: left.length,
    end: left.length + mention.length,
  };
}

function textOf({ input, meta }: JsonObject, where: string): Span & { text: string } {
  const marked = typeof input === "string" ? unmarked(input) : undefined;
  if (marked !== undefined) {
    if (marked.start < marked.end) return marked;
    throw invalid(where, "input", `a mention between ${START} and ${END}`, "nothing there");
  }
  if (isObject(meta)) return readContexts(meta, CONTEXTS, where);
  throw invalid(where, "input", `a text with ${START} and ${END}`, input);
}

/** Right answers, each once: the first is the entity, others count as well. Titles of an answer's provenance name the same. */
function answers(value: JsonObject, where: string): Pick<GoldMention, "entity" | "sameAs" | "others"> {
  const { output } = value;
  const answered: { answer: string | null; titles: string[] }[] = [];
  for (const one of Array.isArray(output) ? output : []) {
    if (!isObject(one)) continue;
    const provenance = Array.isArray(one["provenance"]) ? one["provenance"].filter(isObject) : [];
    const titles = provenance.map(({ title }) => title).filter((title) => typeof title === "string");
    const answer = typeof one["answer"] === "string" ? one["answer"] : titles[0];
    if (answer !== undefined) answered.push({ answer: entityOf(answer), titles });
  }
  const [first, ...rest] = answered;
  if (first === undefined)
    throw invalid(where, "output", 'answers, such as [{"answer": "Lyon"}] or [{"answer": "NIL"}]', output);
  const entity = first.answer;
  if (entity === null) return { entity };
  const others = new Set(rest.map(({ answer }) => answer).filter((answer) => answer !== null));
  others.delete(entity);
  const sameAs = new Set(first.titles.filter((title) => !isNil(title)).map(reference));
  sameAs.delete(entity);
  return {
    entity,
    ...(sameAs.size === 0 ? {} : { sameAs: [...sameAs] }),
    ...(others.size === 0 ? {} : { others: [...others] }),
  };
}

function candidatesOf(value: JsonObject, where: string): Pick<GoldMention, "candidates"> {
  const candidates = textsField(value, "candidates", where);
  return candidates === undefined ? {} : { candidates: candidates.map(reference) };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const { where, number, value } of jsonLines(path, options)) {
    const marked = reported(options, () => textOf(value, where));
    if (marked === undefined) continue;
    const answer = reported(options, () => answers(value, where));
    if (answer === undefined) continue;
    const candidates = reported(options, () => candidatesOf(value, where));
    const { text, start, end } = marked;
    const id = ids.take(idField(value, "id", number), where);
    yield { id, text, mentions: [{ start, end, ...answer, ...candidates }] };
  }
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, document, mention } of mentionRecords(documents)) {
    const { text } = document;
    const { start, end, entity, sameAs = [], others = [], candidates } = mention;
    const answer = (name: string, titles: readonly string[]) => ({
      answer: name,
      provenance: titles.filter((title) => !isQid(title)).map((title) => ({ title })),
    });
    const line = {
      id,
      input: `${text.slice(0, start)}${START} ${text.slice(start, end)} ${END}${text.slice(end)}`,
      output:
        entity === null
          ? [{ answer: "NIL" }]
          : [answer(entity, [entity, ...sameAs]), ...others.map((other) => answer(other, [other]))],
      meta: writeContexts(text, mention, CONTEXTS),
      ...(candidates === undefined ? {} : { candidates }),
    };
    yield { file: "", text: `${JSON.stringify(line)}\n` };
  }
}

/** KILT's other tasks have `input` and `output` as well, but no mention. */
function detect(sample: Sample): number {
  const objects = sampleObjects(sample);
  const isOne = ({ input, meta }: JsonObject) =>
    typeof input === "string" &&
    (unmarked(input) !== undefined || (isObject(meta) && "left_context" in meta && "mention" in meta));
  return objects.length > 0 && objects.every(isOne) ? 0.95 : 0;
}

/**
 * Entity linking in KILT, as GENRE and its successors have it: JSON lines, a mention each, marked in `input`.
 *
 * ```json
 * {"id": "1", "input": "A tram to [START_ENT] Lyon [END_ENT].", "output": [{"answer": "Lyon", "provenance": [{"title": "Lyon"}]}],
 *  "meta": {"left_context": "A tram to ", "mention": "Lyon", "right_context": "."}, "candidates": ["Lyon", "Lyons"]}
 * ```
 *
 * The text is `input` without the marks and the space within them, or made of `meta` where they are missing; `answer` "NIL" is NIL.
 * Lines without an answer are reported and left out.
 *
 * Source: Petroni et al. 2021, "KILT: a Benchmark for Knowledge Intensive Language Tasks"; De Cao et al. 2021, "Autoregressive
 * Entity Retrieval" (`candidates`, for data sets that come with them).
 */
export const kiltFormat: DatasetFormat = {
  name: "kilt",
  description: "KILT and GENRE JSON lines, a mention each, marked by [START_ENT] and [END_ENT]",
  detect,
  read,
  write,
  omits: "documents without mentions",
  keeps: ["others", "candidates"],
};
