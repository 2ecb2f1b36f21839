import { NamesakeError } from "../../errors.js";
import {
  type GivenPrediction,
  type GoldDocument,
  type GoldMention,
  type Span,
  sortMentions,
} from "../dataset.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField } from "./json-fields.js";
import { isObject, type JsonLine, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf, isQid } from "./references.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";
import { whiteSpaceTokens } from "./white-space-tokens.js";

/** A mention is in a slice from more than this probability on. */
const IN_SLICE = 0.5;

/** What Bootleg pads lists of candidates with, and its candidate "none of these". */
const NO_CANDIDATES = new Set(["-1", "NC"]);

const entity = (id: string): string | null => (NO_CANDIDATES.has(id) ? null : entityOf(id));

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isShare = (value: unknown): value is number => isNumber(value) && value >= 0 && value <= 1;
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

/** A list of one thing a mention, `undefined` where the line has none. */
function parallel<T>(
  { value, where }: JsonLine,
  field: string,
  length: number,
  is: (one: unknown) => one is T,
): T[] | undefined {
  const list = value[field];
  if (list === undefined || list === null) return undefined;
  if (Array.isArray(list) && list.length === length && list.every(is)) return list;
  throw invalid(where, field, `a list of ${length}, one a mention`, list);
}

/** A pair of offsets; in old files "2:5". */
function pair(value: unknown, field: string, where: string): [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  const parts = isText(value) ? /^(\d+):(\d+)$/.exec(value) : null;
  if (parts === null) throw invalid(where, field, "[start, end]", value);
  return [Number(parts[1]), Number(parts[2])];
}

/** The places of a line's mentions, each where it is sound: of `char_spans` in code points, else of `spans` in words. */
function places({ value, where }: JsonLine, sentence: string, options: ReadOptions): (Span | undefined)[] {
  const field = Array.isArray(value["char_spans"]) ? "char_spans" : "spans";
  const list = value[field];
  if (!Array.isArray(list)) throw invalid(where, field, "a list of [start, end]", list);
  const characters = new SpanReader(sentence, "code points", where);
  const words = whiteSpaceTokens(sentence);
  return list.map((one: unknown) =>
    reported(options, () => {
      const [start, end] = pair(one, field, where);
      if (field === "char_spans") return characters.read(start, end, undefined, field);
      const [first, last] = [words[Number(start)], words[Number(end) - 1]];
      if (first !== undefined && last !== undefined && first.start < last.end)
        return { start: first.start, end: last.end };
      throw new NamesakeError("SPAN_INVALID", { where, start, end, length: words.length, unit: "words" });
    }),
  );
}

/** The slices of each mention, in alphabetical order, of `{ slice: { position: probability } }`. */
function slicesOf({ value, where }: JsonLine, length: number): string[][] {
  const all = Array.from({ length }, (): string[] => []);
  const slices = value["slices"] ?? {};
  if (!isObject(slices)) throw invalid(where, "slices", "an object of slices", slices);
  for (const [slice, members] of Object.entries(slices)) {
    if (!isObject(members)) throw invalid(where, `slices.${slice}`, "an object of probabilities", members);
    for (const [i, probability] of Object.entries(members))
      if (isNumber(probability) && probability > IN_SLICE) all[Number(i)]?.push(slice);
  }
  return all.map((names) => names.sort());
}

/** Candidates with their probabilities, best first. */
function rankedCandidates(ids: readonly unknown[], probabilities: readonly unknown[]) {
  return ids
    .flatMap((id, i) => {
      const probability = probabilities[i];
      if (!isText(id) || entity(id) === null) return [];
      return [{ entity: entity(id) as string, ...(isShare(probability) ? { probability } : {}) }];
    })
    .sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0));
}

/** What `dump_preds` adds to a line; its `qids` are then those that Bootleg chose. */
function predictions(line: JsonLine, spans: readonly (Span | undefined)[], qids: readonly string[]) {
  const confidences = parallel(line, "probs", spans.length, isNumber);
  if (confidences?.every(isShare) === false)
    throw invalid(line.where, "probs", "probabilities, from 0 to 1", confidences);
  const candidates = parallel(line, "cands", spans.length, Array.isArray);
  const probabilities = parallel(line, "cand_probs", spans.length, Array.isArray);
  return spans.flatMap((span, i): GivenPrediction[] => {
    const [id, confidence, ids] = [qids[i], confidences?.[i], candidates?.[i]];
    if (span === undefined || id === undefined) return [];
    return [
      {
        ...span,
        entity: entity(id),
        ...(confidence === undefined ? {} : { confidence }),
        ...(ids === undefined ? {} : { candidates: rankedCandidates(ids, probabilities?.[i] ?? []) }),
      },
    ];
  });
}

/**
 * Mentions. Weak labels, which nobody checked, are ignored beside anchors that people set; where a sentence has no others, they are
 * what there is.
 */
function annotations(line: JsonLine, spans: readonly (Span | undefined)[], qids: readonly string[]) {
  const gold = parallel(line, "gold" in line.value ? "gold" : "anchor", spans.length, isBoolean);
  const hasAnchors = gold?.includes(true) === true;
  const candidates = parallel(line, "cands", spans.length, Array.isArray);
  const slices = slicesOf(line, spans.length);
  const mentions: GoldMention[] = [];
  const ignore: Span[] = [];
  for (const [i, span] of spans.entries()) {
    const id = qids[i];
    if (span === undefined || id === undefined) continue;
    if (hasAnchors && gold[i] === false) {
      ignore.push(span);
      continue;
    }
    const ids = (candidates?.[i] ?? []).filter(isText).filter((one) => entity(one) !== null);
    mentions.push({
      ...span,
      entity: entity(id),
      ...(ids.length === 0 ? {} : { candidates: ids }),
      ...(slices[i]?.length ? { slices: slices[i] } : {}),
    });
  }
  return { mentions: sortMentions(mentions), ...(ignore.length === 0 ? {} : { ignore }) };
}

