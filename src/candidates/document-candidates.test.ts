import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { normaliseAlias } from "../text/normalise.js";
import { MAX_CANDIDATES } from "./alias-candidates.js";
import { type CandidateLimits, DocumentCandidates } from "./document-candidates.js";

const records = [
  { id: "bill", name: "Bill Clinton", count: 50 },
  { id: "town", name: "Clinton", count: 3 },
  { id: "wto", name: "World Trade Organisation", count: 7 },
  { id: "il", name: "Springfield, Illinois", count: 5 },
  { id: "paris", name: "Paris", count: 1000 },
  { id: "club", name: "Paris Football Club", count: 40 },
];

/** The mention `surface` at its last place in the text. */
function spanOf(text: string, surface: string) {
  const start = text.lastIndexOf(surface);
  return { start, end: start + surface.length, keys: [normaliseAlias(surface)] };
}

function candidatesOf(kb: KnowledgeBase, text: string, surface: string, limits: CandidateLimits = {}) {
  const span = spanOf(text, surface);
  return new DocumentCandidates(kb, text, [span]).of(span, ({ score }) => score, limits);
}

const shown = (kb: KnowledgeBase, text: string, surface: string, limits: CandidateLimits = {}) =>
  candidatesOf(kb, text, surface, limits).candidates.map(({ entity, rule }) => `${entity.id}: ${rule}`);

describe("the candidates of a document", () => {
  it("are borrowed from longer names that the text spells out", async () => {
    const kb = await createKnowledgeBase(records);
    const found = shown(kb, "Then Bill Clinton spoke. Clinton left.", "Clinton");
    expect(found).toContain("bill: longer");
    expect(found).toContain("town: alias");
    expect(shown(kb, "Clinton left.", "Clinton")).toEqual(["town: alias", "bill: words"]);
  });

  it("are borrowed by acronyms, and by what a place lies in", async () => {
    const kb = await createKnowledgeBase(records);
    expect(shown(kb, "The World Trade Organisation met. The W.T.O. agreed.", "W.T.O.")).toEqual([
      "wto: acronym",
    ]);
    expect(shown(kb, "He left Springfield, Ill., on Monday.", "Springfield")).toEqual(["il: place"]);
  });

  it("have the share of the longer name that brought them", async () => {
    const kb = await createKnowledgeBase(records);
    const { candidates } = candidatesOf(kb, "Bill Clinton spoke. Clinton left.", "Clinton");
    expect(candidates.find(({ entity }) => entity.id === "bill")?.share).toBe(1);
  });

  it("begin with what a well-known name means, whatever is called a little like it", async () => {
    const kb = await createKnowledgeBase(records);
    const { candidates } = candidatesOf(kb, "She left Paris.", "Paris");
    expect(candidates.map(({ entity }) => entity.id)).toEqual(["paris", "club"]);
    expect(candidates[1]?.share).toBeLessThan(0.01);
  });

  it("are no more than the list that is given, and no less", async () => {
    const kb = await createKnowledgeBase(records);
    const allowed = new Set(["paris", "bill", "town"].map((id) => kb.index(id) as number));
    const found = shown(kb, "Bill Clinton spoke. Clinton left.", "Clinton", { allowed, given: true });
    expect(found.sort()).toEqual(["bill: longer", "paris: given", "town: alias"]);
  });

  it("are restricted by what is allowed", async () => {
    const kb = await createKnowledgeBase(records);
    const allowed = new Set([kb.index("town") as number]);
    expect(shown(kb, "Bill Clinton spoke. Clinton left.", "Clinton", { allowed })).toEqual(["town: alias"]);
  });

  it("know an entity that was added a moment ago", async () => {
    const kb = await createKnowledgeBase(records);
    kb.edit([{ put: { id: "new", name: "Zyxwell Barrington", count: 1 } }]);
    expect(shown(kb, "Barrington came.", "Barrington")).toEqual(["new: words"]);
  });

  it("are cut, and what the text's other names are linked with stays", async () => {
    const kb = await createKnowledgeBase([
      ...Array.from({ length: 50 }, (_, i) => ({
        id: `x${i}`,
        name: `Springfield N${i}`,
        count: 10 - i / 10,
      })),
      { id: "team", name: "Springfield Isotopes", count: 1 },
      { id: "league", name: "Baseball League", relations: [{ relation: "member", object: "team" }] },
    ]);
    const alone = shown(kb, "Springfield won.", "Springfield");
    expect(alone).toHaveLength(MAX_CANDIDATES);
    expect(alone).not.toContain("team: words");
    expect(shown(kb, "The Baseball League met. Springfield won.", "Springfield")[0]).toBe("team: words");
  });

  it("cost a text of equal mentions what one costs", async () => {
    const kb = await createKnowledgeBase(records);
    const text = "Bill Clinton. ".repeat(1000);
    const spans = Array.from({ length: 1000 }, (_, i) => ({
      ...{ start: 14 * i + 5, end: 14 * i + 12, keys: ["clinton"] },
    }));
    let lookups = 0;
    const lookup = kb.lookup.bind(kb);
    const document = new DocumentCandidates(kb, text, spans);
    kb.lookup = (key) => {
      lookups++;
      return lookup(key);
    };
    for (const span of spans) expect(document.of(span, ({ score }) => score).candidates).toHaveLength(2);
    expect(lookups).toBeLessThan(20);
  });
});
