import { NamesakeError } from "../errors.js";

/** Where a part of a KB came from, and under which licence. */
export interface SourceInfo {
  name: string;
  version?: string;
  /** SPDX identifier where there is one, else the licence's name. */
  licence?: string;
  url?: string;
  /** Records taken from it. */
  records?: number;
}

/**
 * Version of the folder's layout and of the tables in it. A newer one is refused, an older one read. 2: with the table `sameAs`,
 * without which ids of elsewhere lead nowhere. 3: with the table `nameWords`, without which no entity is found by a part of its name.
 * 4: with the table `names`, without which a name is read out of its record, and `log` and `referrers`, which edits fill.
 */
export const FORMAT_VERSION = 4;

/** The file `manifest.json` of a KB's folder: what it is, as it was when it was built. */
export interface Manifest {
  format: "namesake-kb";
  version: number;
  name: string;
  store: "memory" | "lmdb";
  /** ISO date and time of the build. */
  created: string;
  /** Version of the package that built it. */
  builder: string;
  sources: SourceInfo[];
  /** The type system whose names are a candidate's `types`; "" when no record has types. */
  typeSystem: string;
  /** Languages of the names, ISO 639-1; absent = English. */
  languages?: readonly string[];
  entities: number;
  /** Pairs of alias and entity. */
  aliases: number;
  /** Hash over all records, whatever their order; `stats()` gives the one after edits. */
  contentHash: string;
  /** Size of the data file when it was built; it never shrinks. */
  bytes?: number;
  /** How often the data file was written anew to be compact; each has a name of its own, see `data-files.ts`. */
  generation?: number;
  /** Of a snapshot: when it was taken (ISO date and time) and the version of the KB, see `Transaction`. */
  snapshot?: { taken: string; version: number };
}

/**
 * Reads the text of a `manifest.json`.
 *
 * @param path names the folder in messages
 * @throws {NamesakeError} KB_FOREIGN, KB_NEWER
 */
export function parseManifest(json: string, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new NamesakeError("KB_FOREIGN", { path, why: "its manifest.json is not JSON" });
  }
  const manifest = value as Manifest | null;
  if (manifest?.format !== "namesake-kb" || typeof manifest.version !== "number")
    throw new NamesakeError("KB_FOREIGN", { path, why: 'its manifest.json does not say "namesake-kb"' });
  if (manifest.version > FORMAT_VERSION)
    throw new NamesakeError("KB_NEWER", { path, found: manifest.version, known: FORMAT_VERSION });
  if (manifest.store !== "memory" && manifest.store !== "lmdb")
    throw new NamesakeError("KB_FOREIGN", { path, why: `its store "${String(manifest.store)}" is unknown` });
  return manifest;
}
