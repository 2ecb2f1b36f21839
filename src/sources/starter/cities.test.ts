import { beforeAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import { cityRecords, readRegions, shortCityNames } from "./cities.js";
import { readCountries } from "./countries.js";

describe("shortCityNames", () => {
  it.each([
    ["Santiago de Compostela", "Santiago"],
    ["Frankfurt am Main", "Frankfurt"],
    ["Newcastle upon Tyne", "Newcastle"],
    ["Boulogne-sur-Mer", "Boulogne"],
    ["Halle (Saale)", "Halle"],
    ["New York City", "New York"],
    ["Ciudad de Guatemala", "Guatemala"],
  ])("of %s is %s", (name, short) => {
    expect(shortCityNames(name)).toEqual([short]);
  });

  it.each(["Paris", "Rio de Janeiro", "La de Oro", "Los del Rio", "San de Fuca", "Derby", "Indianapolis"])(
    "of %s are none",
    (name) => {
      expect(shortCityNames(name)).toEqual([]);
    },
  );
});

describe("readRegions", () => {
  const regions = readRegions();

  it("names regions by country and code", () => {
    expect(regions.size).toBeGreaterThan(3500);
    expect(regions.get("US.TX")).toBe("Texas");
    expect(regions.get("CA.08")).toBe("Ontario");
  });

  it("has no names that are only a point of the compass", () => {
    expect(regions.get("CM.13")).toBe("North Region");
    expect(
      [...regions.values()].filter((name) => /^(north|south|east|west|central)(ern)?$/i.test(name)),
    ).toEqual([]);
  });
});

describe("cityRecords", () => {
  let records: Map<string, EntityRecord>;
  beforeAll(() => {
    records = new Map([...cityRecords(readCountries())].map((record) => [record.id, record]));
  });

  it.each([
    ["geonames:2988507", "Paris", "capital city of France"],
    ["geonames:4717560", "Paris", "city in Texas, United States"],
    ["geonames:2643743", "London", "capital city of the United Kingdom"],
    ["geonames:3703443", "Panama City", "capital city of Panama"],
    ["geonames:1853909", "Osaka", "city in Japan"],
    ["geonames:US.TX", "Texas", "state of the United States"],
    ["geonames:US.DC", "District of Columbia", "federal district of the United States"],
    ["geonames:CA.08", "Ontario", "province of Canada"],
    ["geonames:CA.14", "Nunavut", "territory of Canada"],
    ["geonames:GB.SCT", "Scotland", "country of the United Kingdom"],
    ["geonames:CH.TI", "Ticino", "canton of Switzerland"],
    ["geonames:IT.09", "Lombardy", "region of Italy"],
  ])("%s is %s, %s", (id, name, description) => {
    expect(records.get(id)).toMatchObject({ name, description });
  });

  it("gives the kind, the region, the country, the population and the place", () => {
    expect(records.get("geonames:4717560")).toMatchObject({
      types: { ner: ["LOC"], place: ["city"] },
      relations: [
        { relation: "region", object: "geonames:US.TX" },
        { relation: "country", object: "country:US" },
      ],
      attributes: {
        population: 24_782,
        location: { lat: expect.closeTo(33.66, 1), lon: expect.closeTo(-95.56, 1) },
      },
    });
    expect(records.get("geonames:2988507")?.types?.["place"]).toEqual(["capital", "city"]);
  });

  it("counts a city by its inhabitants", () => {
    const count = (id: string) => records.get(id)?.count ?? 0;
    expect(count("geonames:2988507")).toBeGreaterThan(20 * count("geonames:4717560"));
    expect(count("geonames:US.NY")).toBeGreaterThan(count("geonames:US.WY"));
  });

  it("names every country and region that it points at", () => {
    const countries = new Set([...readCountries().values()].map(({ id }) => id));
    const unknown = [...records.values()]
      .flatMap(({ relations }) => relations ?? [])
      .filter(({ object }) => !countries.has(object) && !records.has(object));
    expect(unknown).toEqual([]);
  });
});
