import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import { checkRecord, type EntityRecord } from "../record.js";
import { addEntity } from "./add.js";
import { addAlias, removeAlias, setAliasCount } from "./aliases.js";
import type { Entities } from "./entities.js";
import { mergeEntities } from "./merge.js";
import { addRelation, removeRelation } from "./relations.js";
import { removeEntity } from "./remove.js";
import { renameEntity } from "./rename.js";
import { splitEntity, type Taken } from "./split.js";
import { addTypes, removeTypes } from "./types.js";
import { describeEntity, type RecordChanges, updateEntity } from "./update.js";

/** An operation on a KB as data: a line of `namesake kb apply`. */
export type Operation =
  | { op: "add"; entity: EntityRecord }
  | { op: "put"; entity: EntityRecord }
  | ({ op: "update"; id: string } & RecordChanges)
  | { op: "describe"; id: string; description: string }
  | { op: "rename"; id: string; to: string }
  | { op: "merge"; into: string; ids: readonly string[] }
  | { op: "split"; id: string; entity: EntityRecord; take: Taken }
  | { op: "remove"; id: string; relations?: "keep" | "remove" }
  | { op: "addAlias"; id: string; alias: string; count?: number }
  | { op: "setAliasCount"; id: string; alias: string; count: number }
  | { op: "removeAlias"; id: string; alias: string }
  | { op: "addTypes"; id: string; system: string; names: readonly string[] }
  | { op: "removeTypes"; id: string; system: string; names?: readonly string[] }
  | { op: "addRelation"; id: string; relation: string; object: string }
  | { op: "removeRelation"; id: string; relation: string; object?: string };

type Name = Operation["op"];
type Kind = "text" | "texts" | "number" | "object" | "keeping" | "taken";

/** The fields that each operation needs; what begins with "?" may be left out. */
const FIELDS: Record<Name, Readonly<Record<string, Kind | `?${Kind}`>>> = {
  add: { entity: "object" },
  put: { entity: "object" },
  update: { id: "text", set: "?object", clear: "?texts" },
  describe: { id: "text", description: "text" },
  rename: { id: "text", to: "text" },
  merge: { into: "text", ids: "texts" },
  split: { id: "text", entity: "object", take: "taken" },
  remove: { id: "text", relations: "?keeping" },
  addAlias: { id: "text", alias: "text", count: "?number" },
  setAliasCount: { id: "text", alias: "text", count: "number" },
  removeAlias: { id: "text", alias: "text" },
  addTypes: { id: "text", system: "text", names: "texts" },
  removeTypes: { id: "text", system: "text", names: "?texts" },
  addRelation: { id: "text", relation: "text", object: "text" },
  removeRelation: { id: "text", relation: "text", object: "?text" },
};

/** The names of the operations. */
export const OPERATIONS = Object.keys(FIELDS) as Name[];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTaken(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { aliases, types, relations, sameAs, ...more } = value;
  const isTexts = (list: unknown) => list === undefined || IS.texts(list);
  const isFact = (one: unknown) => isObject(one) && IS.text(one["relation"]) && IS.text(one["object"]);
  return (
    Object.keys(more).length === 0 &&
    isTexts(aliases) &&
    isTexts(sameAs) &&
    (types === undefined || (isObject(types) && Object.values(types).every(IS.texts))) &&
    (relations === undefined || (Array.isArray(relations) && relations.every(isFact)))
  );
}

const IS: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === "string",
  texts: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  number: (value) => typeof value === "number",
  object: isObject,
  keeping: (value) => value === "keep" || value === "remove",
  taken: isTaken,
};
const SAID: Record<Kind, string> = {
  text: "a text",
  texts: "a list of texts",
  number: "a number",
  object: "an object",
  keeping: '"keep" or "remove"',
  taken: "an object of aliases, types, relations and sameAs",
};

/**
 * Checks that `value` is an {@link Operation} and returns it.
 *
 * @param where names it in the message, e.g. "changes.jsonl, line 7"
 * @throws {NamesakeError} RECORD_INVALID
 */
export function checkOperation(value: unknown, where: string): Operation {
  const wrong = (field: string, expected: string, found: unknown): never => {
    throw new NamesakeError("RECORD_INVALID", {
      where,
      field,
      expected,
      found: found === undefined ? "nothing" : JSON.stringify(found).slice(0, 60),
    });
  };
  if (!isObject(value)) return wrong("operation", 'an object such as {"op":"remove","id":"Q1"}', value);
  const given = value;
  const name = OPERATIONS.find((one) => one === given["op"]);
  if (name === undefined) return wrong("op", `one of ${OPERATIONS.join(", ")}`, given["op"]);
  const fields = FIELDS[name];
  for (const [field, wanted] of Object.entries(fields)) {
    const kind = wanted.replace("?", "") as Kind;
    if (given[field] === undefined && wanted.startsWith("?")) continue;
    if (!IS[kind](given[field])) wrong(field, SAID[kind], given[field]);
  }
  const unknown = Object.keys(given).find((field) => field !== "op" && !Object.hasOwn(fields, field));
  if (unknown !== undefined)
    wrong(unknown, `no field of "${name}", which has ${Object.keys(fields).join(", ")}`, given[unknown]);
  if (given["entity"] !== undefined) checkRecord(given["entity"], where);
  return value as unknown as Operation;
}

/** The edits that carry an operation out. Throws what the operation's own function throws. */
export function editsOf(kb: Entities, operation: Operation): Edit[] {
  switch (operation.op) {
    case "add":
      return addEntity(kb, operation.entity);
    case "put":
      return [{ put: operation.entity }];
    case "update":
      return updateEntity(kb, operation.id, operation);
    case "describe":
      return describeEntity(kb, operation.id, operation.description);
    case "rename":
      return renameEntity(kb, operation.id, operation.to);
    case "merge":
      return mergeEntities(kb, operation.into, operation.ids);
    case "split":
      return splitEntity(kb, operation.id, operation.entity, operation.take);
    case "remove":
      return removeEntity(kb, operation.id, operation);
    case "addAlias":
      return addAlias(kb, operation.id, operation.alias, operation.count);
    case "setAliasCount":
      return setAliasCount(kb, operation.id, operation.alias, operation.count);
    case "removeAlias":
      return removeAlias(kb, operation.id, operation.alias);
    case "addTypes":
      return addTypes(kb, operation.id, operation.system, operation.names);
    case "removeTypes":
      return removeTypes(kb, operation.id, operation.system, operation.names);
    case "addRelation":
      return addRelation(kb, operation.id, operation.relation, operation.object);
    case "removeRelation":
      return removeRelation(kb, operation.id, operation.relation, operation.object);
  }
}

/** Whether carrying out an operation asks who has relations to an entity. */
export const looksForReferrers = (operation: Operation): boolean =>
  operation.op === "rename" ||
  operation.op === "merge" ||
  (operation.op === "remove" && operation.relations === "remove");
