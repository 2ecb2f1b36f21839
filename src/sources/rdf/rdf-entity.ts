import type { EntityRecord } from "../../kb/record.js";
import { titleAliases } from "../title-aliases.js";
import { isEntityType, isSpecificType, localName } from "./vocabulary.js";

/** One thing that RDF says about a subject. Ranks and languages: the lowest comes first. */
export type RdfFact =
  | { of: "name" | "description"; text: string; rank: number; lang: number }
  | { of: "alias"; text: string; lang: number }
  | { of: "type" | "sameAs" | "url"; iri: string }
  | { of: "relation"; relation: string; object: string }
  | { of: "latitude" | "longitude"; degrees: number }
  | { of: "noEntity" };

type Ranked = Extract<RdfFact, { of: "name" | "description" }>;

/** Things of DBpedia are called as the pages of Wikipedia are. */
const WIKIPEDIA_TITLE = /^https?:\/\/(?:[a-z-]+\.)?dbpedia\.org\/resource\//;

/** By language, then by property; what was said first where both are the same. */
const best = (texts: readonly Ranked[]): Ranked | undefined =>
  [...texts].sort((a, b) => a.lang - b.lang || a.rank - b.rank)[0];

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/**
 * The entity of a subject; `undefined` where it has no name or is none: a property, a redirect, a blank node.
 *
 * @param id the subject's IRI
 */
export function rdfEntity(id: string, facts: readonly RdfFact[]): EntityRecord | undefined {
  if (id.startsWith("_:")) return undefined;
  const names: Ranked[] = [];
  const descriptions: Ranked[] = [];
  const aliases: Extract<RdfFact, { of: "alias" }>[] = [];
  const types: string[] = [];
  const sameAs: string[] = [];
  const relations = new Map<string, { relation: string; object: string }>();
  let url: string | undefined;
  let lat: number | undefined;
  let lon: number | undefined;
  for (const fact of facts) {
    switch (fact.of) {
      case "noEntity":
        return undefined;
      case "name":
        names.push(fact);
        break;
      case "description":
        descriptions.push(fact);
        break;
      case "alias":
        aliases.push(fact);
        break;
      case "type":
        if (!isEntityType(fact.iri)) return undefined;
        if (isSpecificType(fact.iri)) types.push(localName(fact.iri));
        break;
      case "sameAs":
        if (fact.iri !== id) sameAs.push(fact.iri);
        break;
      case "url":
        url ??= fact.iri;
        break;
      case "relation":
        relations.set(`${fact.relation} ${fact.object}`, { relation: fact.relation, object: fact.object });
        break;
      case "latitude":
        lat ??= fact.degrees;
        break;
      case "longitude":
        lon ??= fact.degrees;
    }
  }
  const name = best(names)?.text;
  if (name === undefined) return undefined;
  const others = [...names, ...aliases].sort((a, b) => a.lang - b.lang).map(({ text }) => text);
  const shorter = WIKIPEDIA_TITLE.test(id) ? titleAliases(name) : [];
  const otherNames = unique([...others, ...shorter]).filter((text) => text !== name);
  const description = best(descriptions)?.text;
  return {
    id,
    name,
    ...(description === undefined ? {} : { description }),
    ...(otherNames.length === 0 ? {} : { aliases: otherNames }),
    ...(types.length === 0 ? {} : { types: { type: unique(types) } }),
    ...(relations.size === 0 ? {} : { relations: [...relations.values()] }),
    ...(lat === undefined || lon === undefined ? {} : { attributes: { location: { lat, lon } } }),
    ...(sameAs.length === 0 ? {} : { sameAs: unique(sameAs) }),
    ...(url === undefined ? {} : { url }),
  };
}
