import { EventEmitter } from "node:events";
import { Parser } from "n3";
import { NamesakeError, reason } from "../../errors.js";
import { displayName, openText } from "../../sources/text-file.js";
import type { DatasetFormat } from "./format.js";
import { nifDocuments } from "./nif-files.js";
import type { NifGraph } from "./nif-graph.js";
import { nifPieces } from "./nif-triples.js";
import { namesNif } from "./nif-vocabulary.js";

const NAMES = /\.(?:ttl|turtle|nif|n3|nt)(?:\.gz)?$/i;

/**
 * Adds the triples of a Turtle file to a graph.
 *
 * @throws {NamesakeError} RECORD_INVALID at the first error of syntax, which leaves no sure reading of what follows
 */
async function parseTurtle(path: string, graph: NifGraph): Promise<void> {
  const source = new EventEmitter();
  let invalid: NamesakeError | undefined;
  const fail = (found: string, line?: number) => {
    const where = line === undefined ? displayName(path) : `${displayName(path)}, line ${line}`;
    invalid ??= new NamesakeError("RECORD_INVALID", { where, field: "RDF", expected: "Turtle", found });
  };
  new Parser().parse(source, (error, triple) => {
    if (triple) graph.add(triple);
    if (error) fail(reason(error), (error as { context?: { line?: number } }).context?.line);
  });
  const tell = (event: "data" | "end", chunk?: string) => {
    try {
      source.emit(event, chunk);
    } catch {
      fail("what its parser cannot read"); // of some broken addresses it tells nothing, and throws
    }
    if (invalid !== undefined) throw invalid;
  };
  for await (const chunk of openText(path)) tell("data", chunk);
  tell("end");
}

/**
 * NIF 2.0 in Turtle, which GERBIL and its data sets speak (KORE50, Reuters-128, RSS-500, OKE, DBpedia Spotlight, IITB): texts are
 * `nif:Context`, mentions are phrases with `itsrdf:taIdentRef`; offsets are code points. Reads N-Triples as well, which are Turtle.
 *
 * Addresses of Wikipedia, DBpedia and Wikidata become titles and QIDs, others stay. Of several addresses the first is the entity, and
 * all are right. NIL are phrases without an address, and addresses that such data sets give to what no KB has, e.g.
 * "http://aksw.org/notInWiki/...". The id of a document is the address of its context without the fragment.
 *
 * Reads a folder of such files, too. Source: Hellmann et al., Integrating NLP using linked data, ISWC 2013;
 * https://persistence.uni-leipzig.org/nlp2rdf/.
 */
export const nifFormat: DatasetFormat = {
  name: "nif",
  description: "NIF 2.0 in Turtle, as GERBIL has it",
  detect({ head, names }) {
    if (names.length > 0) return (0.6 * names.filter((name) => NAMES.test(name)).length) / names.length;
    if (!namesNif(head) || !/^\s*(?:[@#]|prefix\b|base\b|<(?:https?|urn|file):|<>|_:|\[)/i.test(head))
      return 0;
    return /^\s*@?prefix\s/im.test(head) ? 1 : 0.5;
  },
  read: (path, options) => nifDocuments(path, NAMES, parseTurtle, options),
  write: (documents) => nifPieces(documents, "Turtle"),
  omits: "mentions on one span",
  keeps: ["others", "label"],
};
