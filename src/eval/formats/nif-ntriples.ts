import { Parser } from "n3";
import { NamesakeError, reason } from "../../errors.js";
import { displayName, lines } from "../../sources/text-file.js";
import type { DatasetFormat, ReadOptions } from "./format.js";
import { nifFormat } from "./nif.js";
import { nifDocuments } from "./nif-files.js";
import type { NifGraph } from "./nif-graph.js";
import { nifPieces } from "./nif-triples.js";
import { namesNif } from "./nif-vocabulary.js";

const NAMES = /\.nt(?:\.gz)?$/i;
const TRIPLE = /^\s*(?:<[^<>\s]*>|_:\S+)\s+<[^<>\s]*>\s+\S.*\.\s*(?:#.*)?$/;
const COMMENT = /^\s*(?:#.*)?$/;

/** One prefix for all lines, which share their blank nodes. */
const SYNTAX = { format: "N-Triples", blankNodePrefix: "_:n" };

/** Adds the triples of a file to a graph. Lines that are none are reported, unless the first one is: then nothing of it is. */
async function parseLines(path: string, graph: NifGraph, options: ReadOptions): Promise<void> {
  let first = true;
  const rejected = (found: string) =>
    options.problem(
      new NamesakeError("RECORD_INVALID", {
        where: displayName(path),
        field: "RDF",
        expected: "a triple",
        found,
      }),
    );
  for await (const { number, text } of lines(path, { rejected })) {
    if (COMMENT.test(text)) continue;
    try {
      for (const triple of new Parser(SYNTAX).parse(text)) graph.add(triple);
    } catch (error) {
      const where = `${displayName(path)}, line ${number}`;
      const found = reason(error);
      const invalid = new NamesakeError("RECORD_INVALID", {
        where,
        field: "RDF",
        expected: "a triple",
        found,
      });
      if (first) throw invalid;
      options.problem(invalid);
    }
    first = false;
  }
}

/** NIF 2.0 in N-Triples, one triple a line; as {@link nifFormat} otherwise. */
export const nifNtriplesFormat: DatasetFormat = {
  name: "nif-ntriples",
  description: "NIF 2.0 in N-Triples",
  detect({ head, names }) {
    if (names.length > 0) return (0.7 * names.filter((name) => NAMES.test(name)).length) / names.length;
    if (!namesNif(head)) return 0;
    const rows = head.split("\n", 50);
    // The last one may be cut off.
    const whole = rows.length > 1 ? rows.slice(0, -1) : rows;
    return whole.every((row) => TRIPLE.test(row) || COMMENT.test(row)) ? 0.9 : 0;
  },
  read: (path, options) => nifDocuments(path, NAMES, parseLines, options),
  write: (documents) => nifPieces(documents, "N-Triples"),
  omits: "mentions on one span",
  keeps: nifFormat.keeps,
};
