import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { Casing } from "../text/casing.js";
import { aliasCandidates, MAX_CANDIDATES } from "./alias-candidates.js";

const byCount = ({ count }: { count: number }) => count;

describe("aliasCandidates", () => {
  it("joins the entities of all keys, and marks those of the singular alone", async () => {
    const kb = await createKnowledgeBase([
      { id: "film", name: "Jaguars", count: 3 },
      { id: "cat", name: "jaguar", count: 7 },
      {
        id: "team",
        name: "Jacksonville Jaguars",
        aliases: [
          { text: "Jaguars", count: 5 },
          { text: "jaguar", count: 2 },
        ],
      },
    ]);
    const { candidates, total, size } = aliasCandidates(kb, ["jaguars", "jaguar"], byCount);
    const found = Object.fromEntries(
      candidates.map(({ entity, count, plural }) => [entity.id, { count, plural }]),
    );
    expect(found).toEqual({
      film: { count: 3, plural: false },
      cat: { count: 7, plural: true },
      team: { count: 7, plural: false },
    });
    expect(candidates.find(({ entity }) => entity.id === "team")?.casing).toBe(Casing.title | Casing.lower);
    expect({ total, size }).toEqual({ total: 17, size: 3 });
  });

  it("is empty for a key that is no alias", async () => {
    const kb = await createKnowledgeBase([{ id: "1", name: "Ann" }]);
    expect(aliasCandidates(kb, ["bob"], byCount)).toEqual({ candidates: [], total: 0, size: 0 });
  });

  it("keeps the best by rank, and the numbers of all", async () => {
    const many = Array.from({ length: MAX_CANDIDATES + 20 }, (_, i) => ({
      id: `id-${i}`,
      name: "Springfield",
      count: i,
    }));
    const kb = await createKnowledgeBase(many);
    const { candidates, total, size } = aliasCandidates(kb, ["springfield"], ({ count }) => -count);
    expect(candidates.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
      Array.from({ length: MAX_CANDIDATES }, (_, i) => i),
    );
    expect(size).toBe(many.length);
    expect(total).toBe(many.reduce((sum, { count }) => sum + count, 0));
  });

  it("restricts before it counts and cuts", async () => {
    const many = Array.from({ length: MAX_CANDIDATES + 20 }, (_, i) => ({
      id: `id-${i}`,
      name: "Springfield",
      count: i,
    }));
    const kb = await createKnowledgeBase(many);
    const allowed = new Set([kb.index("id-2") ?? -1]);
    const { candidates, total, size } = aliasCandidates(kb, ["springfield"], byCount, { allowed });
    expect(candidates.map(({ entity }) => entity.id)).toEqual(["id-2"]);
    expect({ total, size }).toEqual({ total: 2, size: 1 });
  });

  it("takes a list that is given as it is, whatever the mention is called", async () => {
    const kb = await createKnowledgeBase([
      { id: "a", name: "Ann", count: 3 },
      { id: "b", name: "Bob", count: 9 },
      { id: "c", name: "Ann", count: 5 },
    ]);
    const allowed = new Set([0, 1]);
    const { candidates, total, size } = aliasCandidates(kb, ["ann"], byCount, {
      allowed,
      given: true,
      max: 1,
    });
    expect(candidates.map(({ entity, count }) => [entity.id, count])).toEqual([
      ["a", 3],
      ["b", 0],
    ]);
    expect({ total, size }).toEqual({ total: 3, size: 2 });
  });
});
