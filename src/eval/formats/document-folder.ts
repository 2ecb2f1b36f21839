import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { openText } from "../../sources/text-file.js";
import type { ReadOptions } from "./format.js";
import { percentDecode, percentEncode } from "./percent-encoding.js";
import { invalid } from "./problems.js";

/** What the file names of some system or other cannot hold; files whose names begin with a dot are hidden. */
const UNSAFE = /[\x00-\x1f"%*/:<>?\\|]|^\.|[. ]$/g;

/** What corpora put after the id of a document, plain or gzipped: "x.sgm", "x.mpdf.xml", "x.txt.gz". */
const EXTENSION = /\.(?:xml|sgml?|txt|html?)$/i;
const INNER_EXTENSION = /\.(?:mpdf|df|nw|rsd|cmp)$/i;

/** The name of a document's file, without an extension; {@link DocumentFolder} finds it by the id. */
export function fileNameOf(id: string): string {
  return percentEncode(id, UNSAFE);
}

/** A folder, and folders in it, with one text file a document. */
export class DocumentFolder {
  /** Paths by what they may be called: with and without the extension. */
  private readonly paths = new Map<string, string>();
  /** Ids by path, in order of the paths, of the files whose extension says that they are documents. */
  readonly ids: ReadonlyMap<string, string>;

  private constructor(files: readonly { name: string; path: string }[]) {
    const ids = new Map<string, string>();
    const plain = files.map(({ name, path }) => {
      const full = percentDecode(name.replace(/\.gz$/i, ""));
      const id = full.replace(EXTENSION, "");
      if (id !== full) ids.set(path, id);
      return { path, full, id };
    });
    // What a file is really called goes before what it is called without its extension.
    for (const called of [
      ({ full }: (typeof plain)[number]) => full,
      ({ id }: (typeof plain)[number]) => id,
      ({ id }: (typeof plain)[number]) => id.replace(INNER_EXTENSION, ""),
    ])
      for (const one of plain) if (!this.paths.has(called(one))) this.paths.set(called(one), one.path);
    this.ids = ids;
  }

  /** @throws {NamesakeError} SOURCE_NOT_FOUND */
  static async open(folder: string): Promise<DocumentFolder> {
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
        .map(({ name, parentPath }) => ({ name, path: join(parentPath, name) }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
      return new DocumentFolder(files);
    } catch (error) {
      throw new NamesakeError("SOURCE_NOT_FOUND", { path: folder, why: reason(error) }, { cause: error });
    }
  }

  /** The path of a document's file. */
  path(id: string): string | undefined {
    return this.paths.get(id);
  }

  /** The text of a file, line ends kept; `undefined` where it cannot be read, which is reported. */
  async text(path: string, where: string, options: ReadOptions): Promise<string | undefined> {
    let text = "";
    try {
      for await (const piece of openText(path)) text += piece;
      return text;
    } catch (error) {
      if (!(error instanceof NamesakeError)) throw error;
      options.problem(invalid(where, "document", "a file of text", error.message));
      return undefined;
    }
  }
}
