import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { entityGraphOf } from "../graph/entity-graph.js";
import { evaluate } from "../query/evaluate.js";
import { and, not, relation, types } from "../query/query.js";
import { describedIn, withDescribedTypes } from "./described-types.js";

const RECORDS: EntityRecord[] = [
  { id: "metz", name: "Metz", description: "Metz is a city on the Moselle .", types: { place: ["city"] } },
  { id: "lyon", name: "Lyon", description: "Old French city" },
  { id: "film", name: "Lyon (film)" },
  { id: "none", name: "Zug" },
];

describe("types that are read from texts", async () => {
  const kb = await createKnowledgeBase(RECORDS);
  const graph = entityGraphOf(kb);

  it("are there beside those of the records, which keep their names", () => {
    const described = withDescribedTypes(graph, kb, { hypernymsOf: () => ["thing"], classOf: () => "LOC" });
    expect(described.typeSystems).toEqual(["definition", "hypernym", "ner class", "noun", "place", "title"]);
    expect(described.typesOf("place")).toBe(graph.typesOf("place"));
    expect(evaluate(types("hypernym", "thing"), described).count()).toBe(3);
    expect(evaluate(types("ner class", "LOC"), described).count()).toBe(RECORDS.length);
    expect(withDescribedTypes(described, kb).typesOf("noun")).toBe(described.typesOf("noun"));
  });

  it("are known by the type systems that name them", () => {
    const members = and(not(types("noun", "city")), relation("part of", types("ner class", "LOC")));
    const axis = { name: "a", overlap: "first", other: "other", classes: [{ name: "b", members }] } as const;
    expect(describedIn({ name: "s", axes: [axis] })).toEqual(["noun", "ner class"]);
  });
});
