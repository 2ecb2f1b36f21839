import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { type EntityText, entityTextOf, textFingerprint } from "../../models/encoders/entity-text.js";

/** An entity as an encoder reads it. */
export interface ReadableEntity {
  /** Its index in the KB, and the row of its vector. */
  row: number;
  record: EntityRecord;
  text: EntityText;
  /** Of the text. */
  fingerprint: number;
}

/** Gives the next entities, at most so many; none when there are no more. */
export type EntityReader = (most: number) => ReadableEntity[];

function readable(kb: KnowledgeBase, row: number, record: EntityRecord): ReadableEntity {
  const text = entityTextOf(kb, record);
  return { row, record, text, fingerprint: textFingerprint(text) };
}

/**
 * All entities of a KB from a row on, in the order of their rows. The KB may be edited between two calls.
 *
 * @param from the least row
 */
export function allEntities(kb: KnowledgeBase, from = 0): EntityReader {
  let next = from;
  return (most) => {
    const found: [number, EntityRecord][] = [];
    for (const entry of kb.entries(next)) {
      found.push(entry);
      if (found.length === most) break;
    }
    next = (found.at(-1)?.[0] ?? next) + 1;
    return found.map(([row, record]) => readable(kb, row, record));
  };
}

/** The entities of some rows, in their order; rows that the KB does not have are passed over. */
export function entitiesAt(kb: KnowledgeBase, rows: readonly number[]): EntityReader {
  let next = 0;
  return (most) => {
    const found: ReadableEntity[] = [];
    for (; next < rows.length && found.length < most; next++) {
      const row = rows[next] as number;
      const record = kb.at(row);
      if (record !== undefined) found.push(readable(kb, row, record));
    }
    return found;
  };
}
