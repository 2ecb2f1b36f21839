import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { entityStems, entityText } from "./entity-view.js";

describe("entityText", () => {
  it("has the name, the most specific type and the description", () => {
    const jaguar = {
      id: "1",
      name: "jaguar",
      description: "a large spotted feline",
      types: { kind: ["big cat", "animal"] },
    };
    expect(entityText(jaguar)).toBe("jaguar, big cat: a large spotted feline");
  });

  it("does without what is not known, and leaves codes of classes out", () => {
    expect(entityText({ id: "1", name: "Ann" })).toBe("Ann: ");
    expect(entityText({ id: "1", name: "Ann", types: { ner: ["PER"] } })).toBe("Ann: ");
    expect(entityText({ id: "1", name: "Ann", types: { kind: [] } })).toBe("Ann: ");
  });

  it("is bounded", () => {
    expect(entityText({ id: "1", name: "Ann", description: "long ".repeat(1000) })).toHaveLength(400);
  });
});

describe("entityStems", () => {
  it("has the words of description, types, related entities and examples", async () => {
    const kb = await createKnowledgeBase([
      { id: "q:2", name: "Ford Motors" },
      { id: "motto", name: "Space: Grace" },
      {
        id: "q:1",
        name: "Jaguar",
        description: "a maker of cars",
        types: { kind: ["company"], ner: ["ORG"] },
        relations: [
          { relation: "owner", object: "q:2" },
          { relation: "seat", object: "Coventry" },
          { relation: "old seat", object: "q:nowhere" },
          { relation: "slogan", object: "motto" },
        ],
        attributes: { examples: "driving a Jaguar", founded: 1922 },
      },
    ]);
    const record = kb.entity("q:1");
    expect(record && [...entityStems(kb, record)].sort()).toEqual(
      ["maker", "car", "compani", "ford", "motor", "coventri", "drive", "jaguar", "space", "grace"].sort(),
    );
  });

  it("is empty where nothing is known", async () => {
    const kb = await createKnowledgeBase([{ id: "1", name: "Ann" }]);
    expect(entityStems(kb, { id: "1", name: "Ann" }).size).toBe(0);
  });
});
