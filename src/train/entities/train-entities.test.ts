import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import { hashOfId } from "../../link/coherence/embedding-file.js";
import { random } from "../../random.js";
import { dotRow, type QuantisedRows } from "../../vectors/quantised-rows.js";
import type { LinkedPage } from "./co-occurrence.js";
import { trainEntities } from "./train-entities.js";

const CLUSTERS = 4;
const MEMBERS = 12;
const idOf = (cluster: number, member: number) => `${"abcd"[cluster]}${member}`;

const smallKb = () =>
  createKnowledgeBase([
    ...Array.from({ length: CLUSTERS * MEMBERS }, (_, i) => {
      const id = idOf(Math.floor(i / MEMBERS), i % MEMBERS);
      return { id, name: id };
    }),
    {
      id: "related",
      name: "related",
      relations: [
        { relation: "near", object: "a0" },
        { relation: "near", object: "a1" },
      ],
    },
    { id: "alone", name: "alone", relations: [{ relation: "near", object: "no entity" }] },
  ]);

/** Pages that link members of one cluster, and now and then one of another. */
function* pages(rowOf: (id: string) => number): Generator<LinkedPage> {
  const next = random(5);
  for (let page = 0; page < 300; page++) {
    const links = Array.from({ length: 6 }, () => {
      const cluster = next() % 10 === 0 ? next() % CLUSTERS : page % CLUSTERS;
      return idOf(cluster, next() % MEMBERS);
    });
    yield {
      text: links.join(" "),
      mentions: links.map((id, i) => ({ start: 4 * i, end: 4 * i + id.length, row: rowOf(id) })),
    };
  }
}

async function trained() {
  const kb = await smallKb();
  const { entities: rows } = await trainEntities(kb, () => pages((id) => kb.index(id) as number), {
    dimensions: 8,
  });
  const placeOf = (id: string) => rows.hashes.indexOf(hashOfId(id));
  return { rows, cosine: (a: string, b: string) => cosine(rows, placeOf(a), placeOf(b)), placeOf };
}

function cosine(rows: QuantisedRows, a: number, b: number): number {
  const { dimensions, values, scales } = rows;
  const query = Float32Array.from(
    values.subarray(a * dimensions, (a + 1) * dimensions),
    (value) => value * (scales[a] ?? 0),
  );
  return dotRow(rows, b, query);
}

describe("vectors of entities", () => {
  it("are near where entities are linked together", async () => {
    const { cosine } = await trained();
    for (let cluster = 0; cluster < CLUSTERS; cluster++) {
      const other = (cluster + 1) % CLUSTERS;
      expect(cosine(idOf(cluster, 0), idOf(cluster, 1))).toBeGreaterThan(0.7);
      expect(cosine(idOf(cluster, 0), idOf(other, 0))).toBeLessThan(0.4);
    }
  });

  it("are learned from relations too, and are of length 1", async () => {
    const { cosine } = await trained();
    expect(cosine("related", "a5")).toBeGreaterThan(cosine("related", "b5") + 0.3);
    expect(cosine("related", "related")).toBeCloseTo(1, 1);
  });

  it("are none where an entity is with no other", async () => {
    const { rows, placeOf } = await trained();
    expect(placeOf("alone")).toBe(-1);
    expect(rows.size).toBe(CLUSTERS * MEMBERS + 1);
    expect([...rows.hashes]).toEqual([...rows.hashes].sort((a, b) => a - b));
  });

  it("are the same bytes for the same data and seed", async () => {
    const [first, second] = [await trained(), await trained()];
    expect(first.rows).toEqual(second.rows);
  });

  it("have zeros where there are fewer entities than dimensions", async () => {
    const kb = await createKnowledgeBase([
      { id: "x", name: "x", relations: [{ relation: "near", object: "y" }] },
      { id: "y", name: "y" },
    ]);
    const { size, dimensions } = (await trainEntities(kb, () => [], { dimensions: 16 })).entities;
    expect([size, dimensions]).toEqual([2, 16]);
  });
});
