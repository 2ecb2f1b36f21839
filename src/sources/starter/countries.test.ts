import { describe, expect, it } from "vitest";
import { checkRecord } from "../../kb/record.js";
import { countryRecords, inSentence, readCountries } from "./countries.js";

const records = new Map(
  [...countryRecords(new Map([["FR", 40_000_000]]))].map((record) => [record.id, record]),
);
const names = (id: string) =>
  (records.get(id)?.aliases ?? []).map((alias) => (typeof alias === "string" ? alias : alias.text));

describe("countryRecords", () => {
  it("are the countries and territories of ISO 3166-1, each valid and once", () => {
    const all = [...countryRecords(new Map())];
    expect(all).toHaveLength(250);
    expect(new Set(all.map(({ id }) => id)).size).toBe(250);
    for (const record of all) checkRecord(record, record.id);
  });

  it.each([
    ["country:FR", "France", "country in Western Europe, capital Paris"],
    ["country:TR", "Turkey", "country in Western Asia, capital Ankara"],
    ["country:CU", "Cuba", "country in the Caribbean, capital Havana"],
    ["country:VN", "Vietnam", "country in Southeast Asia, capital Hanoi"],
    ["country:CD", "DR Congo", "country in Central Africa, capital Kinshasa"],
    ["country:GL", "Greenland", "territory in North America, capital Nuuk"],
    ["country:AQ", "Antarctica", "territory in the Antarctic"],
  ])("%s is %s, %s", (id, name, description) => {
    expect(records.get(id)).toMatchObject({ name, description });
  });

  it("have the names that English texts use", () => {
    expect(names("country:US")).toEqual(expect.arrayContaining(["America", "US", "U.S.", "USA", "American"]));
    expect(names("country:GB")).toEqual(expect.arrayContaining(["UK", "Britain", "British"]));
    expect(names("country:NL")).toEqual(expect.arrayContaining(["Holland", "Dutch"]));
  });

  it("have no name twice, none in another script, none for a register", () => {
    for (const id of records.keys()) {
      const all = names(id);
      expect(new Set(all).size, id).toBe(all.length);
      for (const name of all) {
        expect(name, id).toMatch(/\p{Script=Latin}/u);
        expect(name, id).not.toMatch(/, .* of$/);
      }
    }
  });

  it("are counted by their inhabitants", () => {
    expect(records.get("country:FR")?.count).toBe(201);
    expect(records.get("country:DE")?.count).toBe(1);
  });

  it("border on countries that exist", () => {
    const borders = [...records.values()].flatMap(({ relations }) => relations ?? []);
    expect(borders).toContainEqual({ relation: "borders", object: "country:FR" });
    for (const { relation, object } of borders)
      if (relation === "borders") expect(records.has(object)).toBe(true);
  });
});

it("readCountries has name, id and capital by ISO code", () => {
  expect(readCountries().get("FR")).toEqual({
    id: "country:FR",
    name: "France",
    continent: "Europe",
    capital: "Paris",
  });
});

it.each([
  ["France", "France"],
  ["United States", "the United States"],
  ["Netherlands", "the Netherlands"],
  ["Cayman Islands", "the Cayman Islands"],
  ["Cocos (Keeling) Islands", "the Cocos (Keeling) Islands"],
  ["Dominican Republic", "the Dominican Republic"],
  ["Isle of Man", "Isle of Man"],
])("inSentence(%s) is %s", (country, expected) => {
  expect(inSentence(country)).toBe(expected);
});
