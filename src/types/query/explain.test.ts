import { assert, asyncProperty, option } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { EntityGraph } from "../graph/entity-graph.js";
import { jaguarGraph } from "../graph/small-graph.contract.js";
import { anyBlacklist, anyGraph, anyQuery, anyRecords } from "./any-query.contract.js";
import { evaluate } from "./evaluate.js";
import { explain } from "./explain.js";
import { explanationLines } from "./explanation-text.js";
import { and, attribute, entities, not, or, type Query, reachable, relation, types } from "./query.js";
import { directionOf } from "./walk.js";

let graph: EntityGraph;
beforeAll(async () => {
  graph = await jaguarGraph();
});
const lines = (query: Query, id: string) =>
  explanationLines(explain(query, graph, graph.rowOf(id) as number), graph);

describe("an explanation", () => {
  it("gives a shortest path, with the way each relation points", () => {
    expect(lines(reachable("Q729", { by: ["subclass of", "instance of"] }), "jaguar")).toEqual([
      "yes  leads to animal (Q729) by subclass of, instance of: jaguar –subclass of→ cat –subclass of→ animal",
    ]);
    expect(lines(reachable("uk", { by: ["^manufacturer", "country"] }), "jaguar cars")).toEqual([
      "yes  leads to United Kingdom (uk) by ^manufacturer, country: Jaguar (jaguar cars) –country→ United Kingdom (uk)",
    ]);
    expect(lines(reachable("xj220", { by: "^manufacturer" }), "jaguar cars")).toEqual([
      "yes  leads to Jaguar XJ220 (xj220) by ^manufacturer: Jaguar (jaguar cars) ←manufacturer– Jaguar XJ220 (xj220)",
    ]);
    expect(lines(reachable("cat", { by: "subclass of" }), "cat")).toEqual([
      "yes  leads to cat by subclass of: it is itself where the way ends",
    ]);
    expect(
      lines(reachable("cat", { by: "subclass of", steps: 2, blacklist: { nodes: ["car"] } }), "xj220"),
    ).toEqual(["no   leads to cat by subclass of in 2 steps but for 1 node: there is no way"]);
  });

  it("gives the attribute, the type or the object that decided", () => {
    expect(lines(and(types("ner", "ORG"), attribute("founded", "<", 1950)), "jaguar cars")).toEqual([
      "yes  ner ORG and founded < 1950",
      "  yes  ner ORG: found ORG",
      "  yes  founded < 1950: found 1922",
    ]);
    expect(lines(relation("country", relation("part of", "europe")), "jaguar cars")).toEqual([
      "yes  country (part of Europe (europe)): found United Kingdom (uk)",
      "  yes  part of Europe (europe): found Europe (europe)",
    ]);
    expect(lines(attribute("fuel", "=", "petrol"), "xj220")).toEqual(["yes  fuel = petrol: found petrol"]);
  });

  it("gives what is missing, and of a combination only what decides", () => {
    const query = and(
      types("ner", "ORG"),
      or(attribute("founded", ">", 1950), entities("uk")),
      relation("country"),
    );
    expect(lines(query, "jaguar cars")).toEqual([
      "no   ner ORG and (founded > 1950 or United Kingdom (uk)) and has country",
      "  no   founded > 1950 or United Kingdom (uk)",
      "    no   founded > 1950: found 1922",
      "    no   United Kingdom (uk): it is another",
    ]);
    expect(lines(not(or(attribute("fuel"), types("wordnet"))), "uk")).toEqual([
      "yes  not (has fuel or has wordnet)",
      "  no   has fuel or has wordnet",
      "    no   has fuel: found nothing",
      "    no   has wordnet: found nothing",
    ]);
  });

  it("refuses names that the KB does not have, before it looks", () => {
    expect(() => lines(or(entities("uk"), relation("contry")), "uk")).toThrow('no relation "contry"');
  });

  it("agrees with the evaluation, and its paths are paths", async () => {
    await assert(
      asyncProperty(
        anyRecords,
        anyQuery,
        option(anyBlacklist, { nil: undefined }),
        async (records, query, blacklist) => {
          const own = await anyGraph(records);
          const rows = evaluate(query, own, { blacklist });
          for (const row of own.entities) {
            const { holds, path = [] } = explain(query, own, row, { blacklist });
            expect(holds).toBe(rows.has(row));
            for (const [i, { row: from, by }] of path.entries()) {
              const to = path[i + 1]?.row;
              if (to === undefined || by === undefined) continue;
              const { relation: name, inverse } = directionOf(by);
              expect([...(inverse ? own.inverse(from, name) : own.neighbours(from, name))]).toContain(to);
            }
          }
        },
      ),
    );
  });
});
