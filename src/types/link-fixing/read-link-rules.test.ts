import { describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "./default-rules.js";
import { parseLinkRules } from "./read-link-rules.js";

const read = (text: string) => parseLinkRules(text, "links.yaml");

describe("parseLinkRules", () => {
  it("leaves what is not said as it is by default", () => {
    expect(read("")).toEqual(DEFAULT_RULES);
    expect(read("least: 5\nnearly: { above: 9 }")).toEqual({
      ...DEFAULT_RULES,
      least: 5,
      nearly: { share: 0.8, above: 9 },
    });
  });

  it("reads relations, paths, limits and classes", () => {
    const rules = read(`
passes: 1
rare: 7
shortest: 3
shortest sport: 4
needed: [instance of]
relations:
  office: [position held, { types: office }, { read: definition, of: human }]
paths:
  - { steps: [office], promote: true }
  - { steps: [instance of, subclass of: 2] }
classes:
  country: { query: { types: { kind: country } }, begins: ["Kingdom of "], ends: [" Empire"], defined: [LOC] }
`);
    expect(rules).toMatchObject({
      passes: 1,
      rare: 7,
      shortest: 3,
      shortestSport: 4,
      needed: ["instance of"],
    });
    expect(rules.relations["office"]).toEqual([
      { relation: "position held" },
      { types: "office" },
      { read: "definition", of: "human" },
    ]);
    expect(rules.relations["instance of"]).toBe(DEFAULT_RULES.relations["instance of"]);
    expect(rules.paths).toEqual([
      { steps: [{ relation: "office" }], promote: true },
      { steps: [{ relation: "instance of" }, { relation: "subclass of", times: 2 }] },
    ]);
    expect(rules.classes.country).toMatchObject({
      query: { kind: "types", system: "kind", names: ["country"] },
      begins: ["Kingdom of "],
      ends: [" Empire"],
      defined: ["LOC"],
    });
    expect(rules.classes.human).toBe(DEFAULT_RULES.classes.human);
  });

  it.each([
    ["lest: 5", /line 1: expected one of passes, least/],
    ["least: -1", /a whole number from 0, found "-1"/],
    ["passes: 0", /a whole number from 1/],
    ["nearly: { share: 1.5 }", /above 0 and up to 1/],
    ["needed: [instanse of]", /one of the relations instance of/],
    ["paths: 5", /expected a list/],
    ["paths: [{ steps: [] }]", /"steps": a list of relations/],
    ["paths: [{ steps: [kind] }]", /one of the relations/],
    ["paths: [{ steps: [{ country: 1, series: 2 }] }]", /how often it is followed/],
    ["paths: [{ steps: [country], promote: maybe }]", /one of true, false/],
    ["relations: { office: [{ read: mind }] }", /one of definition, title, list, hypernym/],
    ["relations: { office: [{ types: a, read: title }] }", /either types or read/],
    ["classes: { king: {} }", /one of history, people/],
    ["classes: { country: { defined: [LAND] } }", /one of PER/],
  ])("refuses %s", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
