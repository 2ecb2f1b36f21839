import type { RdfTerm, Triple } from "./n-triples.js";
import type { RdfFact } from "./rdf-entity.js";
import { localName, MEANINGS, type Meaning } from "./vocabulary.js";

type Add = (id: string, fact: RdfFact) => void;
type Literal = Extract<RdfTerm, { kind: "literal" }>;

/** The place of a language in the order of names; `undefined` where it is not wanted. */
export type LanguageRank = (lang: string) => number | undefined;

/**
 * The order of languages, given the wanted ones; those without a tag come last, or where all are wanted behind English.
 *
 * @param wanted tags such as "de" (also "de-AT") or "pt-BR"
 */
export function languageRanks(wanted: readonly string[] | undefined): LanguageRank {
  if (wanted === undefined)
    return (lang) => (lang === "en" ? 0 : lang === "" ? 1 : lang.startsWith("en-") ? 2 : 3);
  const tags = wanted.map((tag) => tag.toLowerCase());
  return (lang) => {
    if (lang === "") return tags.length;
    const exact = tags.indexOf(lang);
    const place = exact >= 0 ? exact : tags.findIndex((tag) => lang.startsWith(`${tag}-`));
    return place < 0 ? undefined : place;
  };
}

/** "Kiln_Bend_(disambiguation)" is a page about what is called "Kiln Bend". */
const pageName = (iri: string): string =>
  localName(iri)
    .replaceAll("_", " ")
    .replace(/ \([^()]*\)$/, "")
    .trim();

function addDegrees(subject: string, of: "latitude" | "longitude", text: string, add: Add): void {
  const degrees = text.trim() === "" ? Number.NaN : Number(text);
  if (Math.abs(degrees) <= (of === "latitude" ? 90 : 180)) add(subject, { of, degrees });
}

function addText(
  subject: string,
  object: Literal,
  meaning: Extract<Meaning, { of: "name" | "alias" | "description" }>,
  rank: LanguageRank,
  add: Add,
): void {
  const lang = rank(object.lang);
  const text = object.text.replace(/\s+/g, " ").trim();
  if (lang === undefined || text === "") return;
  if (meaning.of === "alias") add(subject, { of: "alias", text, lang });
  else add(subject, { of: meaning.of, text, rank: meaning.rank, lang });
}

/** What a statement with a literal says; nothing where a node is expected. */
function addLiteral(subject: string, object: Literal, meaning: Meaning, rank: LanguageRank, add: Add): void {
  switch (meaning.of) {
    case "name":
    case "alias":
    case "description":
      addText(subject, object, meaning, rank, add);
      break;
    case "latitude":
    case "longitude":
      addDegrees(subject, meaning.of, object.text, add);
      break;
    case "point": {
      const [latitude = "", longitude = ""] = object.text.trim().split(/[\s,]+/);
      addDegrees(subject, "latitude", latitude, add);
      addDegrees(subject, "longitude", longitude, add);
      break;
    }
    case "deprecated":
      if (/^(?:true|1)$/.test(object.text)) add(subject, { of: "noEntity" });
      break;
    case "sameAs": // some write addresses as texts
    case "url":
      if (/^https?:\/\/\S+$/.test(object.text)) add(subject, { of: meaning.of, iri: object.text });
  }
}

/** What a statement about another node says; nothing where a literal is expected. */
function addNode(subject: string, object: string, meaning: Meaning, rank: LanguageRank, add: Add): void {
  if (object.startsWith("_:")) return;
  switch (meaning.of) {
    case "type":
    case "sameAs":
    case "url":
      add(subject, { of: meaning.of, iri: object });
      break;
    case "relation": {
      const [from, to] = meaning.inverse ? [object, subject] : [subject, object];
      add(from, { of: "relation", relation: meaning.relation, object: to });
      break;
    }
    case "redirect":
    case "disambiguation": {
      const text = pageName(subject);
      add(subject, { of: "noEntity" });
      if (text !== "") add(object, { of: "alias", text, lang: rank("") ?? 0 });
    }
  }
}

/** Tells `add` what a statement says about its subject, or about its object; most say nothing that a KB keeps. */
export function addTriple({ subject, predicate, object }: Triple, rank: LanguageRank, add: Add): void {
  const meaning = MEANINGS.get(predicate);
  if (meaning === undefined) return;
  if (object.kind === "literal") addLiteral(subject, object, meaning, rank, add);
  else addNode(subject, object.id, meaning, rank, add);
}
