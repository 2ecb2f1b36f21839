/** What a property says about its subject. */
export type Meaning =
  /** A name; of several, the one with the lowest rank is the entity's, the others are aliases. */
  | { of: "name"; rank: number }
  | { of: "alias" }
  /** A description; the one with the lowest rank is taken. */
  | { of: "description"; rank: number }
  | { of: "type" }
  /** `inverse`: the object has the relation to the subject. */
  | { of: "relation"; relation: string; inverse?: true }
  | { of: "sameAs" }
  | { of: "url" }
  | { of: "latitude" | "longitude" }
  /** Both at once, "latitude longitude". */
  | { of: "point" }
  /** The subject is a page that only leads to the object, and its address is a name of that. */
  | { of: "redirect" | "disambiguation" }
  | { of: "deprecated" };

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const OWL = "http://www.w3.org/2002/07/owl#";
const SKOS = "http://www.w3.org/2004/02/skos/core#";
const FOAF = "http://xmlns.com/foaf/0.1/";
const DBPEDIA = "http://dbpedia.org/ontology/";
const DUBLIN_CORE = "http://purl.org/dc/terms/";
const GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#";
const OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#";
const SCHEMA = ["http://schema.org/", "https://schema.org/"] as const;

const name = (rank: number): Meaning => ({ of: "name", rank });
const description = (rank: number): Meaning => ({ of: "description", rank });
const relation = (called: string): Meaning => ({ of: "relation", relation: called });

/** The properties that are read; all others are passed over. */
export const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [`${RDF}type`, { of: "type" }],
  [`${RDFS}label`, name(1)],
  [`${RDFS}comment`, description(2)],
  [`${RDFS}subClassOf`, relation("subclass of")],
  [`${OWL}sameAs`, { of: "sameAs" }],
  [`${OWL}deprecated`, { of: "deprecated" }],
  [`${SKOS}prefLabel`, name(0)],
  [`${SKOS}altLabel`, { of: "alias" }],
  [`${SKOS}hiddenLabel`, { of: "alias" }],
  [`${SKOS}definition`, description(0)],
  [`${SKOS}scopeNote`, description(3)],
  [`${SKOS}broader`, relation("broader")],
  [`${SKOS}narrower`, { of: "relation", relation: "broader", inverse: true }],
  [`${SKOS}related`, relation("related")],
  [`${SKOS}exactMatch`, { of: "sameAs" }],
  [`${FOAF}name`, name(2)],
  [`${FOAF}nick`, { of: "alias" }],
  [`${FOAF}isPrimaryTopicOf`, { of: "url" }],
  [`${DBPEDIA}abstract`, description(1)],
  [`${DBPEDIA}alias`, { of: "alias" }],
  [`${DBPEDIA}wikiPageRedirects`, { of: "redirect" }],
  [`${DBPEDIA}wikiPageDisambiguates`, { of: "disambiguation" }],
  [`${DUBLIN_CORE}title`, name(3)],
  [`${DUBLIN_CORE}description`, description(2)],
  [`${GEO}lat`, { of: "latitude" }],
  [`${GEO}long`, { of: "longitude" }],
  ["http://www.georss.org/georss/point", { of: "point" }],
  [`${OBO_IN_OWL}hasExactSynonym`, { of: "alias" }],
  ["http://purl.obolibrary.org/obo/IAO_0000115", description(0)],
  ...SCHEMA.flatMap((schema): [string, Meaning][] => [
    [`${schema}name`, name(2)],
    [`${schema}alternateName`, { of: "alias" }],
    [`${schema}description`, description(2)],
    [`${schema}sameAs`, { of: "sameAs" }],
  ]),
]);

/** Types that say nothing about a thing but that it is one. */
const UNSPECIFIC = new Set([
  `${SKOS}Concept`,
  `${OWL}Thing`,
  `${OWL}Class`,
  `${OWL}NamedIndividual`,
  `${RDFS}Class`,
  `${RDFS}Resource`,
]);

/** Types of what has a label but is no entity: parts of the vocabulary itself. */
const NO_ENTITY = new Set([
  `${RDF}Property`,
  `${OWL}Ontology`,
  `${OWL}ObjectProperty`,
  `${OWL}DatatypeProperty`,
  `${OWL}AnnotationProperty`,
  `${RDFS}Datatype`,
  `${SKOS}ConceptScheme`,
  `${SKOS}Collection`,
  `${SKOS}OrderedCollection`,
]);

export const isEntityType = (iri: string): boolean => !NO_ENTITY.has(iri);
export const isSpecificType = (iri: string): boolean => !UNSPECIFIC.has(iri);

/**
 * The last part of an IRI, which names the thing among its like: "http://dbpedia.org/ontology/City" is "City".
 *
 * @returns the whole where there is no such part
 */
export function localName(iri: string): string {
  const last = /([^/#]+)[/#]?$/.exec(iri)?.[1] ?? iri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a percent sign of its own
  }
}
