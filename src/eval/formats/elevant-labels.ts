import { type GoldDocument, type GoldMention, type Span, sortMentions } from "../dataset.js";
import type { ReadOptions } from "./format.js";
import { idField, spanField, textField } from "./json-fields.js";
import { isObject, type JsonLine, type JsonObject } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf, isNil, isQid } from "./references.js";
import { SpanReader } from "./spans.js";

/** The type of entities that have no type. */
const OTHER = "OTHER";
/** Types and ids of what is no entity: "two miles", "last Monday". */
const LITERAL = /^(?:QUANTITY|DATETIME)/;

/** A label as it stands in the file, with its span. */
interface Label {
  fields: JsonObject;
  span: Span;
}

/** The span of either form: [start, end], or `start_char` and `end_char`. */
function labelOf(value: unknown, where: string, spans: SpanReader): Label {
  if (!isObject(value)) throw invalid(where, "labels", "objects", value);
  const span =
    "start_char" in value
      ? spans.read(value["start_char"], value["end_char"], undefined, "labels")
      : spanField(value, "span", where, spans);
  if (span === undefined) throw invalid(where, "span", "[start, end]", value["span"]);
  return { fields: value, span };
}

/** A mention but for its `parent`; `undefined` for what is left out of account: coreference and literals. */
function mentionOf({ fields, span }: Label, where: string): GoldMention | undefined {
  const id = textField(fields, "entity_reference" in fields ? "entity_reference" : "entity_id", where);
  const name = textField(fields, "name", where) ?? "";
  const type = textField(fields, "type", where) ?? "";
  if (fields["coref"] === true || LITERAL.test(id ?? "")) return undefined;
  const entity = entityOf(id);
  const optional =
    fields["optional"] === true ||
    fields["desc"] === true ||
    type.split("|").some((one) => LITERAL.test(one));
  const named = entity !== null && isQid(entity) && !isNil(name) && name !== entity;
  return {
    ...span,
    entity,
    ...(named ? { sameAs: [name] } : {}),
    ...(type === "" || type === OTHER ? {} : { label: type }),
    ...(optional ? { optional } : {}),
  };
}

/** The labels as mentions, and the spans of those that are left out of account. */
function labelled(value: unknown, where: string, spans: SpanReader, options: ReadOptions) {
  const mentions: GoldMention[] = [];
  const ignore: Span[] = [];
  if (value !== undefined && value !== null && !Array.isArray(value))
    options.problem(invalid(where, "labels", "a list", value));
  const all: unknown[] = Array.isArray(value) ? value : [];
  /** Places of mentions by the ids of their labels; `undefined` for labels that are no mention. */
  const places = new Map<unknown, number | undefined>();
  const children: { parent: unknown; mention: GoldMention }[] = [];
  for (const one of all) {
    const id = isObject(one) ? one["id"] : undefined;
    places.set(id, undefined);
    reported(options, () => {
      const label = labelOf(one, where, spans);
      const mention = mentionOf(label, where);
      if (mention === undefined) {
        ignore.push(label.span);
        return;
      }
      places.set(id, mentions.length);
      mentions.push(mention);
      const parent = label.fields["parent"] ?? undefined;
      if (parent !== undefined) children.push({ parent, mention });
    });
  }
  for (const { parent, mention } of children) {
    const place = places.get(parent);
    if (!places.has(parent) || (place !== undefined && mentions[place] === mention))
      options.problem(invalid(where, "parent", "the id of another label", parent));
    else if (place !== undefined) mention.parent = place;
  }
  return { mentions: sortMentions(mentions), ignore };
}

/** An article of either of ELEVANT's formats, but for what a linker said; `undefined` where it has no text. */
export function readArticle(
  { value, number, where }: JsonLine,
  options: ReadOptions,
): { document: GoldDocument; spans: SpanReader } | undefined {
  const { text } = value;
  if (typeof text !== "string") {
    options.problem(invalid(where, "text", "a text", text));
    return undefined;
  }
  const spans = new SpanReader(text, "code points", where);
  const title = reported(options, () => textField(value, "title", where)) ?? "";
  const evaluated = reported(options, () => spanField(value, "evaluation_span", where, spans));
  const { mentions, ignore } = labelled(value["labels"], where, spans, options);
  const document = {
    id: idField(value, "document_id", idField(value, "id", number)),
    text,
    ...(title === "" ? {} : { title }),
    mentions,
    ...(ignore.length === 0 ? {} : { ignore }),
    ...(evaluated === undefined ? {} : { evaluationSpan: evaluated }),
  };
  return { document, spans };
}

/** The id that ELEVANT knows an entity by, a QID where there is one, and its name. */
function namesOf({ entity, sameAs = [] }: GoldMention): [id: string, name: string] {
  if (entity === null) return ["Unknown", "Unknown"];
  if (isQid(entity)) return [entity, sameAs.find((name) => !isQid(name)) ?? "Unknown"];
  return [sameAs.find(isQid) ?? entity, entity];
}

/**
 * An article as ELEVANT writes it, but for what a linker said. Its ids are integers: of other ones the place stands for it, and the
 * id itself in `document_id`, which ELEVANT passes over.
 *
 * @param place of the document, from 0
 */
export function writeArticle(document: GoldDocument, place: number, spans: SpanReader): JsonObject {
  const { id, title, text, evaluationSpan, mentions } = document;
  const labels = mentions.map((mention, i) => {
    const [entity, name] = namesOf(mention);
    const children = mentions.flatMap(({ parent }, child) => (parent === i ? [child] : []));
    return {
      id: i,
      span: spans.write(mention),
      entity_id: entity,
      name,
      type: mention.label ?? OTHER,
      ...(mention.parent === undefined ? {} : { parent: mention.parent }),
      ...(children.length === 0 ? {} : { children }),
      ...(mention.optional ? { optional: true } : {}),
    };
  });
  const isInteger = /^(?:0|[1-9]\d{0,14})$/.test(id);
  return {
    id: isInteger ? Number(id) : place,
    ...(isInteger ? {} : { document_id: id }),
    title: title ?? "",
    text,
    ...(evaluationSpan === undefined ? {} : { evaluation_span: spans.write(evaluationSpan) }),
    labels,
  };
}

/** Whether a value is a label of one of ELEVANT's two forms. */
export const isLabel = (value: unknown): boolean =>
  isObject(value) &&
  (("span" in value && "entity_id" in value) || ("start_char" in value && "entity_reference" in value));
