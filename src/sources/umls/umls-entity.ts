import type { EntityRecord } from "../../kb/record.js";

/** One name of a concept in one vocabulary. `lang` and `rank`: the lowest comes first. */
export interface Atom {
  of: "atom";
  text: string;
  lang: number;
  rank: number;
  sab: string;
  /** "MSH:D007656", where the vocabulary means the concept itself by it. */
  code?: string;
}

/** One thing that the release says about a concept. */
export type UmlsFact =
  | Atom
  | { of: "type"; name: string }
  | { of: "definition"; text: string; sab: string }
  | { of: "relation"; relation: string; object: string };

/** Vocabularies whose definitions are taken first: written for readers of any profession. */
const DEFINING = ["MSH", "NCI", "HPO", "CSP"];

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const place = (sab: string): number => {
  const found = DEFINING.indexOf(sab);
  return found < 0 ? DEFINING.length : found;
};

/** The concept as an entity; `undefined` for one without a name in the wanted languages. */
export function umlsEntity(id: string, facts: readonly UmlsFact[]): EntityRecord | undefined {
  const atoms = facts.filter((fact) => fact.of === "atom").sort((a, b) => a.lang - b.lang || a.rank - b.rank);
  const [first] = atoms;
  if (first === undefined) return undefined;
  const uses = new Map<string, number>();
  for (const { text } of atoms) uses.set(text, (uses.get(text) ?? 0) + 1);
  const vocabularies = new Set(atoms.map(({ sab }) => sab));
  const [definition] = facts
    .filter((fact) => fact.of === "definition")
    .filter(({ sab }) => vocabularies.has(sab)) // those of other languages have no atom here
    .sort((a, b) => place(a.sab) - place(b.sab));
  const types = unique(facts.flatMap((fact) => (fact.of === "type" ? [fact.name] : [])));
  const relations = new Map<string, { relation: string; object: string }>();
  for (const fact of facts)
    if (fact.of === "relation" && fact.object !== id)
      relations.set(`${fact.relation} ${fact.object}`, { relation: fact.relation, object: fact.object });
  const codes = unique(atoms.flatMap(({ code = [] }) => code));
  return {
    id,
    name: first.text,
    ...(definition === undefined ? {} : { description: definition.text }),
    aliases: [...uses].map(([text, count]) => ({ text, count })),
    ...(types.length === 0 ? {} : { types: { umls: types } }),
    ...(relations.size === 0 ? {} : { relations: [...relations.values()] }),
    count: atoms.length,
    ...(codes.length === 0 ? {} : { sameAs: codes }),
  };
}
