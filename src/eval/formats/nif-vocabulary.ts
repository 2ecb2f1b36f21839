import { percentDecode, percentEncode } from "./percent-encoding.js";
import { entityOf, isQid } from "./references.js";

const NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#";
const ITSRDF = "http://www.w3.org/2005/11/its/rdf#";

/** Prefixes in the order in which GERBIL writes them. */
export const PREFIXES = {
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
  itsrdf: ITSRDF,
  nif: NIF,
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
} as const;

/** The terms of RDF, NIF 2.0 and the Internationalization Tag Set that say who is named where. */
export const TERM = {
  type: `${PREFIXES.rdf}type`,
  context: `${NIF}Context`,
  string: `${NIF}String`,
  rfc5147String: `${NIF}RFC5147String`,
  phrase: `${NIF}Phrase`,
  isString: `${NIF}isString`,
  beginIndex: `${NIF}beginIndex`,
  endIndex: `${NIF}endIndex`,
  anchorOf: `${NIF}anchorOf`,
  referenceContext: `${NIF}referenceContext`,
  sourceUrl: `${NIF}sourceUrl`,
  annotationUnit: `${NIF}annotationUnit`,
  taIdentRef: `${ITSRDF}taIdentRef`,
  taConfidence: `${ITSRDF}taConfidence`,
  taClassRef: `${ITSRDF}taClassRef`,
  nonNegativeInteger: `${PREFIXES.xsd}nonNegativeInteger`,
} as const;

/** Whether a text speaks of NIF 2.0 at all. */
export const namesNif = (text: string): boolean => text.includes("nlp2rdf/ontologies/nif-core#");

/** For what has no address of its own. */
const DOCUMENTS = "http://example.org/document/";
const ENTITIES = "http://example.org/entity/";
const CLASSES = "http://example.org/class/";
const UNKNOWN = "http://example.org/unknown/";

/** What no IRI holds (RFC 3987), and what has a meaning of its own there. */
const UNSAFE = /[\x00-\x20"#%<>?\\^`{|}\x7f]/g;
const ADDRESS = /^https?:\/\/[^\s"<>\\^`{|}\x00-\x20]+$/;

/** Addresses by which data sets of the Open Knowledge Extraction challenge call what no KB has. */
const OKE = /^https?:\/\/www\.ontologydesignpatterns\.org\/data\/oke-challenge/;

/** What an address says behind `base`; `undefined` for other addresses. */
const below = (base: string, uri: string) =>
  uri.startsWith(base) ? percentDecode(uri.slice(base.length)) : undefined;

/** "#char=0,17" (RFC 5147) and "#offset_0_17", which say where in the document; both may lack the end. */
const FRAGMENT = /[#?](?:char=|offset_)(\d+)[,_](\d*)$/;

/** The address of a document without its fragment. */
export function documentUri(id: string): string {
  return ADDRESS.test(id) && !id.includes("#") ? id : DOCUMENTS + percentEncode(id, UNSAFE);
}

/** The id of the document that a context's address names. */
export function documentId(contextUri: string): string {
  const uri = contextUri.replace(FRAGMENT, "");
  return below(DOCUMENTS, uri) ?? uri;
}

/** The offsets that an address tells. */
export function offsetsOf(uri: string): { begin: number; end: number } | undefined {
  const [, begin, end] = FRAGMENT.exec(uri) ?? [];
  return begin && end ? { begin: Number(begin), end: Number(end) } : undefined;
}

/**
 * The address of an entity: an item of Wikidata for a QID, a resource of DBpedia for a title. A name with an underscore is no title,
 * so it gets an address that keeps it. `null`, NIL, gets one that no KB has, made of what stands in the text, as GERBIL expects.
 */
export function entityUri(entity: string | null, surface: string): string {
  if (entity === null) return UNKNOWN + percentEncode(surface, UNSAFE);
  if (isQid(entity)) return `http://www.wikidata.org/entity/${entity}`;
  if (ADDRESS.test(entity)) return entity;
  if (entity.includes("_")) return ENTITIES + percentEncode(entity, UNSAFE);
  return `http://dbpedia.org/resource/${percentEncode(entity.replaceAll(" ", "_"), UNSAFE)}`;
}

/** The entity that an address names; `null` for NIL. Addresses of KBs that are not known here are left as they are. */
export function entityOfUri(uri: string): string | null {
  return OKE.test(uri) ? null : (below(ENTITIES, uri) ?? entityOf(uri));
}

/** The address of an NER class. */
export const classUri = (label: string): string => CLASSES + percentEncode(label, UNSAFE);

/** The NER class that an address names: its last part. */
export function classOfUri(uri: string): string {
  return below(CLASSES, uri) ?? percentDecode(uri.replace(/^.*[/#]/, ""));
}
