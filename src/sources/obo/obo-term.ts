import { plainValue, quotedValue, type Stanza } from "./stanzas.js";

const SCOPES = ["EXACT", "NARROW", "BROAD", "RELATED"] as const;
/** How a synonym's meaning lies to the term's. */
export type Scope = (typeof SCOPES)[number];

/** A term or an instance as its stanza gives it. */
export interface OboTerm {
  id: string;
  name?: string;
  definition?: string;
  namespace?: string;
  synonyms: { text: string; scope: Scope }[];
  /** "is_a", "part_of" … as they are written. */
  relations: { relation: string; object: string }[];
  /** Its other ids, and ids of the same thing elsewhere. */
  sameAs: string[];
  obsolete: boolean;
  replacedBy: string[];
}

/** "MESH:D007656", with letters before the colon; addresses and notes are no ids. */
const ID = /^(?!https?:)[A-Za-z][\w.-]*:\S+$/;
/** Tags that stood for a scope before OBO 1.2. */
const OLD_SYNONYM = /^(exact|narrow|broad|related)_synonym$/;

/**
 * What a stanza says; `undefined` where it has no id.
 *
 * @see https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html
 */
export function readTerm({ tags }: Stanza): OboTerm | undefined {
  const term: OboTerm = { id: "", synonyms: [], relations: [], sameAs: [], obsolete: false, replacedBy: [] };
  const relate = (relation: string, value: string) => {
    const [object = ""] = plainValue(value).split(/\s+/);
    if (object !== "") term.relations.push({ relation, object });
  };
  for (const [tag, value] of tags) {
    switch (tag) {
      case "id":
        term.id = plainValue(value);
        break;
      case "name":
      case "namespace": {
        const text = plainValue(value);
        if (text !== "") term[tag] = text;
        break;
      }
      case "def": {
        const text = quotedValue(value)?.text.replace(/\s+/g, " ").trim();
        if (text) term.definition = text;
        break;
      }
      case "alt_id":
        term.sameAs.push(plainValue(value));
        break;
      case "xref": {
        const [id = ""] = plainValue(value).split(/\s+/);
        if (ID.test(id)) term.sameAs.push(id);
        break;
      }
      case "is_a":
      case "instance_of":
        relate(tag, value);
        break;
      case "relationship": {
        const [relation = "", ...rest] = value.trim().split(/\s+/);
        relate(relation, rest.join(" "));
        break;
      }
      case "is_obsolete":
        term.obsolete = plainValue(value) === "true";
        break;
      case "replaced_by":
        term.replacedBy.push(plainValue(value));
        break;
      default: {
        const old = OLD_SYNONYM.exec(tag)?.[1]?.toUpperCase();
        const synonym = tag === "synonym" || old !== undefined ? quotedValue(value) : undefined;
        if (synonym === undefined || synonym.text.trim() === "") break;
        const found = old ?? /^[A-Z]+/.exec(synonym.rest)?.[0];
        const scope = SCOPES.find((known) => known === found) ?? "RELATED";
        term.synonyms.push({ text: synonym.text.replace(/\s+/g, " ").trim(), scope });
      }
    }
  }
  return term.id === "" ? undefined : term;
}

/** Synonyms that mean the term itself first. */
export const synonymsInOrder = ({ synonyms }: OboTerm): string[] =>
  [...synonyms].sort((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope)).map(({ text }) => text);
