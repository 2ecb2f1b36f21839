import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { entityGraphOf } from "../graph/entity-graph.js";
import { evaluate } from "../query/evaluate.js";
import { candidateTypes } from "./candidate-types.js";
import { withDescribedTypes } from "./described-types.js";

const fact = (relation: string, object: string) => ({ relation, object });
const RECORDS: EntityRecord[] = [
  {
    id: "fr",
    name: "France",
    types: { ner: ["LOC"] },
    relations: [fact("part of", "eu"), fact("borders", "de")],
  },
  {
    id: "de",
    name: "Germany",
    types: { ner: ["LOC"] },
    relations: [fact("part of", "eu"), fact("borders", "fr")],
  },
  { id: "eu", name: "Europe", types: { ner: ["LOC"] } },
  {
    id: "lyon",
    name: "Lyon",
    description: "Lyon is a city in France .",
    types: { ner: ["LOC"], place: ["city"] },
    relations: [fact("part of", "fr")],
  },
  {
    id: "metz",
    name: "Metz",
    description: "Metz is an old city on the Moselle .",
    types: { place: ["city"] },
    relations: [fact("part of", "fr")],
    attributes: { climate: "oceanic" },
  },
  { id: "film", name: "Lyon (film)", description: "1999 film by Lee", attributes: { climate: "none" } },
];

describe("candidate types", async () => {
  const kb = await createKnowledgeBase(RECORDS);
  const graph = withDescribedTypes(entityGraphOf(kb), kb);
  const row = (id: string) => kb.index(id) as number;
  const all = Uint32Array.from(RECORDS, ({ id }) => row(id)).sort();

  it("are types, texts of attributes, relations and walks that have enough members", () => {
    const names = (minMembers: number) => candidateTypes(graph, all, { minMembers }).map(({ name }) => name);
    expect(names(2).sort()).toEqual([
      "definition city",
      "leads to eu by part of",
      "leads to fr by part of",
      "ner LOC",
      "noun city",
      "part of eu",
      "part of fr",
      "place city",
    ]);
    expect(names(1)).toEqual(
      expect.arrayContaining(["climate = oceanic", "title film", "noun film", "borders de"]),
    );
    expect(names(1).filter((name) => name.includes("by borders"))).toEqual([]);
    expect(names(5)).toEqual([]);
  });

  it("have the members that their queries mean, those of most members first", () => {
    const some = Uint32Array.of(row("fr"), row("lyon"), row("metz"), row("film")).sort();
    const types = candidateTypes(graph, some, { minMembers: 1 });
    for (const { query, members } of types) {
      const meant = evaluate(query, graph);
      const expected = [...some.keys()].filter((position) => meant.has(some[position] as number));
      expect([...members]).toEqual(expected);
    }
    const sizes = types.map(({ members }) => members.length);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it("have no walks by relations that lead from anything to anything", () => {
    const walks = candidateTypes(graph, all, { minMembers: 1, mostRoots: 2 }).filter(
      ({ query }) => query.kind === "reachable",
    );
    expect(walks).toEqual([]);
  });
});
