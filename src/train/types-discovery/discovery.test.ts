import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import { assignTypes } from "../../types/assigned-types.js";
import { localEvaluator } from "../../types/discovery/evaluator.js";
import { beam } from "../../types/discovery/methods/beam.js";
import { search } from "../../types/discovery/search.js";
import { parseTypeSystem, typeSystemToYaml } from "../../types/type-system-yaml.js";
import type { LinkedText } from "../encoders/linked-texts.js";
import { foundBy, openDiscovery, problemWith, systemOf } from "./discovery.js";

const NAMES = ["Mercury", "Venus", "Mars", "Jupiter", "Saturn"];

describe("discovery", async () => {
  const kb = await createKnowledgeBase(
    NAMES.flatMap((name) => [
      { id: `${name} (planet)`, name, description: `${name} is a planet of the Sun .`, count: 9 },
      { id: `${name} (god)`, name, description: `${name} is a god of Rome .`, count: 5 },
    ]),
  );
  const row = (id: string) => kb.index(id) as number;
  /** The god and the planet in turns, and a name that leads to none of them. */
  const texts = (): LinkedText[] =>
    NAMES.map((name, i) => ({
      text: `They saw ${name} and the others near ${name} , and nobody else`,
      mentions: [
        { start: 9, end: 9 + name.length, row: row(`${name} (god)`) },
        { start: 0, end: 4, row: i === 0 ? row("Mars (god)") : null },
        ...[`They saw ${name} and the others near `.length].map((start) => ({
          start,
          end: start + name.length,
          row: row(`${name} (planet)`),
        })),
      ],
    }));

  const discovery = await openDiscovery(kb, texts, { minMembers: 2 });

  it("leads from linked texts to a type system that tells their entities apart", async () => {
    expect(discovery).toMatchObject({ kept: 10, missed: 1 });
    expect([...discovery.contexts.words.slice(0, 20)].filter((word) => word >= 2).length).toBeGreaterThan(5);
    // All that tells gods from planets tells the same apart.
    expect(discovery.types.length).toBe(1);
    expect(discovery.offered).toBeGreaterThan(1);

    const problem = problemWith(discovery, undefined, { penalty: 0.01 });
    const state = await search(problem, localEvaluator(problem), beam());
    const found = foundBy(discovery, problem, state);
    expect(found).toMatchObject({ method: "beam", oracle: 1, value: 0.99 });

    const yaml = typeSystemToYaml(systemOf("discovered", found.types), discovery.graph);
    const assigned = assignTypes(parseTypeSystem(yaml, "types.yaml"), discovery.graph);
    const classes = (kind: string) =>
      NAMES.map((name) => assigned.axes[0]?.classOf[row(`${name} (${kind})`)]);
    expect(new Set(classes("god")).size).toBe(1);
    expect(new Set([...classes("god"), ...classes("planet")]).size).toBe(2);
  });

  it("takes types as learnable as they were measured", () => {
    const [type] = discovery.types;
    expect(problemWith(discovery, new Map([[type?.name ?? "", 0.8]]), {}).aucs).toEqual(
      Uint32Array.of(800_000),
    );
    expect(problemWith(discovery, new Map(), {}).types.length).toBe(0);
    const told = (minAuc: number) =>
      problemWith(discovery, new Map([[type?.name ?? "", 0.8]]), { minAuc }).types.length;
    expect([told(0.8), told(0.81)]).toEqual([1, 0]);
  });

  it("makes no types of what it is to do without", async () => {
    const without = ["noun", "definition", "hypernym", "ner class", "title"];
    expect((await openDiscovery(kb, texts, { minMembers: 2, without })).types).toEqual([]);
    const [type] = (await openDiscovery(kb, texts, { minMembers: 2, without: without.slice(1) })).types;
    expect(type?.query.kind === "types" && type.query.system).toBe("noun");
  });
});
