import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { EntityNames, Surroundings } from "./surroundings.js";

const RECORDS = [
  { id: "tx:paris", name: "Paris", relations: [{ relation: "region", object: "us:tx" }] },
  { id: "us:tx", name: "Texas", relations: [{ relation: "country", object: "country:US" }] },
  { id: "hopper", name: "Grace Hopper", relations: [{ relation: "field", object: "computer science" }] },
];

async function around(text: string, surface: string, id: string) {
  const kb = await createKnowledgeBase(RECORDS);
  const entity = kb.entity(id);
  if (entity === undefined) throw new Error(`no ${id}`);
  const start = text.lastIndexOf(surface);
  const mention = { start, end: start + surface.length, key: surface.toLowerCase() };
  const surroundings = new Surroundings(text, new EntityNames(kb));
  return {
    related: surroundings.related(entity, mention),
    within: surroundings.within(entity, mention),
    fullName: surroundings.fullName(entity, mention),
  };
}

describe("the surroundings of a mention", () => {
  it.each([
    ["We drove to Paris, Texas.", "Paris", "tx:paris", { related: 1, within: 1, fullName: 0 }],
    ["Texas is large. We like Paris.", "Paris", "tx:paris", { related: 1, within: 0, fullName: 0 }],
    ["We drove to Paris, France.", "Paris", "tx:paris", { related: 0, within: 0, fullName: 0 }],
    ["Grace Hopper wrote it. Hopper was proud.", "Hopper", "hopper", { related: 0, within: 0, fullName: 1 }],
    ["Hopper taught computer science.", "Hopper", "hopper", { related: 1, within: 0, fullName: 0 }],
    ["Edward Hopper painted it.", "Hopper", "hopper", { related: 0, within: 0, fullName: 0 }],
  ])("%s", async (text, surface, id, expected) => {
    expect(await around(text, surface, id)).toEqual(expected);
  });

  it("end some thousand characters away", async () => {
    const far = `Texas. ${"word ".repeat(2000)}Paris`;
    expect((await around(far, "Paris", "tx:paris")).related).toBe(0);
  });
});
