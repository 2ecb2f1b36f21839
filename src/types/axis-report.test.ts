import { array, assert, integer, property, uniqueArray } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { reportAxis } from "./axis-report.js";
import { Bitset } from "./bitset.js";
import { withDescribedTypes } from "./discovery/described-types.js";
import { type EntityGraph, entityGraphOf } from "./graph/entity-graph.js";
import { JAGUARS, jaguarGraph } from "./graph/small-graph.contract.js";
import { relation, types } from "./query/query.js";
import { BUILTIN_SYSTEMS, systemOfTypes } from "./systems.js";
import { membersOf, type TypeAxis } from "./type-system.js";

let graph: EntityGraph;
beforeAll(async () => {
  graph = await jaguarGraph();
});
const ids = (rows: readonly number[]) => rows.map((row) => graph.idOf(row));
const axisOf = (classes: TypeAxis["classes"]): TypeAxis => ({
  name: "a",
  overlap: "first",
  other: "other",
  classes,
});

describe("the report of an axis", () => {
  it("counts classes before and after their overlaps, with the most popular entities", () => {
    const axis = axisOf([
      { name: "made", members: types("ner", ["ORG", "VEHI"]) },
      { name: "here", members: types("ner", ["LOC", "ORG"]) },
      { name: "none", members: relation("country", "brazil") },
    ]);
    const { classes, overlaps, other } = reportAxis(axis, membersOf(axis, graph), graph, { examples: 2 });
    expect(classes.map(({ examples, ...rest }) => ({ ...rest, examples: ids(examples) }))).toEqual([
      { name: "made", members: 2, assigned: 2, examples: ["jaguar cars", "xj220"] },
      { name: "here", members: 4, assigned: 3, examples: ["uk", "brazil"] },
      { name: "none", members: 0, assigned: 0, examples: [] },
    ]);
    expect(overlaps).toEqual([
      { classes: ["made", "here"], shared: 1, examples: [graph.rowOf("jaguar cars")] },
    ]);
    expect(other.size).toBe(7);
    expect(ids(other.examples)).toEqual(["jaguar", "thing"]);
  });

  it("counts all members of classes that are questions of their own", () => {
    const axis = axisOf([
      { name: "made", members: types("ner", ["ORG", "VEHI"]) },
      { name: "here", members: types("ner", ["LOC", "ORG"]) },
    ]);
    const { classes, other } = reportAxis(axis, membersOf(axis, graph), graph, { examples: 9, apart: true });
    expect(classes.map(({ members, assigned }) => [members, assigned])).toEqual([
      [2, 2],
      [4, 4],
    ]);
    expect(classes.map(({ examples }) => ids(examples))).toEqual([
      ["jaguar cars", "xj220"],
      ["uk", "brazil", "europe", "jaguar cars"],
    ]);
    expect(other.size).toBe(7);
  });

  it("says what most of the others have in common", () => {
    const axis = axisOf([{ name: "animal", members: types("ner", "ANIM") }]);
    const { other } = reportAxis(axis, membersOf(axis, graph), graph, { examples: 2 });
    expect(other.traits).toEqual([
      { query: types("ner", "LOC"), count: 3 },
      { query: relation("subclass of", "object"), count: 3 },
    ]);
  });

  it("finds all that any two classes share", () => {
    const rows = uniqueArray(integer({ min: 0, max: 11 }), { maxLength: 12 });
    assert(
      property(array(rows, { minLength: 1, maxLength: 4 }), (given) => {
        const members = given.map((one) => Bitset.of(graph.size, one));
        const axis = axisOf(members.map((set, i) => ({ name: `${i}`, members: set })));
        const { overlaps, classes, other } = reportAxis(axis, members, graph, { examples: 3 });
        for (const [i, first] of members.entries())
          for (const [j, second] of members.entries()) {
            const found = overlaps.find(({ classes: [a, b] }) => a === `${i}` && b === `${j}`);
            expect(found?.shared ?? 0).toBe(i < j ? first.intersectionCount(second) : 0);
            expect(found?.examples.every((row) => first.has(row) && second.has(row)) ?? true).toBe(true);
          }
        expect(overlaps.map(({ shared }) => shared)).toEqual(
          overlaps.map(({ shared }) => shared).sort((a, b) => b - a),
        );
        expect(classes.reduce((sum, one) => sum + one.assigned, other.size)).toBe(graph.entities.count());
      }),
    );
  });
});

describe("systems without a file", () => {
  it("are the 18 classes", () => {
    const [axis] = BUILTIN_SYSTEMS.get("ner")?.axes ?? [];
    expect(axis?.classes).toHaveLength(18);
  });

  it("are asked of entities whose records tell no class too", async () => {
    const kb = await createKnowledgeBase(JAGUARS);
    const classes = new Map([
      ["cat", "ANIM"],
      ["jaguar", "ANIM"],
      ["uk", "LOC"],
    ]);
    const classified = withDescribedTypes(entityGraphOf(kb), kb, {
      classOf: (row) => classes.get(kb.at(row)?.id ?? ""),
    });
    const [axis] = BUILTIN_SYSTEMS.get("ner")?.axes ?? [];
    const sizes = axis && membersOf(axis, classified, { unknown: "skip" }).map((set) => set.count());
    expect(sizes?.filter((size) => size > 0)).toEqual([1, 2]);
  });

  it("and those of the records, the largest types first", () => {
    expect(systemOfTypes(graph, "ner", 2)?.axes[0]?.classes.map(({ name }) => name)).toEqual(["LOC", "ANIM"]);
    expect(systemOfTypes(graph, "kind", 2)).toBeUndefined();
  });
});
