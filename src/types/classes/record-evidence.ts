import type { EntityRecord } from "../../kb/record.js";
import { isNerClass } from "../ner-classes.js";
import type { ClassLexicon } from "./class-lexicon.js";
import { classOfName } from "./class-names.js";
import { definedAs } from "./definition.js";
import type { ClassSource, Evidence, EvidenceKind } from "./evidence.js";
import { nameEvidence, titleEvidence } from "./title-evidence.js";

/** Finds the record of an id, to go from a class to the classes above it. */
export type RecordOf = (id: string) => Pick<EntityRecord, "name" | "relations"> | undefined;

/** The type system that {@link classifyRecord} writes, and reads as "given". */
export const NER_SYSTEM = "ner";

/** Names of the synsets above an entity, as the starter KB has them. */
const WORDNET_SYSTEM = "wordnet";

const SYNSET = /^wn:(\d{8})-n$/;
/** Relations to a class, as Wikidata, RDF and people write them. */
const INSTANCE_OF = /^(instance of|is an? instance of|type|is an?|kind of|wdt:P31|P31|rdf:type|a)$/i;
const SUBCLASS_OF = /^(subclass of|wdt:P279|P279|rdfs:subClassOf)$/i;
/** How many classes up the way goes where a class's own name says nothing. */
const STEPS_UP = 4;
/** Relations that only people have. */
const OF_PEOPLE =
  /^(gender|sex or gender|(date|place) of (birth|death)|(birth|death) (place|date)|(was )?born (in|on)|died (in|on)|spouse|occupation|profession|nationality|country of citizenship|given name|family name|P(19|20|21|26|106|569|570))$/i;

/** A share of a noun's uses in one class from which on it is clear, or mostly clear. */
const CLEAR = 0.98;
const MOSTLY = 0.75;

/** All that a record's own fields say of its class, strongest kinds first within a source. */
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
  add("given", () => given(record));
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

function given({ types }: EntityRecord): Evidence[] {
  const name = types?.[NER_SYSTEM]?.[0];
  return name !== undefined && isNerClass(name) ? [{ kind: "given", class: name }] : [];
}

function ofSynset({ id, sameAs = [] }: EntityRecord, lexicon: ClassLexicon): Evidence[] {
  for (const known of [id, ...sameAs]) {
    const offset = SYNSET.exec(known)?.[1];
    const name = offset === undefined ? undefined : lexicon.synset(offset);
    if (name !== undefined) return [{ kind: "synset", class: name }];
  }
  return [];
}

/**
 * The first name that is clear, else the first that is known: the most specific stands first. The names of the synsets above say nothing new
 * where the synset itself is known.
 */
function ofTypes({ types = {} }: EntityRecord, lexicon: ClassLexicon, hasSynset: boolean): Evidence[] {
  const known = Object.entries(types)
    .filter(([system]) => system !== NER_SYSTEM && !(hasSynset && system === WORDNET_SYSTEM))
    .flatMap(([, names]) => names.flatMap((name) => classOfName(name, lexicon) ?? []));
  const best = known.find(({ clear }) => clear) ?? known[0];
  return best === undefined ? [] : [{ kind: best.clear ? "type:clear" : "type:unclear", class: best.class }];
}

function ofRelations(
  { relations = [] }: EntityRecord,
  lexicon: ClassLexicon,
  recordOf: RecordOf | undefined,
): Evidence[] {
  const found: Evidence[] = [];
  let person = false;
  for (const { relation, object } of relations) {
    if (!person && OF_PEOPLE.test(relation)) {
      person = true;
      found.push({ kind: "relation:person", class: "PER" });
    }
    if (!INSTANCE_OF.test(relation)) continue;
    const known = classUpFrom(object, lexicon, recordOf);
    if (known !== undefined)
      found.push({ kind: known.clear ? "instance:clear" : "instance:unclear", class: known.class });
  }
  return found;
}

/** The class of a class, by its name or those of the classes above it, nearest first. */
function classUpFrom(
  id: string,
  lexicon: ClassLexicon,
  recordOf: RecordOf | undefined,
): ReturnType<typeof classOfName> {
  let level = [id];
  const seen = new Set(level);
  for (let step = 0; step <= STEPS_UP && level.length > 0; step++) {
    const above: string[] = [];
    for (const at of level) {
      const record = recordOf?.(at);
      const known =
        classOfName(at, lexicon) ?? (record === undefined ? undefined : classOfName(record.name, lexicon));
      if (known !== undefined) return known;
      for (const { relation, object } of record?.relations ?? [])
        if (SUBCLASS_OF.test(relation) && !seen.has(object)) {
          seen.add(object);
          above.push(object);
        }
    }
    level = above;
  }
  return undefined;
}

function ofAttributes({ attributes = {} }: EntityRecord): Evidence[] {
  const has = (name: string) => Object.hasOwn(attributes, name);
  if (has("born") || has("died") || has("date of birth") || has("birthDate"))
    return [{ kind: "attribute:person", class: "PER" }];
  if (has("population") || Object.values(attributes).some((value) => typeof value === "object"))
    return [{ kind: "attribute:place", class: "LOC" }];
  return [];
}

function ofDescription(description: string, name: string, lexicon: ClassLexicon): Evidence[] {
  const head = definedAs(description, name, lexicon);
  if (head === undefined) return [];
  const kind: EvidenceKind = head.listed ? "text:listed" : byShare("text", head.share);
  return [{ kind, class: head.name }];
}

const byShare = <Source extends "text" | "word">(source: Source, share: number) =>
  `${source}:${share >= CLEAR ? "clear" : share >= MOSTLY ? "mostly" : "unclear"}` as const;

/** "( born 1950 )" and "( May 26 , 1900 - 3 June 1980 )" in the first bracket: ships and firms have their years in brackets too. */
const BORN = /^[^.]{0,120}\([^()]{0,120}\bborn\b/;
const MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
const LIFE = new RegExp(
  `^[^.]{0,120}\\((?:[^()]{0,80}[;,] )?\\s*(?:\\d{1,2} ${MONTH}|${MONTH} \\d{1,2})[^()]{0,40}\\d{3,4}[^()]{0,30}\\s[-–—]\\s[^()]{0,60}\\d{3,4}`,
);

function ofDates(description: string): Evidence[] {
  if (BORN.test(description)) return [{ kind: "dates:born", class: "PER" }];
  return LIFE.test(description) ? [{ kind: "dates:life", class: "PER" }] : [];
}

/** What WordNet knows under the whole name. */
function ofWord(name: string, lexicon: ClassLexicon): Evidence[] {
  const words = name.toLowerCase();
  const common = lexicon.noun(words);
  const proper = lexicon.named(words);
  const known = proper ?? common;
  if (known === undefined) return [];
  const agreed = common === undefined || proper === undefined || common.name === proper.name;
  return [{ kind: agreed ? byShare("word", known.share) : "word:unclear", class: known.name }];
}
