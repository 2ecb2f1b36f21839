import { expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { DocumentLinks } from "./document-links.js";

it("counts the named things that are related to an entity", async () => {
  const kb = await createKnowledgeBase([
    { id: "mlb", name: "Baseball League", relations: [{ relation: "linked with", object: "sox" }] },
    { id: "thomas", name: "Frank Thomas", relations: [{ relation: "team", object: "sox" }] },
    { id: "sox", name: "White Sox" },
    { id: "bulls", name: "Bulls" },
  ]);
  const links = new DocumentLinks(kb, ["baseball league", "frank thomas", "nobody"]);
  expect(links.to(kb.index("sox") as number)).toBe(2);
  expect(links.to(kb.index("bulls") as number)).toBe(0);
});