function document(line: JsonLine, ids: UniqueIds, options: ReadOptions): GoldDocument {
  const { value, where, number } = line;
  const sentence = value["sentence"];
  if (!isText(sentence)) throw invalid(where, "sentence", "a text", sentence);
  const spans = places(line, sentence, options);
  const qids = parallel(line, "qids", spans.length, isText);
  if (qids === undefined) throw invalid(where, "qids", "a list of ids, one a mention", undefined);
  const isDump = Array.isArray(value["probs"]);
  const found = isDump
    ? { mentions: [], predictions: predictions(line, spans, qids) }
    : annotations(line, spans, qids);
  const title = value["parent_title"];
  const given = idField(value, "id", idField(value, "sent_idx_unq", number));
  return {
    id: ids.take(given, where),
    text: sentence,
    ...(isText(title) && title !== "" ? { title } : {}),
    ...found,
  };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const line of jsonLines(path, options)) {
    const found = reported(options, () => document(line, ids, options));
    if (found !== undefined) yield found;
  }
}

/** Bootleg names entities by QID, and one that it does not know "Q-1". */
const qidOf = ({ entity, sameAs = [] }: GoldMention): string =>
  entity === null ? "Q-1" : ([entity, ...sameAs].find(isQid) ?? entity);

function writeSlices(mentions: readonly GoldMention[]): Record<string, Record<number, number>> {
  const names = [...new Set(mentions.flatMap(({ slices = [] }) => slices))];
  const members = (name: string) =>
    mentions.flatMap(({ slices = [] }, i) => (slices.includes(name) ? [[i, 1] as const] : []));
  return Object.fromEntries(names.map((name) => [name, Object.fromEntries(members(name))]));
}

/** What is told of gold mentions. */
function annotationFields(mentions: readonly GoldMention[]): JsonObject {
  const slices = writeSlices(mentions);
  const hasCandidates = mentions.some(({ candidates }) => candidates !== undefined);
  return {
    qids: mentions.map(qidOf),
    gold: mentions.map(() => true),
    ...(Object.keys(slices).length === 0 ? {} : { slices }),
    ...(hasCandidates ? { cands: mentions.map(({ candidates = [] }) => candidates) } : {}),
  };
}

/** What `dump_preds` says of mentions. */
function predictionFields(given: readonly GivenPrediction[]): JsonObject {
  return {
    qids: given.map(({ entity }) => entity ?? "NC"),
    gold: given.map(() => true),
    probs: given.map(({ confidence = 0 }) => confidence),
    cands: given.map(({ candidates = [] }) => candidates.map(({ entity }) => entity)),
    cand_probs: given.map(({ candidates = [] }) => candidates.map(({ probability = 0 }) => probability)),
  };
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  let number = 0;
  for await (const { id, text, title, mentions, predictions } of documents) {
    const given = mentions.length === 0 && predictions !== undefined ? predictions : undefined;
    const marked: readonly Span[] = given ?? mentions;
    const spans = new SpanReader(text, "code points", id);
    const line = {
      sentence: text,
      sent_idx_unq: number,
      ...(id === String(number) ? {} : { id }),
      aliases: marked.map(({ start, end }) => text.slice(start, end).toLowerCase()),
      char_spans: marked.map((span) => spans.write(span)),
      ...(given === undefined ? annotationFields(mentions) : predictionFields(given)),
      ...(title === undefined ? {} : { parent_title: title }),
    };
    number++;
    yield { file: "", text: `${JSON.stringify(line)}\n` };
  }
}

function detect(sample: Sample): number {
  const [first] = sampleObjects(sample);
  const isBootleg =
    isText(first?.["sentence"]) &&
    Array.isArray(first["aliases"]) &&
    Array.isArray(first["qids"]) &&
    (Array.isArray(first["char_spans"]) || Array.isArray(first["spans"]));
  return isBootleg ? 0.95 : 0;
}

/**
 * Bootleg's JSON lines: a sentence each with `aliases`, `qids` and `char_spans` in code points (before its version 1.1 `spans` in
 * words), `slices`, and `gold`, false for weak labels, which are spans to ignore in a sentence that has others. Lines that
 * `dump_preds` wrote have what Bootleg chose in `qids`, so they give predictions and no gold mentions. "Q-1" is NIL. Entities are
 * written by their QID where one is known, sentences are numbered from 0, and predictions are written where there are no gold
 * mentions.
 *
 * Orr et al., Bootleg: Chasing the Tail with Self-Supervised Named Entity Disambiguation, CIDR 2021.
 *
 * ```json
 * {"sentence": "A tram to Lyon", "sent_idx_unq": 0, "aliases": ["lyon"], "qids": ["Q456"], "char_spans": [[10, 14]], "gold": [true]}
 * ```
 */
export const bootlegFormat: DatasetFormat = {
  name: "bootleg",
  description: "Bootleg's JSON lines, a sentence each, also predictions of dump_preds",
  detect,
  read,
  write,
  keeps: ["title", "candidates", "slices"],
};
