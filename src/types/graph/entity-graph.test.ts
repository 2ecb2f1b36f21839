import { array, assert, constantFrom, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { Adjacency } from "./adjacency.js";
import { type EntityGraph, entityGraphOf } from "./entity-graph.js";

const RECORDS: EntityRecord[] = [
  {
    id: "curie",
    name: "Marie Curie",
    count: 12,
    types: { ner: ["PER"], occupation: ["physicist", "chemist", "physicist"] },
    relations: [
      { relation: "spouse", object: "pierre" },
      { relation: "field", object: "physics" },
      { relation: "field", object: "chemistry" },
      { relation: "field", object: "Q413" },
      { relation: "born in", object: "Warsaw" },
    ],
    attributes: { born: "1867-11-07", gender: "female", height: 1.6 },
  },
  {
    id: "pierre",
    name: "Pierre Curie",
    types: { ner: ["PER"], occupation: ["physicist"] },
    relations: [
      { relation: "spouse", object: "curie" },
      { relation: "field", object: "physics" },
    ],
    attributes: { born: 1859, gender: "male", motto: "x".repeat(101) },
  },
  {
    id: "physics",
    name: "physics",
    sameAs: ["Q413"],
    attributes: { at: { lat: 48, lon: 2 }, born: "-0384" },
  },
  { id: "chemistry", name: "chemistry" },
];
const smallGraph = async (): Promise<EntityGraph> => entityGraphOf(await createKnowledgeBase(RECORDS));

describe("the graph of a KB", () => {
  it("has the relations of the records in both directions, and none to what is no entity", async () => {
    const graph = await smallGraph();
    expect(graph.relations).toEqual(["born in", "field", "spouse"]);
    expect([...graph.neighbours(0, "spouse")]).toEqual([1]);
    // "Q413" is another name of physics.
    expect([...graph.neighbours(0, "field")]).toEqual([2, 3, 2]);
    expect([...graph.neighbours(0, "born in")]).toEqual([]);
    expect([...graph.neighbours(0, "author")]).toEqual([]);
    expect([...graph.neighbours(3, "field")]).toEqual([]);
    expect(graph.relationsOf(0)).toEqual(["field", "spouse"]);
    expect(graph.relationsOf(3)).toEqual([]);
    expect([...graph.inverse(2, "field")]).toEqual([0, 0, 1]);
    expect([...graph.inverse(0, "spouse")]).toEqual([1]);
    expect([...graph.inverse(0, "author")]).toEqual([]);
  });

  it("has numbers, years of dates, and places as attributes; texts apart", async () => {
    const graph = await smallGraph();
    expect(graph.attributes).toEqual(["at.lat", "at.lon", "born", "gender", "height"]);
    expect([...(graph.attribute("born") ?? [])]).toEqual([1867, 1859, -384, Number.NaN]);
    expect(graph.attribute("at.lat")?.[2]).toBe(48);
    expect(graph.attribute("gender")).toBeUndefined();
    const genders = graph.texts("gender");
    expect(genders?.names).toEqual(["female", "male"]);
    expect([...(genders?.rows(1) ?? [])]).toEqual([1]);
    expect(graph.texts("motto")).toBeUndefined();
  });

  it("has the types of the records, each once", async () => {
    const graph = await smallGraph();
    expect(graph.typeSystems).toEqual(["ner", "occupation"]);
    const occupations = graph.typesOf("occupation");
    expect(occupations?.names).toEqual(["physicist", "chemist"]);
    expect([...(occupations?.of(0) ?? [])]).toEqual([0, 1]);
    expect([...(occupations?.rows(occupations.indexOf("physicist") as number) ?? [])]).toEqual([0, 1]);
    expect([...(occupations?.known() ?? [])]).toEqual([0, 1]);
    expect(occupations?.indexOf("poet")).toBeUndefined();
    expect(graph.typesOf("kind")).toBeUndefined();
  });

  it("knows ids, names and counts", async () => {
    const graph = await smallGraph();
    expect(graph.kb.name).toBe("memory");
    expect(graph.idOf(1)).toBe("pierre");
    expect(graph.nameOf(1)).toBe("Pierre Curie");
    expect(graph.rowOf("chemistry")).toBe(3);
    expect(graph.rowOf("Q413")).toBe(2);
    expect(graph.rowOf("nobody")).toBeUndefined();
    expect(graph.rowOf("")).toBeUndefined();
    expect(graph.rowNamedLike("Piere Curie")).toBe(1);
    expect([...graph.counts]).toEqual([12, 0, 0, 0]);
  });

  it("keeps the rows of removed entities free, and has none for later ones", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    kb.edit([{ remove: "pierre" }]);
    const graph = entityGraphOf(kb);
    expect(graph.size).toBe(4);
    expect([...graph.entities]).toEqual([0, 2, 3]);
    expect([...graph.neighbours(0, "spouse")]).toEqual([]);
    expect(graph.idOf(1)).toBe("");
    kb.edit([{ put: { id: "irene", name: "Irène Joliot-Curie" } }]);
    expect(graph.rowOf("irene")).toBeUndefined();
    expect(graph.rowNamedLike("Irène Joliot-Curie")).toBeUndefined();
  });
});

describe("compressed sparse rows", () => {
  const RELATIONS = 4;
  const ROWS = 7;
  const edges = array(
    tuple(integer({ min: 0, max: ROWS - 1 }), constantFrom(0, 1, 3), integer({ min: 0, max: ROWS - 1 })),
    { maxLength: 60 },
  );

  it("give each row's edges of a relation, in the order given", () => {
    assert(
      property(edges, (given) => {
        const adjacency = new Adjacency(ROWS, RELATIONS, {
          from: Uint32Array.from(given, ([from]) => from),
          relation: Uint32Array.from(given, ([, relation]) => relation),
          to: Uint32Array.from(given, ([, , to]) => to),
        });
        for (let row = 0; row < ROWS; row++)
          for (let relation = 0; relation < RELATIONS; relation++)
            expect([...adjacency.of(row, relation)]).toEqual(
              given.filter(([from, of]) => from === row && of === relation).map(([, , to]) => to),
            );
        for (let row = 0; row < ROWS; row++)
          expect(adjacency.relationsOf(row)).toEqual(
            [...new Set(given.flatMap(([from, of]) => (from === row ? [of] : [])))].sort(),
          );
        expect([...adjacency.of(ROWS, 0)]).toEqual([]);
        expect(adjacency.relationsOf(ROWS)).toEqual([]);
      }),
    );
  });

  it("tell more relations apart than 16 bits can", () => {
    const of = (...numbers: number[]) => Uint32Array.of(...numbers);
    const adjacency = new Adjacency(2, 70_000, {
      from: of(1, 1),
      relation: of(69_999, 69_999 - 65_536),
      to: of(0, 1),
    });
    expect([...adjacency.of(1, 69_999)]).toEqual([0]);
    expect([...adjacency.of(1, 69_999 - 65_536)]).toEqual([1]);
  });
});
