import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { contentStems } from "../text/stems.js";

/** Longest text given to the encoder, in UTF-16 units: about the 128 tokens it reads. */
const MAX_TEXT = 400;
/** Types that go into an entity's text and words, from the most specific. */
const MAX_TYPES = 4;

/** Relations of an entity that are looked at, the first. */
export const MAX_OBJECTS = 12;

/** What the object of a relation is called: by the KB, or by itself; "" for an id that leads nowhere. */
export const objectName = (kb: KnowledgeBase, object: string): string =>
  kb.nameOf(object) ?? (object.includes(":") ? "" : object);

/** Type names without those of closed classes: "PER" is no word of any context. */
function typeWords(record: EntityRecord): string[] {
  return Object.entries(record.types ?? {})
    .filter(([system]) => system !== "ner")
    .flatMap(([, names]) => names.slice(0, MAX_TYPES));
}

/**
 * What the encoder reads of an entity: "jaguar, big cat: a large spotted feline of tropical America …".
 *
 * @param ofClass what its class is called, if that is read: "jaguar, animal, big cat: …"
 */
export function entityText(record: EntityRecord, ofClass?: string): string {
  const [type] = typeWords(record);
  const kinds = [ofClass, type].flatMap((kind) => (kind === undefined ? [] : [`, ${kind}`]));
  return `${record.name}${kinds.join("")}: ${record.description ?? ""}`.slice(0, MAX_TEXT);
}

/** The stems of what is known about an entity, for comparing with the words around a mention. */
export function entityStems(kb: KnowledgeBase, record: EntityRecord): Set<string> {
  const examples = record.attributes?.["examples"];
  const objects = (record.relations ?? []).slice(0, MAX_OBJECTS).map(({ object }) => objectName(kb, object));
  return contentStems(
    [
      record.description ?? "",
      ...typeWords(record),
      ...objects,
      typeof examples === "string" ? examples : "",
    ].join(" "),
  );
}
