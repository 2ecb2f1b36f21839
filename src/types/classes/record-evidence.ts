import type { EntityRecord } from "../../kb/record.js";
import type { ClassLexicon } from "./class-lexicon.js";
import type { ClassSource, Evidence } from "./evidence.js";
import { ofDates, ofDescription, ofWord } from "./text-evidence.js";
import { nameEvidence, titleEvidence } from "./title-evidence.js";
import { ofAttributes, ofOwnType, ofRelations, ofSynset, ofTypes, type RecordOf } from "./type-evidence.js";

/**
 * All that a record's own fields say of its class.
 *
 * @param recordOf finds the classes that relations name by id
 * @param without sources that are not asked
 */
export function recordEvidence(
  record: EntityRecord,
  lexicon: ClassLexicon,
  recordOf: RecordOf | undefined,
  without: ReadonlySet<ClassSource>,
): Evidence[] {
  const found: Evidence[] = [];
  const add = (source: ClassSource, evidence: () => readonly Evidence[]): void => {
    if (!without.has(source)) found.push(...evidence());
  };
  add("given", () => ofOwnType(record));
  add("synset", () => ofSynset(record, lexicon));
  const hasSynset = found.some(({ kind }) => kind === "synset");
  add("types", () => ofTypes(record, lexicon, hasSynset));
  add("relations", () => ofRelations(record, lexicon, recordOf));
  add("attributes", () => ofAttributes(record));
  add("title", () => titleEvidence(record.name, lexicon));
  if (record.description !== undefined && record.description !== "") {
    const { description } = record;
    add("description", () => ofDescription(description, record.name, lexicon));
    add("dates", () => ofDates(description));
  }
  // Where the synset is known, its name's other senses are others' classes.
  if (!hasSynset) add("word", () => ofWord(record.name, lexicon));
  add("name", () => nameEvidence(record.name, lexicon));
  return found;
}
