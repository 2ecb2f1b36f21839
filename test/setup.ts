import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What the starter KB is made by: another version of it is another cache. */
const MAKERS = ["src/sources/starter", "src/types/classes/wordnet", "src/kb", "src/text"];

/**
 * Before all tests: one starter KB in a cache of the tests' own, built from the compiled code; where NAMESAKE_PACKAGE names an
 * installed package, that one is tested, in the cache that NAMESAKE_CACHE names.
 */
export default async function setup(): Promise<void> {
  const hash = createHash("sha256");
  for (const folder of MAKERS)
    for (const name of readdirSync(join(root, folder)).sort())
      if (/\.(ts|tsv|jsonl)$/.test(name) && !name.includes(".test."))
        hash.update(name).update(readFileSync(join(root, folder, name)));
  const installed = process.env["NAMESAKE_PACKAGE"];
  if (installed === undefined)
    process.env["NAMESAKE_CACHE"] = join(root, ".cache", hash.digest("hex").slice(0, 16));
  const { openStarter } = (await import(
    join(installed ?? root, "dist/starter.js")
  )) as typeof import("../src/starter.js");
  await (await openStarter()).close();
}
