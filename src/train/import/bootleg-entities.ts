import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { entityTextOf, textFingerprint } from "../../models/encoders/entity-text.js";
import { isFile, readJson } from "./checkpoint-files.js";
import type { EntityMatrix } from "./entity-matrix.js";
import { EntityRows } from "./import-vectors.js";

/** Where Bootleg keeps which row is whose, from the folder of a model or of its data on. */
const PLACES = [join("entity_db", "entity_mappings"), "entity_mappings", "."];
const NAME = "qid2eid";

/** What reads a trie, in Python, where Bootleg is. */
const DUMP =
  "in Python: json.dump(EntitySymbols.load_from_cache('entity_db/entity_mappings').get_qid2eid_dict(), open('qid2eid.json', 'w'))";

/**
 * Finds the file that says which row of Bootleg's matrix is which entity's: `qid2eid.json`.
 *
 * @param folder of the model, or of its entity_db
 * @throws {NamesakeError} IMPORT_INCOMPLETE where it is not there, or only as a trie of marisa, which is not read here
 */
export async function findEntityIds(folder: string): Promise<string> {
  for (const place of PLACES) {
    const path = join(folder, place, `${NAME}.json`);
    if (await isFile(path)) return path;
  }
  for (const place of PLACES) {
    const path = join(folder, place, NAME);
    if (!((await stat(path).catch(() => undefined))?.isDirectory() ?? false)) continue;
    const tries = (await readdir(path)).filter((name) => name.endsWith(".marisa"));
    if (tries.length > 0)
      throw new NamesakeError("IMPORT_INCOMPLETE", {
        path: folder,
        missing: `${NAME}.json; ${path} is a trie (${tries.join(", ")}), which cannot be read here`,
        remedy: `Write it as JSON beside it, ${DUMP}`,
      });
  }
  throw new NamesakeError("IMPORT_INCOMPLETE", {
    path: folder,
    missing: `${NAME}.json, which says whose vectors the rows are`,
    remedy: `Make it of Bootleg's entity_db, ${DUMP}`,
  });
}

/**
 * Finds the entities of Bootleg's vectors in a KB: `eid` is the row, and the KB has the Wikidata item as id or as `sameAs`.
 *
 * @param path of qid2eid.json
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function bootlegEntityRows(
  path: string,
  kb: KnowledgeBase,
  matrix: EntityMatrix,
): Promise<EntityRows> {
  const ids = await readJson(path);
  if (typeof ids !== "object" || ids === null || Array.isArray(ids))
    throw invalid(path, "the file", "an object", "something else");
  const found = new EntityRows(matrix.rows);
  for (const [qid, eid] of Object.entries(ids) as [string, unknown][]) {
    if (!Number.isInteger(eid) || (eid as number) < 0 || (eid as number) >= matrix.rows)
      throw invalid(path, qid, `a row of ${matrix.path}, below ${matrix.rows}`, JSON.stringify(eid));
    const id = kb.resolve(qid);
    const entity = id === undefined ? undefined : kb.index(id);
    const record = entity === undefined ? undefined : kb.at(entity);
    if (entity === undefined || record === undefined) continue;
    // What text Bootleg read is not known; a vector stays until the entity is edited here.
    found.set(eid as number, entity, textFingerprint(entityTextOf(kb, record)));
  }
  return found;
}

const invalid = (where: string, field: string, expected: string, found: string): NamesakeError =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found });
