import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { type EntityText, entityTextOf } from "../models/encoders/entity-text.js";
import { type ClassInText, withClass } from "./types/class-in-text.js";

/**
 * What encoders read of the entities of a KB, each made once; the KB makes new records after an edit.
 *
 * @param classOf absent = classes are not read
 */
export function entityTexts(kb: KnowledgeBase, classOf?: ClassInText): (record: EntityRecord) => EntityText {
  const texts = new WeakMap<EntityRecord, EntityText>();
  return (record) => {
    const text = texts.get(record) ?? withClass(entityTextOf(kb, record), classOf?.(record));
    texts.set(record, text);
    return text;
  };
}
