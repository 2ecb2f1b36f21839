import type { EntityRecord } from "../../kb/record.js";
import { isNerClass } from "../ner-classes.js";
import type { ClassLexicon } from "./class-lexicon.js";
import { classOfItem, classOfName } from "./class-names.js";
import type { Evidence } from "./evidence.js";

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

/** The record's own type in the system "ner". */
export function ofOwnType({ types }: EntityRecord): Evidence[] {
  const name = types?.[NER_SYSTEM]?.[0];
  return name !== undefined && isNerClass(name) ? [{ kind: "given", class: name }] : [];
}

/** The class of a synset of WordNet that the record is. */
export function ofSynset({ id, sameAs = [] }: EntityRecord, lexicon: ClassLexicon): Evidence[] {
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
export function ofTypes({ types = {} }: EntityRecord, lexicon: ClassLexicon, hasSynset: boolean): Evidence[] {
  const known = Object.entries(types)
    .filter(([system]) => system !== NER_SYSTEM && !(hasSynset && system === WORDNET_SYSTEM))
    .flatMap(([, names]) => names.flatMap((name) => classOfName(name, lexicon) ?? []));
  const best = known.find(({ clear }) => clear) ?? known[0];
  return best === undefined ? [] : [{ kind: best.clear ? "type:clear" : "type:unclear", class: best.class }];
}

/** "instance of" some class, and relations that only people have. */
export function ofRelations(
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
      // An object that is no entity of the KB is a name itself.
      const known = classOfItem(at) ?? classOfName(record?.name ?? at, lexicon);
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

/** Dates of birth and death, inhabitants, coordinates. */
export function ofAttributes({ attributes = {} }: EntityRecord): Evidence[] {
  const has = (name: string) => Object.hasOwn(attributes, name);
  if (has("born") || has("died") || has("date of birth") || has("birthDate"))
    return [{ kind: "attribute:person", class: "PER" }];
  if (has("population") || Object.values(attributes).some((value) => typeof value === "object"))
    return [{ kind: "attribute:place", class: "LOC" }];
  return [];
}
