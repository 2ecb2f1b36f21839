import { basename, dirname, join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { isFolder } from "../../sources/folder.js";
import { displayName, openText } from "../../sources/text-file.js";
import { jsonFiles } from "../../sources/zeshel-documents.js";
import { type JsonObject, sampleObjects } from "./json-lines.js";
import { invalid } from "./problems.js";

/** The files of a data set of Zeshel, by what is in them. */
export interface ZeshelFiles {
  mentions: readonly string[];
  documents: readonly string[];
}

/** Longest piece of a first line that is looked at, in UTF-16 units. */
const HEAD_LENGTH = 64 * 1024;

export const isMention = (object: JsonObject | undefined): boolean =>
  typeof object?.["context_document_id"] === "string" && "label_document_id" in object;

const isDocument = (object: JsonObject | undefined): boolean =>
  typeof object?.["document_id"] === "string" && "text" in object;

/** The first object of a file; `undefined` where it is none. */
async function firstObject(path: string): Promise<JsonObject | undefined> {
  let head = "";
  try {
    for await (const piece of openText(path)) {
      head += piece;
      if (head.length >= HEAD_LENGTH || /\S\s*\n/.test(head)) break;
    }
  } catch (error) {
    if (error instanceof NamesakeError) return undefined; // no text: none of ours
    throw error;
  }
  return sampleObjects({ head: head.slice(0, HEAD_LENGTH) })[0];
}

/** The files of the first of the folders that has any that begin so. */
async function firstOf(
  folders: readonly string[],
  is: (object: JsonObject | undefined) => boolean,
): Promise<string[]> {
  for (const folder of folders) {
    const paths = await jsonFiles(folder).catch((): string[] => []);
    const objects = await Promise.all(paths.map(firstObject));
    const found = paths.filter((_, i) => is(objects[i]));
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Finds the files: mentions in the folder or its `mentions/`; documents beside them, in `documents/` there, or as Zeshel has it, in
 * `documents/` beside the folder.
 *
 * @param path a file of mentions, "-", or a folder
 * @param documents a file or folder of documents that is given
 * @throws {NamesakeError} SOURCE_NOT_FOUND; RECORD_INVALID where there are no mentions or no documents
 */
export async function zeshelFiles(path: string, documents: string | undefined): Promise<ZeshelFiles> {
  const hasFolder = await isFolder(path);
  const root = hasFolder ? path : dirname(path);
  const mentions = hasFolder ? await firstOf([root, join(root, "mentions")], isMention) : [path];
  const where = displayName(path);
  if (mentions.length === 0)
    throw invalid(where, "mentions", "a file of mentions, JSON lines with context_document_id", []);
  const found =
    documents === undefined
      ? await firstOf([root, join(root, "documents"), join(root, "..", "documents")], isDocument)
      : (await isFolder(documents))
        ? await firstOf([documents], isDocument)
        : [documents];
  if (found.length === 0)
    throw invalid(
      where,
      "documents",
      "files of documents beside it, JSON lines with document_id and text",
      [],
    );
  return { mentions, documents: found };
}

/** Of files that are named after worlds, as Zeshel names its documents, those of the worlds; all where a world has none. */
export function filesOfWorlds(
  files: readonly string[],
  worlds: ReadonlySet<string | undefined>,
): readonly string[] {
  const named = new Map(files.map((file) => [basename(file).replace(/\..*$/, ""), file]));
  const chosen = [...worlds].map((world) => (world === undefined ? undefined : named.get(world)));
  return chosen.every((file) => file !== undefined) ? files.filter((file) => chosen.includes(file)) : files;
}
