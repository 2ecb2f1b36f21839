import fc from "fast-check";
import type { Operation } from "./profile/operation.js";
import type { EntityRecord } from "./record.js";
import { nameCount } from "./record-aliases.js";

const START: readonly EntityRecord[] = [
  { id: "a", name: "Ada Alpha", aliases: ["Ada", { text: "A. Alpha", count: 4 }], count: 10 },
  { id: "b", name: "Bob Beta", relations: [{ relation: "knows", object: "a" }], types: { ner: ["PER"] } },
  { id: "c", name: "Ada", relations: [{ relation: "near", object: "b" }], sameAs: ["Q3"], count: 2 },
];

const id = fc.constantFrom("a", "b", "c", "d", "e");
const alias = fc.constantFrom("Ada", "Bob Beta", "Xerxes the Great");
const relation = fc.constantFrom("knows", "near");
const type = fc.constantFrom("PER", "LOC");

/** Operations that meet the few entities of the model, some of them impossible. */
export const operationIn: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constant("add" as const), entity: fc.record({ id, name: alias }) }),
  fc.record({
    op: fc.constant("update" as const),
    id,
    set: fc.record({ description: fc.constantFrom("a queen", "a king") }),
  }),
  fc.record({ op: fc.constant("rename" as const), id, to: id }),
  fc.record({
    op: fc.constant("merge" as const),
    into: id,
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    op: fc.constant("split" as const),
    id,
    entity: fc.record({ id, name: alias }),
    take: fc.record({ aliases: fc.constantFrom([], ["Ada"]) }),
  }),
  fc.record({
    op: fc.constant("remove" as const),
    id,
    relations: fc.constantFrom("keep" as const, "remove" as const),
  }),
  fc.record({ op: fc.constant("addAlias" as const), id, alias, count: fc.constantFrom(1, 2) }),
  fc.record({ op: fc.constant("addTypes" as const), id, system: fc.constant("ner"), names: fc.tuple(type) }),
  fc.record({ op: fc.constant("addRelation" as const), id, relation, object: id }),
);
export const MODEL_OPERATIONS: readonly Operation["op"][] = [
  "add",
  "update",
  "rename",
  "merge",
  "split",
  "remove",
  "addAlias",
  "addTypes",
  "addRelation",
];

type Aliases = Map<string, number | undefined>;
type State = Map<string, EntityRecord>;

const aliasesOf = ({ aliases = [] }: EntityRecord): Aliases =>
  new Map(aliases.map((one) => (typeof one === "string" ? [one, undefined] : [one.text, one.count])));
const listed = (aliases: Aliases) =>
  [...aliases].map(([text, count]) => (count === undefined ? text : { text, count }));
const once = <T>(list: readonly T[]): T[] =>
  list.filter((one, i) => list.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i);

/** Leads all relations to `from` to `to`, or nowhere. */
function redirect(state: State, from: readonly string[], to: string | undefined): void {
  for (const [key, record] of state) {
    const facts = record.relations ?? [];
    if (!facts.some(({ object }) => from.includes(object))) continue;
    const moved = facts.map((fact) => (from.includes(fact.object) ? { ...fact, object: to ?? "" } : fact));
    state.set(key, { ...record, relations: once(moved.filter(({ object }) => object !== "")) });
  }
}

