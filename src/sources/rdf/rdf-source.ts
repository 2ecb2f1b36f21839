import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isFolder } from "../folder.js";
import type { Source, SourceObserver } from "../source.js";
import { subjectSource } from "../subject-source.js";
import { displayName } from "../text-file.js";
import { type RdfFact, rdfEntity } from "./rdf-entity.js";
import { addTriple, languageRanks } from "./rdf-facts.js";
import { readRdf } from "./read-rdf.js";

export interface RdfOptions {
  /**
   * Language tags of the labels and descriptions that are read, the most wanted first; "en" is also "en-GB". Texts without a tag are
   * always read. Default: all, English and untagged ones first.
   */
  languages?: readonly string[];
}

/** Endings of RDF files, also packed. */
export const RDF_FILE = /\.(?:nt|nq|ttl|trig)(?:\.(?:gz|bz2))?$/i;

async function rdfFiles(path: string): Promise<string[]> {
  if (!(await isFolder(path))) return [path];
  const names = (await readdir(path)).filter((name) => RDF_FILE.test(name)).sort();
  return names.map((name) => join(path, name));
}

/**
 * Entities from RDF: what has a label is one, its IRI is the id. Names are `skos:prefLabel`, `rdfs:label`, `foaf:name` or `schema:name`;
 * aliases `skos:altLabel`, `skos:hiddenLabel` and the names that are left, also those of redirects and disambiguation pages of
 * DBpedia; descriptions `skos:definition`, `dbo:abstract` or `rdfs:comment`. `rdf:type` gives types (by the last part of the IRI),
 * `skos:broader`, `skos:related` and `rdfs:subClassOf` relations, `owl:sameAs` and `skos:exactMatch` other ids, and WGS84 or GeoRSS
 * points the attribute `location`. Properties, concept schemes, blank nodes, and what is `owl:deprecated` are no entities.
 *
 * What is said about a subject may be scattered over all the files; it is brought together on disk. Entities come in the order of
 * their ids.
 *
 * @param paths files ({@link RDF_FILE}; packed ones too), or folders of which all such files are read
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const source = rdfSource(["labels_de.ttl.bz2", "instance-types_de.ttl.bz2"], { languages: ["de"] });
 * for await (const { id, name } of source.records({ rejected: console.warn })) console.log(id, name);
 * ```
 */
export function rdfSource(paths: readonly string[], options: RdfOptions = {}): Source {
  const rank = languageRanks(options.languages);
  return subjectSource<RdfFact>(paths.map(displayName).join(", "), {
    async read(add, observer) {
      const files = (await Promise.all(paths.map(rdfFiles))).flat();
      for (const [i, file] of files.entries()) {
        const part: SourceObserver = {
          rejected: (message) => observer.rejected(message),
          progress: (fraction) => observer.progress?.((i + fraction) / files.length),
        };
        for await (const triple of readRdf(file, part)) addTriple(triple, rank, add);
      }
    },
    entity: rdfEntity,
  });
}
