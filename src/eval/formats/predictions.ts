import { type GivenPrediction, type GoldDocument, OPTIONAL_FIELDS } from "../dataset.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField, textField } from "./json-fields.js";
import { isObject, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { documentFields, readDocument } from "./namesake.js";
import { invalid, reported } from "./problems.js";
import { SpanReader } from "./spans.js";
import { UniqueIds } from "./unique-ids.js";

/** An entity's name, `null` for NIL, or `undefined` where nothing is said. */
function entityField(object: JsonObject, field: string, where: string): string | null | undefined {
  const value = object[field];
  if (value === undefined || value === null || (typeof value === "string" && value !== "")) return value;
  throw invalid(where, field, "the name of an entity, or null for NIL", value);
}

function shareField(object: JsonObject, field: string, where: string): number | undefined {
  const value = object[field] ?? undefined;
  if (value === undefined || (typeof value === "number" && value >= 0 && value <= 1)) return value;
  throw invalid(where, field, "a number from 0 to 1", value);
}

/** An object of what is there. */
function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

type PredictedCandidate = NonNullable<GivenPrediction["candidates"]>[number];

function candidateOf(value: unknown, where: string): PredictedCandidate {
  const entity = isObject(value) ? entityField(value, "entity", where) : undefined;
  if (!isObject(value) || typeof entity !== "string")
    throw invalid(where, "candidates", "a list of { entity, name, probability }", value);
  return {
    entity,
    ...defined<Omit<PredictedCandidate, "entity">>({
      name: textField(value, "name", where),
      probability: shareField(value, "probability", where),
    }),
  };
}

function predictionOf(value: unknown, where: string, spans: SpanReader): GivenPrediction {
  if (!isObject(value)) throw invalid(where, "mentions", "objects", value);
  const entity = entityField(value, "entity", where);
  if (entity === undefined)
    throw invalid(where, "entity", "the name of an entity, or null for NIL", undefined);
  const { candidates } = value;
  if (candidates !== undefined && !Array.isArray(candidates))
    throw invalid(where, "candidates", "a list of { entity, name, probability }", candidates);
  return {
    ...spans.read(value["start"], value["end"], textField(value, "text", where)),
    entity,
    ...defined<Omit<GivenPrediction, "start" | "end" | "entity">>({
      name: textField(value, "name", where),
      confidence: shareField(value, "confidence", where),
      nil: shareField(value, "nil", where),
      candidates: candidates?.map((one: unknown) => candidateOf(one, where)),
      gold: entityField(value, "gold", where),
    }),
  };
}

function predictions(
  values: unknown,
  text: string,
  where: string,
  options: ReadOptions,
): GivenPrediction[] | undefined {
  if (values === undefined) return undefined;
  if (!Array.isArray(values)) {
    options.problem(invalid(where, "mentions", "a list", values));
    return undefined;
  }
  const spans = new SpanReader(text, "utf16", where);
  return values.flatMap((one: unknown) => reported(options, () => predictionOf(one, where, spans)) ?? []);
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const { where, number, value } of jsonLines(path, options)) {
    const found = readDocument({ ...value, mentions: value["gold"] }, where, options);
    if (found === undefined) continue;
    const said = predictions(value["mentions"], found.text, where, options);
    const id = ids.take(idField(value, "id", number), where);
    yield { id, ...found, ...(said === undefined ? {} : { predictions: said }) };
  }
}

/**
 * The line of a document with what a linker said of it.
 *
 * @see predictionsFormat
 */
export function predictionLine(document: GoldDocument): JsonObject {
  const { id, text, mentions: gold, ...rest } = documentFields(document);
  const said = document.predictions?.map(({ start, end, ...prediction }) => ({
    start,
    end,
    text: text.slice(start, end),
    ...prediction,
  }));
  return { id, text, ...(said === undefined ? {} : { mentions: said }), gold, ...rest };
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const document of documents)
    yield { file: "", text: `${JSON.stringify(predictionLine(document))}\n` };
}

const KEYS = new Set(["id", "text", "title", "mentions", "gold", "ignore", "evaluationSpan", "world"]);

function isLike(object: JsonObject): boolean {
  const { text, gold, mentions = [] } = object;
  const isGold = (one: unknown) => isObject(one) && "start" in one && "end" in one && "entity" in one;
  return (
    typeof text === "string" &&
    Array.isArray(gold) &&
    gold.every(isGold) &&
    Array.isArray(mentions) &&
    mentions.every(isObject) &&
    Object.keys(object).every((key) => KEYS.has(key))
  );
}

/** A broken line among many does not make it another format. */
function detect(sample: Sample): number {
  const all = sampleObjects(sample);
  return 2 * all.filter(isLike).length > all.length ? 0.95 : 0;
}

/**
 * What `namesake predict` writes: JSON lines, a document each. `mentions` are what the linker said, best candidate first; `gold` are
 * the mentions of the data set, with all that Namesake's own format tells of them, and what else it tells of the document is here,
 * too: so the data set can be evaluated with these answers. `text`, `name` and `gold` of a mention are for people. Offsets are
 * UTF-16 units, end-exclusive; `nil` is the probability that nothing in the KB is meant.
 *
 * ```json
 * {"id": "1", "text": "A tram to Lyon.",
 *  "mentions": [{"start": 10, "end": 14, "text": "Lyon", "entity": "Q456", "name": "Lyon", "confidence": 0.9, "nil": 0.02,
 *                "candidates": [{"entity": "Q456", "name": "Lyon", "probability": 0.9}], "gold": "Q456"}],
 *  "gold": [{"start": 10, "end": 14, "entity": "Lyon"}]}
 * ```
 */
export const predictionsFormat: DatasetFormat = {
  name: "predictions",
  description: "what namesake predict writes: gold mentions, and answers with their candidates",
  detect,
  read,
  write,
  keeps: OPTIONAL_FIELDS,
};
