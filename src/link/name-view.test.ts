import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { layoutFeatures, NameViews } from "./name-view.js";
import { EntityNames, Surroundings } from "./surroundings.js";

async function view(name: string, text: string, surface: string) {
  const kb = await createKnowledgeBase([{ id: "x", name }]);
  const entity = kb.entity("x");
  if (entity === undefined) throw new Error("no entity");
  const mention = { start: text.indexOf(surface), key: surface.toLowerCase() };
  return new NameViews().features(entity, mention, new Surroundings(text, new EntityNames(kb)));
}

describe("a name beside a mention", () => {
  it.each([
    ["Mercury (planet)", "Mercury is hot.", "Mercury", { named: 1, unnamed: 0, qualified: 1, spelled: 0 }],
    [
      "Mercury (planet)",
      "The planet is Mercury.",
      "Mercury",
      { named: 1, unnamed: 0, qualified: 1, spelled: 1 },
    ],
    ["Mercury", "Mercury is hot.", "Mercury", { named: 1, unnamed: 0, qualified: 0 }],
    ["Brian Lara", "Lara hit a four.", "Lara", { named: 0.5, unnamed: 0, qualified: 0, spelled: 0 }],
    [
      "Springfield, Illinois",
      "In Illinois, Springfield voted.",
      "Springfield",
      { named: 1, unnamed: 0, qualified: 1, spelled: 1 },
    ],
    [
      "Leicestershire County Cricket Club",
      "Cricket: Leicestershire won.",
      "Leicestershire",
      { named: 0.25, unnamed: 0, qualified: 0, spelled: 1 / 3 },
    ],
    ["Kuopio", "The Kuopio Hall stands.", "Kuopio Hall", { named: 1, unnamed: 0.5, qualified: 0 }],
    ["...", "The Kuopio Hall stands.", "Kuopio Hall", { named: 0, unnamed: 1, qualified: 0 }],
  ])("%s in %s", async (name, text, surface, expected) => {
    expect(await view(name, text, surface)).toEqual(expected);
  });
});

describe("the layout of a line", () => {
  const layout = (text: string, surface: string) => {
    const start = text.indexOf(surface);
    return layoutFeatures(text, { start, end: start + surface.length }, surface.toLowerCase());
  };

  const NOTHING = { dateline: 0, figureBefore: 0, figureAfter: 0 };

  it("tells a table of results from a sentence", () => {
    const text = "SOCCER - LEAGUE RESULTS\nArsenal 5 2 1 2 9 7\nThe people of Arsenal street saw it.";
    expect(layout(text, "Arsenal 5").figures).toBeCloseTo(6 / 7);
    expect(layout(text, "people")).toEqual({ words: 1, capitals: 0, figures: 0, headline: 0, ...NOTHING });
    expect(layout(text, "LEAGUE")).toEqual({ words: 1, capitals: 1, figures: 0, headline: 1, ...NOTHING });
  });

  it("knows what to say of a text of one mention, and looks no further than a line", () => {
    expect(layout("x", "x")).toEqual({ words: 1, capitals: 0, figures: 0, headline: 0, ...NOTHING });
    expect(layout(`${"1 ".repeat(1e6)}Ann`, "Ann").figures).toBeGreaterThan(0.9);
  });

  it.each([
    ["BIRMINGHAM , England 1996-08-31\nPakistan won.", "England", 1],
    ["LONDON (AP) — Shares fell.", "LONDON", 1],
    ["PARIS, May 4 - Rain.", "PARIS", 1],
    [
      "England won on 1996-08-31 in the rain that had begun before noon and went on for the rest of the day.",
      "England",
      0,
    ],
    ["In May 4 people of Paris came.", "Paris", 0],
    ["The 2 men of PARIS 1996-08-31", "PARIS", 0],
  ])("finds the place of a report: %s", (text, surface, expected) => {
    expect(layout(text, surface).dateline).toBe(expected);
  });

  it("reads a line of nothing but capitals in linear time", () => {
    const line = `${"A".repeat(140)} ${"B.".repeat(70)} `;
    const began = performance.now();
    for (let i = 0; i < 200; i++) layout(`${line}Ann ${line}`, "Ann");
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it("sees numbers at either side of a name", () => {
    expect(layout("1. Ann 42", "Ann")).toMatchObject({ figureBefore: 1, figureAfter: 1 });
    expect(layout("Bulgaria 0 ( halftime", "Bulgaria")).toMatchObject({ figureBefore: 0, figureAfter: 1 });
    expect(layout("7\nAnn\n8", "Ann")).toMatchObject({ figureBefore: 0, figureAfter: 0 });
  });
});