/** Carries an operation out with the simplest code there is; false where it is impossible. */
function carryOut(state: State, operation: Operation): boolean {
  if (operation.op === "add") {
    if (state.has(operation.entity.id)) return false;
    state.set(operation.entity.id, operation.entity);
    return true;
  }
  const record = state.get(operation.op === "merge" ? operation.into : "id" in operation ? operation.id : "");
  if (record === undefined) return false;
  const change = (changes: Partial<EntityRecord>) => state.set(record.id, { ...record, ...changes });
  switch (operation.op) {
    case "update":
      change(operation.set ?? {});
      return true;
    case "rename":
      if (operation.to === record.id) return true;
      if (state.has(operation.to)) return false;
      state.delete(record.id);
      state.set(operation.to, {
        ...record,
        id: operation.to,
        sameAs: once([...(record.sameAs ?? []), record.id]).filter((one) => one !== operation.to),
      });
      redirect(state, [record.id], operation.to);
      return true;
    case "merge": {
      const others = operation.ids.map((one) => state.get(one));
      if (operation.ids.includes(record.id) || others.includes(undefined)) return false;
      let one = record;
      for (const other of others as EntityRecord[]) one = joined(one, other);
      for (const gone of operation.ids) state.delete(gone);
      state.set(record.id, one);
      redirect(state, operation.ids, record.id);
      const own = [record.id, ...operation.ids];
      const mine = state.get(record.id) as EntityRecord;
      const facts = [record, ...(others as EntityRecord[])].flatMap(({ relations = [] }) => relations);
      state.set(record.id, { ...mine, relations: once(facts.filter(({ object }) => !own.includes(object))) });
      return true;
    }
    case "split": {
      const aliases = aliasesOf(record);
      const wanted = operation.take.aliases ?? [];
      if (state.has(operation.entity.id) || wanted.some((text) => !aliases.has(text))) return false;
      const taken: Aliases = new Map(wanted.map((text) => [text, aliases.get(text)]));
      for (const text of wanted) aliases.delete(text);
      change({ aliases: listed(aliases) });
      state.set(operation.entity.id, { ...operation.entity, aliases: listed(taken) });
      return true;
    }
    case "remove":
      state.delete(record.id);
      if (operation.relations === "remove") redirect(state, [record.id], undefined);
      return true;
    case "addAlias": {
      const aliases = aliasesOf(record);
      aliases.set(operation.alias, (aliases.get(operation.alias) ?? 0) + (operation.count ?? 0));
      change({ aliases: listed(aliases) });
      return true;
    }
    case "addTypes":
      change({ types: { ner: once([...(record.types?.["ner"] ?? []), ...operation.names]) } });
      return true;
    case "addRelation": {
      const { relation, object } = operation;
      change({ relations: once([...(record.relations ?? []), { relation, object }]) });
      return true;
    }
    default:
      throw new Error(`the model has no ${operation.op}`);
  }
}

/** Names that were counted keep their counts; what is not counted in either stays so. */
function joined(one: EntityRecord, other: EntityRecord): EntityRecord {
  const aliases = aliasesOf(one);
  const add = (text: string, count: number | undefined) => {
    const sum = count === undefined ? aliases.get(text) : (aliases.get(text) ?? 0) + count;
    aliases.set(text, sum);
  };
  for (const [text, count] of aliasesOf(other)) add(text, count);
  if (aliasesOf(other).get(other.name) === undefined)
    add(other.name, other.count === undefined ? undefined : nameCount(other));
  if (aliasesOf(one).get(one.name) === undefined && aliases.has(one.name)) {
    const more = aliases.get(one.name);
    if (more === undefined) aliases.delete(one.name);
    else aliases.set(one.name, more + nameCount(one));
  }
  const description = one.description ?? other.description;
  const count =
    one.count === undefined && other.count === undefined ? undefined : (one.count ?? 0) + (other.count ?? 0);
  return {
    id: one.id,
    name: one.name,
    ...(description !== undefined && { description }),
    aliases: listed(aliases),
    types: { ner: once([...(one.types?.["ner"] ?? []), ...(other.types?.["ner"] ?? [])]) },
    ...(count !== undefined && { count }),
    sameAs: once([...(one.sameAs ?? []), ...(other.sameAs ?? []), other.id]),
  };
}

/** A record in one form: no order where none is meant, and nothing that is empty. */
export function normal(record: EntityRecord) {
  const { types = {}, ...plain } = record;
  return {
    ...plain,
    aliases: (plain.aliases ?? []).map((one) => JSON.stringify(one)).sort(),
    types: Object.entries(types)
      .flatMap(([system, names]) => names.map((name) => `${system} ${name}`))
      .sort(),
    relations: (plain.relations ?? []).map((one) => `${one.relation} ${one.object}`).sort(),
    sameAs: [...(plain.sameAs ?? [])].sort(),
  };
}

/** A KB as a plain object, with the states that it had. */
export class Model {
  entities: State = new Map(START.map((record) => [record.id, record]));
  private past: State[] = [];
  /** The state that an undo, the last thing that was done, left. */
  private undone: State | undefined;

  /** What operations make of it; undefined where one is impossible. */
  after(operations: readonly Operation[]): State | undefined {
    const state = new Map(this.entities);
    return operations.every((operation) => carryOut(state, operation)) ? state : undefined;
  }

  go(to: State): void {
    this.past.push(this.entities);
    this.undone = undefined;
    this.entities = to;
  }

  /** Returns whether there was something to undo. */
  undo(): boolean {
    const before = this.past.pop();
    if (before === undefined) return false;
    this.undone = this.entities;
    this.entities = before;
    return true;
  }

  redo(): boolean {
    if (this.undone === undefined) return false;
    this.go(this.undone);
    return true;
  }

  /** What the log has forgotten cannot be undone. */
  forget(): void {
    this.past = [];
    this.undone = undefined;
  }
}
