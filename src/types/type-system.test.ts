import { array, assert, integer, property, uniqueArray } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { assignTypes, systemOfAssigned } from "./assigned-types.js";
import { Bitset } from "./bitset.js";
import type { EntityGraph } from "./graph/entity-graph.js";
import { jaguarGraph } from "./graph/small-graph.contract.js";
import { not, or, reachable, relation, types } from "./query/query.js";
import { decideClasses, MOST_CLASSES, type OverlapRule, type TypeAxis } from "./type-system.js";

let graph: EntityGraph;
beforeAll(async () => {
  graph = await jaguarGraph();
});

const BY = { by: ["instance of", "subclass of"] };
const kind = (overlap: OverlapRule): TypeAxis => ({
  name: "kind",
  overlap,
  other: "rest",
  classes: [
    { name: "thing", members: reachable("thing", BY) },
    { name: "animal", members: reachable("animal", BY) },
    { name: "place", members: types("ner", "LOC") },
  ],
});
const nothing = or();

describe("an axis", () => {
  const classesOf = (axis: TypeAxis, blacklist = {}) => {
    const [assigned] = assignTypes({ name: "s", axes: [axis], blacklist }, graph).axes;
    return Object.fromEntries(
      Array.from(assigned?.classOf ?? [], (one, row) => [graph.idOf(row), assigned?.classes[one]]),
    );
  };

  it("gives an entity of several classes the one that is named first", () => {
    expect(classesOf(kind("first"))).toMatchObject({ jaguar: "thing", cat: "thing", uk: "place" });
  });

  it("or the smallest, as its rule says", () => {
    expect(classesOf(kind("smallest"))).toMatchObject({
      jaguar: "animal",
      cat: "animal",
      car: "thing",
      uk: "place",
    });
  });

  it("gives all that is in no class the name it has for that", () => {
    expect(classesOf({ ...kind("first"), classes: [{ name: "a", members: nothing }] })).toMatchObject({
      jaguar: "rest",
      uk: "rest",
    });
  });

  it("keeps away from what the blacklist of the system forbids", () => {
    expect(classesOf(kind("smallest"), { nodes: ["cat"] })).toMatchObject({
      jaguar: "rest",
      cat: "rest",
      animal: "animal",
    });
  });

  it("refuses names that the KB does not have, or takes them to mean nothing", () => {
    const system = {
      name: "s",
      axes: [{ ...kind("first"), classes: [{ name: "a", members: not(relation("of")) }] }],
    };
    expect(() => assignTypes(system, graph)).toThrow('no relation "of"');
    const [axis] = assignTypes(system, graph, { unknown: "skip" }).axes;
    expect(axis?.classOf.every((one) => one === 1)).toBe(true);
  });

  it("decides as its rule says for any classes", () => {
    const rows = uniqueArray(integer({ min: 0, max: 19 }), { maxLength: 20 });
    assert(
      property(array(rows, { minLength: 1, maxLength: 5 }), (given) => {
        const sets = given.map((one) => Bitset.of(20, one));
        for (const overlap of ["first", "smallest"] as const) {
          const classOf = decideClasses({ ...kind(overlap), classes: [] }, sets, 20);
          for (let row = 0; row < 20; row++) {
            const own = given.map((one, i) => ({ i, size: one.length })).filter(({ i }) => sets[i]?.has(row));
            if (overlap === "smallest") own.sort((a, b) => a.size - b.size);
            expect(classOf[row]).toBe(own[0] === undefined ? 0 : own[0].i + 1);
          }
        }
      }),
    );
  });

  it("has no more classes than a number of 16 bits can tell apart", () => {
    const sets = Array.from({ length: MOST_CLASSES + 1 }, () => new Bitset(1));
    expect(() => decideClasses(kind("first"), sets, 1)).toThrow("at most 65535 classes");
  });
});

describe("assigned types", () => {
  it("are a type system again, that assigns the same", () => {
    const assigned = assignTypes({ name: "s", axes: [kind("smallest"), kind("first")] }, graph);
    expect(assignTypes(systemOfAssigned(assigned), graph)).toEqual(assigned);
  });
});
