import type { EntityRecord } from "../../kb/record.js";
import type { ClassLexicon } from "../../types/classes/class-lexicon.js";
import { classifyRecord } from "../../types/classes/classify-record.js";
import type { ClassTable } from "./class-table.js";
import { TYPE_SYSTEMS } from "./properties.js";

/** Less likely NER classes are left out. */
const LEAST_CONFIDENCE = 0.5;

/**
 * The record with its types: the labels of the classes and occupations that it has relations to, in the order of its statements, and
 * with a lexicon also its NER class, in the system "ner". A class whose label is not known is no type.
 */
export function withTypes(record: EntityRecord, classes: ClassTable, lexicon?: ClassLexicon): EntityRecord {
  const types: Record<string, string[]> = {};
  for (const { name: system } of TYPE_SYSTEMS) {
    const objects = record.relations?.filter(({ relation }) => relation === system) ?? [];
    const names = new Set(objects.flatMap(({ object }) => classes.label(object) ?? []));
    if (names.size > 0) types[system] = [...names];
  }
  const typed: EntityRecord = { ...record, ...(Object.keys(types).length === 0 ? {} : { types }) };
  if (lexicon === undefined) return typed;
  const found = classifyRecord(typed, lexicon, { recordOf: classes.recordOf });
  if (found === undefined || found.confidence < LEAST_CONFIDENCE) return typed;
  return { ...typed, types: { ner: [found.class], ...types } };
}
