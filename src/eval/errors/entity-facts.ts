/** What reports and error classes ask a KB about. */
export interface EntityFacts {
  /** The entity's name; undefined where the KB does not know the id. */
  name(id: string): string | undefined;
  /** The first of the entity's NER classes. */
  classOf(id: string): string | undefined;
  /** How often the entity was linked to in what the KB was counted from. */
  count(id: string): number;
  /** Whether a surface form is a demonym, such as "Belgian"; without it a rule on endings decides. */
  isDemonym?(surface: string): boolean;
  /** What the surface form means most often, several on a tie; without it the most frequent entity among the candidates. */
  mostPopular?(surface: string): readonly string[];
}

/** Classes by what they are called in NER4EL, OntoNotes and CoNLL. */
const PLACES = new Set(["LOC", "GPE", "FAC", "LOCATION", "PLACE"]);
const BEINGS = new Set(["PER", "PERSON", "NORP", "ETHNICITY", "SUPER"]);
/** Peoples and languages; NER4EL has languages in MEDIA. */
const PEOPLES = new Set(["NORP", "ETHNICITY", "LANGUAGE", "MEDIA"]);

const has = (classes: ReadonlySet<string>, name: string | undefined): boolean =>
  name !== undefined && classes.has(name.toUpperCase());

export const isPlace = (name: string | undefined): boolean => has(PLACES, name);
/** People, peoples and beings of fiction. */
export const isBeing = (name: string | undefined): boolean => has(BEINGS, name);
/** What a demonym may stand for. */
export const isPlaceOrPeople = (name: string | undefined): boolean => isPlace(name) || has(PEOPLES, name);
