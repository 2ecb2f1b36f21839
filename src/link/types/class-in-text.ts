import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import type { EntityText } from "../../models/encoders/entity-text.js";
import { isNerClass, type NerClass } from "../../types/ner-classes.js";
import type { EntityTypes } from "./type-judge.js";

/** What the class of an entity is called, as encoders read it: "person"; undefined where it is not known. */
export type ClassInText = (record: EntityRecord) => string | undefined;

/** The 18 classes as words of a language that encoders have read. */
const WORDS: Readonly<Record<NerClass, string>> = {
  PER: "person",
  LOC: "place",
  ORG: "organisation",
  ANIM: "animal",
  BIO: "organism",
  CEL: "celestial body",
  DIS: "disease",
  EVE: "event",
  FOOD: "food",
  INST: "instrument",
  MEDIA: "work",
  MON: "money",
  NUM: "number",
  PHYS: "substance",
  PLANT: "plant",
  SUPER: "mythical being",
  TIME: "time",
  VEHI: "vehicle",
};

/** The classes of the first axis as words of the texts of entities: the representation of NER4EL. */
export function classInText(kb: KnowledgeBase, types: EntityTypes): ClassInText {
  const names = types.axes[0]?.classes ?? [];
  return (record) => {
    const row = kb.index(record.id);
    const place = row === undefined ? undefined : types.classesOf(record, row)[0];
    const name = place === undefined ? undefined : names[place];
    return name !== undefined && isNerClass(name) ? WORDS[name] : name;
  };
}

/** A text with the class among its types, before all that are not in the entity's title. */
export function withClass(text: EntityText, name: string | undefined): EntityText {
  if (name === undefined || text.types.includes(name)) return text;
  return { ...text, types: text.types.toSpliced(text.kind === undefined ? 0 : 1, 0, name) };
}
