import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import type { EntityRecord } from "../../kb/record.js";
import type { Source } from "../source.js";
import { subjectSource } from "../subject-source.js";
import { displayName } from "../text-file.js";
import { entityIds, lists, type Mapped, relations, texts, typesByNumber } from "./mappings.js";
import { popularity, scoredAlias } from "./raw-profile.js";

/** One thing that a file of the database says about an entity. */
type Fact =
  | { of: "entity" }
  | { of: "title" | "description"; text: string }
  | { of: "alias"; text: string; score: number }
  | { of: "types"; system: string; names: string[] }
  | { of: "relation"; relation: string; object: string };

const ENTITIES = "entity_mappings";
const TYPES = "type_mappings";

/** Whether a folder is an entity database of Bootleg. */
export const isEntityDb = (path: string): boolean => existsSync(join(path, ENTITIES));

function typesIn(folder: string): AsyncIterable<Mapped> | undefined {
  const byName = lists(folder, "qid2typenames");
  return byName ?? (existsSync(join(folder, "qid2typeids.json")) ? typesByNumber(folder) : undefined);
}

/** Tells the sorter all that the database says, file by file. */
async function collect(
  path: string,
  add: (id: string, fact: Fact) => void,
  progress: (done: number) => void,
): Promise<void> {
  const folder = join(path, ENTITIES);
  const aliases = lists(folder, "alias2qids");
  if (aliases === undefined)
    throw new NamesakeError("SOURCE_NOT_FOUND", {
      path: join(folder, "alias2qids"),
      why: "it does not exist",
    });
  for await (const id of entityIds(folder)) add(id, { of: "entity" });
  for await (const [id, text] of texts(join(folder, "qid2title.json"))) add(id, { of: "title", text });
  progress(0.25);
  for await (const [id, text] of texts(join(folder, "qid2desc.json"))) add(id, { of: "description", text });
  progress(0.5);
  for await (const { key, values } of aliases)
    for (const [id, score] of values) add(id, { of: "alias", text: key, score });
  progress(0.75);
  const systems = existsSync(join(path, TYPES)) ? readdirSync(join(path, TYPES)).sort() : [];
  for (const system of systems)
    for await (const { key, values } of typesIn(join(path, TYPES, system)) ?? [])
      add(key, { of: "types", system, names: values.map(([name]) => name) });
  for await (const { key, relation, object } of relations(join(path, "kg_mappings")))
    add(key, { of: "relation", relation, object });
  progress(1);
}

/** The entity of all that is said about it; `undefined` where nothing says that it is one of the database. */
function entityOf(id: string, facts: readonly Fact[]): EntityRecord | undefined {
  const aliases: { text: string; count: number }[] = [];
  const types = new Map<string, string[]>();
  const related: { relation: string; object: string }[] = [];
  let name: string | undefined;
  let description: string | undefined;
  let known = false;
  for (const fact of facts) {
    if (fact.of === "entity") known = true;
    else if (fact.of === "title") name = fact.text;
    else if (fact.of === "description") description = fact.text;
    else if (fact.of === "alias") aliases.push(scoredAlias([fact.text, fact.score]));
    else if (fact.of === "types" && fact.names.length > 0) types.set(fact.system, fact.names);
    else if (fact.of === "relation") related.push({ relation: fact.relation, object: fact.object });
  }
  if (!known && name === undefined && aliases.length === 0) return undefined;
  const count = popularity(aliases);
  return {
    id,
    name: name ?? id,
    ...(description === undefined ? {} : { description }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(types.size === 0 ? {} : { types: Object.fromEntries(types) }),
    ...(related.length === 0 ? {} : { relations: related }),
    ...(count > 0 ? { count } : {}),
  };
}

/**
 * Entities from Bootleg's `entity_db`, in order of their ids: aliases and their scores from `entity_mappings/alias2qids`, titles and
 * descriptions, the types of all systems of `type_mappings`, and the relations of `kg_mappings`. Mappings may be tries (version 1.1) or
 * JSON (1.0); all but the aliases may be absent. Of aliases, types and relations it has no more than it was built with: 30 candidates an
 * alias and 10 types where nobody asked for more.
 *
 * What is said about an entity stands in several files and is brought together on disk, in the system's folder for temporary files.
 *
 * Orr et al., Bootleg: Chasing the Tail with Self-Supervised Named Entity Disambiguation, CIDR 2021.
 *
 * @param path the folder that has `entity_mappings`
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT, TRIE_DAMAGED, RECORD_INVALID
 * @example
 * ```ts
 * for await (const { id, name } of bootlegEntityDb("data/entity_db").records(observer)) console.log(id, name);
 * ```
 */
export function bootlegEntityDb(path: string): Source {
  return subjectSource<Fact>(displayName(path), {
    read: (add, observer) => collect(path, add, (done) => observer.progress?.(done)),
    entity: entityOf,
  });
}
