import { assert, asyncProperty, option } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { type EntityGraph, entityGraphOf } from "../graph/entity-graph.js";
import { JAGUARS, jaguarGraph } from "../graph/small-graph.contract.js";
import { anyBlacklist, anyGraph, anyQuery, anyRecords } from "./any-query.contract.js";
import { evaluate, passes } from "./evaluate.js";
import {
  and,
  attribute,
  type Blacklist,
  entities,
  not,
  or,
  type Query,
  reachable,
  relation,
  types,
} from "./query.js";

let graph: EntityGraph;
beforeAll(async () => {
  graph = await jaguarGraph();
});

const idsOf = (query: Query, blacklist?: Blacklist) =>
  [...evaluate(query, graph, { blacklist })].map((row) => graph.idOf(row));
const IS = ["instance of", "subclass of"];

describe("a type query", () => {
  it("finds what leads to a root in any number of steps, round circles too", () => {
    expect(idsOf(reachable("animal", { by: "subclass of" }))).toEqual(["animal", "cat", "jaguar"]);
    expect(idsOf(reachable("thing", { by: IS }))).toEqual(JAGUARS.slice(0, 9).map(({ id }) => id));
    expect(idsOf(reachable(["company", "car"], { by: IS }))).toEqual([
      "company",
      "car",
      "jaguar cars",
      "xj220",
    ]);
  });

  it("finds roots by what they are called elsewhere, and by a query", () => {
    expect(idsOf(reachable("Q729", { by: "subclass of" }))).toContain("jaguar");
    const french = reachable(types("ner", "LOC"), { by: ["country", "manufacturer"] });
    expect(idsOf(french)).toEqual(["jaguar cars", "xj220", "uk", "brazil", "europe"]);
  });

  it("takes no more steps than it may", () => {
    expect(idsOf(reachable("animal", { by: "subclass of", steps: 0 }))).toEqual(["animal"]);
    expect(idsOf(reachable("animal", { by: "subclass of", steps: 1 }))).toEqual(["animal", "cat"]);
  });

  it("walks a relation backwards after ^", () => {
    expect(idsOf(reachable("xj220", { by: "^manufacturer" }))).toEqual(["jaguar cars", "xj220"]);
    expect(idsOf(relation("^manufacturer"))).toEqual(["jaguar cars"]);
    expect(idsOf(relation("^country", "jaguar cars"))).toEqual(["uk"]);
  });

  it("enters no node of a blacklist, a root neither, and crosses none of its edges", () => {
    const animals = (blacklist: Blacklist) => reachable("animal", { by: "subclass of", blacklist });
    expect(idsOf(animals({ nodes: ["cat"] }))).toEqual(["animal"]);
    expect(idsOf(animals({ nodes: ["animal"] }))).toEqual([]);
    expect(idsOf(animals({ edges: [["jaguar", "cat"]] }))).toEqual(["animal", "cat"]);
    expect(idsOf(animals({ edges: [["cat", "jaguar"]] }))).toEqual(["animal", "cat", "jaguar"]);
    expect(idsOf(animals({}), { nodes: ["cat"] })).toEqual(["animal"]);
  });

  it("compares numbers, years of dates and texts", () => {
    expect(idsOf(attribute("founded"))).toEqual(["jaguar cars", "xj220"]);
    expect(idsOf(attribute("founded", "<", 1950))).toEqual(["jaguar cars"]);
    expect(idsOf(attribute("founded", "=", 1992))).toEqual(["xj220"]);
    expect(idsOf(attribute("founded", "!=", 1992))).toEqual(["jaguar cars"]);
    expect(idsOf(attribute("fuel", "=", "petrol"))).toEqual(["xj220"]);
    expect(idsOf(attribute("fuel", "!=", "petrol"))).toEqual([]);
  });

  it.each([
    ["<", [true, false, false]],
    ["<=", [true, true, false]],
    ["=", [false, true, false]],
    ["!=", [true, false, true]],
    [">=", [false, true, true]],
    [">", [false, false, true]],
  ] as const)("compares by %s", (comparison, expected) => {
    expect([1, 2, 3].map((value) => passes(value, comparison, 2))).toEqual(expected);
    expect(passes("2", comparison, 2)).toBe(comparison === "!=");
  });

  it("knows types, relations and combinations", () => {
    expect(idsOf(types("ner", ["ORG", "VEHI"]))).toEqual(["jaguar cars", "xj220"]);
    expect(idsOf(types("wordnet"))).toEqual(["jaguar"]);
    expect(idsOf(relation("country"))).toEqual(["jaguar cars"]);
    expect(idsOf(relation("country", "brazil"))).toEqual([]);
    expect(idsOf(relation("country", relation("part of", "europe")))).toEqual(["jaguar cars"]);
    expect(idsOf(and(types("ner"), not(types("ner", "LOC"))))).toEqual(["jaguar", "jaguar cars", "xj220"]);
    expect(idsOf(or(entities("uk"), entities(["car", "uk"])))).toEqual(["car", "uk"]);
    expect(idsOf(or())).toEqual([]);
    expect(idsOf(and())).toHaveLength(JAGUARS.length);
  });

  it("has no entity that was removed, in a negation neither", async () => {
    const kb = await createKnowledgeBase(JAGUARS);
    kb.edit([{ remove: "cat" }]);
    const smaller = entityGraphOf(kb);
    expect(evaluate(not(or()), smaller).count()).toBe(JAGUARS.length - 1);
    expect(evaluate(reachable("animal", { by: "subclass of" }), smaller).count()).toBe(1);
  });

  it("refuses names that the KB does not have, and says which are near", () => {
    const message = (query: Query, blacklist?: Blacklist) => () => evaluate(query, graph, { blacklist });
    expect(message({ ...relation("contry"), where: "kinds.yaml, line 3" })).toThrow(
      'kinds.yaml, line 3: the knowledge base has no relation "contry". Nearest: "country".',
    );
    expect(message(reachable("animol", { by: "subclass of" }))).toThrow(
      'The knowledge base has no entity "animol". Nearest: animal.',
    );
    expect(message(reachable("animal", { by: "^sublass of" }))).toThrow('no relation "sublass of"');
    expect(message(types("nerr", "PER"))).toThrow('no type system "nerr". Nearest: "ner".');
    expect(message(types("ner", "ORGS"))).toThrow('no type "ORGS". Nearest: "ORG".');
    expect(message(attribute("fouel"))).toThrow('no attribute "fouel". Nearest: "fuel", "founded".');
    expect(message(entities("zzzzzzzzzzzz"))).toThrow('"namesake kb search NAME" finds ids.');
    expect(message(not(and(or(entities("uk"), types("kind")))))).toThrow("no type system");
    expect(message(reachable("uk", { by: "country", blacklist: { edges: [["uk", "franz"]] } }))).toThrow(
      '"franz"',
    );
    expect(message(entities("uk"), { nodes: ["gb"] })).toThrow('no entity "gb"');
    expect([...evaluate(or(entities("uk"), relation("contry")), graph, { unknown: "skip" })]).toHaveLength(1);
  });

  it("means what its words mean", async () => {
    await assert(
      asyncProperty(
        anyRecords,
        anyQuery,
        option(anyBlacklist, { nil: undefined }),
        async (records, query, blacklist) => {
          const own = await anyGraph(records);
          const found = [...evaluate(query, own, { blacklist })].map((row) => own.idOf(row));
          expect(found).toEqual(
            records.map(({ id }) => id).filter((id) => holds(query, id, records, blacklist)),
          );
        },
      ),
    );
  });
});

