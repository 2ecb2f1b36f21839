import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { displayName } from "../../sources/text-file.js";
import type { GoldDocument } from "../dataset.js";
import type { ReadOptions } from "./format.js";
import { NifGraph } from "./nif-graph.js";
import { UniqueIds } from "./unique-ids.js";

/** Adds the triples of a file to a graph. */
export type ParseFile = (path: string, graph: NifGraph, options: ReadOptions) => Promise<void>;

/**
 * The documents of a file of RDF, or of those files of a folder whose names match, in order of their names. Each is read as a whole,
 * since a triple about a document may stand anywhere in it.
 */
export async function* nifDocuments(
  path: string,
  names: RegExp,
  parse: ParseFile,
  options: ReadOptions,
): AsyncGenerator<GoldDocument, void, undefined> {
  let files = [path];
  try {
    if (path !== "-" && (await stat(path)).isDirectory())
      files = (await readdir(path))
        .filter((name) => names.test(name))
        .sort()
        .map((name) => join(path, name));
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  const ids = new UniqueIds(options);
  let empty = true;
  for (const file of files) {
    const graph = new NifGraph();
    await parse(file, graph, options);
    for (const document of graph.documents(displayName(file), ids, options)) {
      empty = false;
      yield document;
    }
  }
  if (!empty) return;
  const [where, field] = [displayName(path), "nif:isString"];
  const expected = "the text of a nif:Context";
  throw new NamesakeError("RECORD_INVALID", { where, field, expected, found: "none" });
}
