import { existsSync, statSync } from "node:fs";
import { bootlegEntityDb } from "../sources/bootleg/entity-db.js";
import { bootlegProfile } from "../sources/bootleg/raw-profile.js";
import { oboSource } from "../sources/obo/obo-source.js";
import { RDF_FILE, rdfSource } from "../sources/rdf/rdf-source.js";
import type { Source } from "../sources/source.js";
import { umlsSource } from "../sources/umls/umls-source.js";
import { wordNetSource } from "../sources/wordnet/wordnet-source.js";

/** Kinds of sources that are vocabularies, ontologies, or other systems' catalogues of entities. */
export const VOCABULARY_KINDS = ["bootleg", "rdf", "obo", "umls", "wordnet"] as const;

/** A source as the command line names it. RDF may have more files than the first. */
export interface GivenSource {
  kind?: string;
  path: string;
  more?: readonly string[];
}

/** "kb build wordnet" alone means the one that is installed. */
export const isInstalledWordNet = (words: readonly string[]): boolean =>
  words.length === 1 && words[0] === "wordnet" && !existsSync("wordnet");

const isRdf = ({ kind, path }: GivenSource): boolean =>
  kind === "rdf" || (kind === undefined && RDF_FILE.test(path));

/** Makes one source of all files of RDF, since what they say about a thing may be scattered over them. */
export function together(given: readonly GivenSource[]): GivenSource[] {
  const first = given.find(isRdf);
  if (first === undefined) return [...given];
  const more = given.filter((one) => one !== first && isRdf(one)).map(({ path }) => path);
  return given.flatMap((one) => (one === first ? [{ ...one, kind: "rdf", more }] : isRdf(one) ? [] : [one]));
}

/** @returns `undefined` for other kinds */
export function vocabularySource(
  { kind, path, more = [] }: GivenSource,
  options: { languages?: readonly string[] },
): Source | undefined {
  switch (kind) {
    case "bootleg":
      return statSync(path, { throwIfNoEntry: false })?.isDirectory()
        ? bootlegEntityDb(path)
        : bootlegProfile(path);
    case "rdf":
      return rdfSource([path, ...more], options);
    case "obo":
      return oboSource(path);
    case "umls":
      return umlsSource(path, options);
    case "wordnet":
      return wordNetSource(isInstalledWordNet([path]) ? undefined : path);
    default:
      return undefined;
  }
}