/** The meaning of a query, entity by entity, without sets or indexes. */
function holds(query: Query, id: string, records: EntityRecord[], blacklist: Blacklist | undefined): boolean {
  const of = (part: Query, other = id) => holds(part, other, records, blacklist);
  const self = records.find((one) => one.id === id) as EntityRecord;
  const objects = (subject: string, written: string): string[] =>
    written.startsWith("^")
      ? records
          .filter(({ relations = [] }) =>
            relations.some((one) => one.relation === written.slice(1) && one.object === subject),
          )
          .map((one) => one.id)
      : (records.find((one) => one.id === subject)?.relations ?? [])
          .filter((one) => one.relation === written)
          .map(({ object }) => object);
  switch (query.kind) {
    case "entities":
      return query.ids.includes(id);
    case "attribute": {
      const value = self.attributes?.["year"] as number | string | undefined;
      return (
        value !== undefined &&
        (query.test === undefined || passes(value, query.test.comparison, query.test.value))
      );
    }
    case "types": {
      const own = self.types?.["t"] ?? [];
      return query.names === undefined ? own.length > 0 : query.names.some((name) => own.includes(name));
    }
    case "relation":
      return objects(id, query.relation).some((object) => query.to === undefined || of(query.to, object));
    case "reachable": {
      const lists = [blacklist, query.blacklist];
      const isOpen = (node: string) => !lists.some((list) => list?.nodes?.includes(node));
      const isCrossable = (from: string, to: string) =>
        !lists.some((list) => list?.edges?.some(([a, b]) => a === from && b === to));
      let ends = isOpen(id) ? [id] : [];
      for (let step = 0; step < Math.min(query.steps ?? 99, records.length); step++)
        ends = [
          ...new Set([
            ...ends,
            ...ends.flatMap((from) =>
              query.by.flatMap((by) => objects(from, by)).filter((to) => isOpen(to) && isCrossable(from, to)),
            ),
          ]),
        ];
      return ends.some((end) => of(query.from, end));
    }
    case "and":
      return query.queries.every((part) => of(part));
    case "or":
      return query.queries.some((part) => of(part));
    case "not":
      return !of(query.query);
  }
}
