import type { GoldDocument, GoldMention, Span } from "../dataset.js";
import { mentionRecords, readContexts, writeContexts } from "./contexts.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField } from "./json-fields.js";
import { type JsonLine, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf, isQid, reference, title } from "./references.js";
import { UniqueIds } from "./unique-ids.js";

const CONTEXTS = { left: "context_left", right: "context_right" };

/** A longer `label` is the entity's description, as BLINK trains on it. */
const LONGEST_NAME = 100;

const PAGE = "https://en.wikipedia.org/wiki?curid=";
const PAGE_ID = /^https:\/\/en\.wikipedia\.org\/wiki\?curid=([1-9]\d*)$/;

/** A text that says something; numbers are taken for texts. */
function word(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** The title of the page; BLINK's own files cut off what stands before a slash ("AC/DC"), which the address still has. */
function pageTitle(given: string, url: string | undefined): string {
  const page = url === undefined ? undefined : reference(url);
  const isPage = page !== undefined && page !== url;
  return isPage && (page === title(given) || page.endsWith(`/${title(given)}`)) ? page : given;
}

/** What the record calls its entity: a title before an id, an id before nothing. */
function entityName(value: JsonObject): string | undefined {
  const wikipedia = word(value["Wikipedia_title"]);
  if (wikipedia !== undefined) return pageTitle(wikipedia, word(value["Wikipedia_URL"]));
  const named = word(value["label_title"]) ?? word(value["Wikipedia_URL"]);
  if (named !== undefined) return named;
  const id = word(value["label_id"]);
  const label = word(value["label"]);
  const isName = label !== undefined && label !== "unknown" && label.length <= LONGEST_NAME;
  if (isName) return label;
  return id === "-1" ? undefined : id;
}

function entity(value: JsonObject, where: string): Pick<GoldMention, "entity" | "sameAs"> {
  const name = entityName(value);
  if (name === undefined)
    throw invalid(where, "Wikipedia_title", "the entity's title (or label_title, or label_id)", undefined);
  const id = word(value["Wikipedia_ID"]);
  const hasPage = id !== undefined && /^[1-9]\d*$/.test(id);
  return { entity: entityOf(name), ...(hasPage ? { sameAs: [PAGE + id] } : {}) };
}

function document({ value, where, number }: JsonLine, ids: UniqueIds): GoldDocument {
  const { text, start, end } = readContexts(value, CONTEXTS, where);
  const mention = { start, end, ...entity(value, where) };
  const world = word(value["world"]);
  const id = idField(value, "query_id", idField(value, "id", number));
  return {
    id: ids.take(id, where),
    text,
    mentions: [mention],
    ...(world === undefined ? {} : { world }),
  };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const line of jsonLines(path, options)) {
    const found = reported(options, () => document(line, ids));
    if (found !== undefined) yield found;
  }
}

/** Titles as BLINK's own files have them; ids of a KB, and NIL, stand in `label_id` as in its TAC-KBP data. */
export function entityFields({ entity, sameAs = [] }: GoldMention): JsonObject {
  const page = sameAs.map((id) => PAGE_ID.exec(id)?.[1]).find((id) => id !== undefined);
  const pageFields = page === undefined ? {} : { Wikipedia_ID: Number(page) };
  if (entity === null) return { label: "unknown", label_id: "NIL" };
  if (isQid(entity)) return { label: "unknown", label_id: entity, ...pageFields };
  // Half of a character, which no address can hold, becomes U+FFFD; the address is not written then.
  const path = entity.replaceAll(" ", "_").replace(/\p{Surrogate}/gu, "\ufffd");
  const url = `https://en.wikipedia.org/wiki/${encodeURIComponent(path)}`;
  return {
    label: "unknown",
    label_id: pageFields.Wikipedia_ID ?? -1,
    label_title: entity,
    Wikipedia_title: entity,
    ...(reference(url) === entity ? { Wikipedia_URL: url } : {}),
    ...pageFields,
  };
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, document, mention } of mentionRecords(documents)) {
    const line = { ...mentionFields(id, document, mention), ...entityFields(mention) };
    yield { file: "", text: `${JSON.stringify(line)}\n` };
  }
}

/** What a line says of a mention but for what it means. */
export function mentionFields(id: string, { text, world }: GoldDocument, mention: Span): JsonObject {
  return {
    ...writeContexts(text, mention, CONTEXTS),
    query_id: id,
    ...(world === undefined ? {} : { world }),
  };
}

function detect(sample: Sample): number {
  const [first] = sampleObjects(sample);
  const has = (key: string) => typeof first?.[key] === "string";
  return has("context_left") && has("mention") && has("context_right") ? 0.95 : 0;
}

/**
 * BLINK's mention files: JSON lines of one mention each, of the benchmarks (`Wikipedia_title`, `Wikipedia_ID`), of training data
 * (`label_title`, `label`, `label_id`, `world`) and of other KBs (`label_id`). Text that was lower-cased stays so. The entity is
 * the title where there is one, else a short `label`, else `label_id`; `Wikipedia_ID` becomes the page's address in `sameAs`.
 *
 * Wu et al., Scalable Zero-shot Entity Linking with Dense Entity Retrieval, EMNLP 2020.
 *
 * ```json
 * {"context_left": "the tram to ", "mention": "lyon", "context_right": " stopped", "query_id": "1:0", "Wikipedia_title": "Lyon"}
 * ```
 */
export const blinkFormat: DatasetFormat = {
  name: "blink",
  description: "BLINK's JSON lines, a mention and its contexts each",
  detect,
  read,
  write,
  omits: "documents without mentions",
  keeps: ["world"],
};
