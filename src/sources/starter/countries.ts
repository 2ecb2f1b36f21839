import { createRequire } from "node:module";
import type { EntityRecord } from "../../kb/record.js";
import { INHABITANTS_A_TAG } from "./scale.js";

/** What other sources need to know of a country. */
export interface Country {
  id: string;
  /** As English texts write it: "Turkey", not "Türkiye". */
  name: string;
  continent: string;
  capital: string;
}

interface CountryFacts {
  name: { common: string; official: string };
  cca2: string;
  cca3: string;
  altSpellings: string[];
  capital: string[];
  region: string;
  subregion: string;
  borders: string[];
  demonyms?: { eng?: { f: string; m: string } };
  independent?: boolean;
  area: number;
}

const DEMONYM_SHARE = 0.1;

/** English usage where the package follows the country's own wish. */
const USUAL_NAMES: Record<string, string> = { TR: "Turkey" };

/** Names that are in use and in no package. */
const MORE_NAMES: Record<string, string[]> = {
  US: ["America", "United States of America", "U.S.", "U.S.A.", "the States"],
  GB: ["Britain", "Great Britain", "U.K."],
  TR: ["Türkiye"],
  NL: ["Holland"],
  CZ: ["Czech Republic"],
  MM: ["Burma"],
  CI: ["Ivory Coast"],
  SZ: ["Swaziland"],
  CV: ["Cabo Verde"],
  TL: ["East Timor"],
  MK: ["Macedonia"],
  CN: ["People's Republic of China", "PRC"],
  KR: ["Republic of Korea", "Korea"],
  KP: ["DPRK"],
  RU: ["Russian Federation"],
  VA: ["Vatican", "Holy See"],
};

/** Parts of the world as English texts write them. */
const PARTS: Record<string, string> = {
  Caribbean: "the Caribbean",
  Antarctic: "the Antarctic",
  "Middle Africa": "Central Africa",
  "South-Eastern Asia": "Southeast Asia",
  "Australia and New Zealand": "Oceania",
};

/** The name as it stands in a sentence: "the Netherlands", "the United States", "the Cayman Islands". */
export const inSentence = (country: string): string =>
  /^(United|Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Seychelles|DR Congo|Republic of|.* (Islands|Republic|Territories|Territory|Lands)\b)/.test(
    country,
  )
    ? `the ${country}`
    : country;

const readFacts = (): CountryFacts[] => createRequire(import.meta.url)("world-countries") as CountryFacts[];

/** Countries by ISO 3166-1 alpha-2 code. */
export function readCountries(): Map<string, Country> {
  return new Map(
    readFacts().map((facts) => [
      facts.cca2,
      {
        id: `country:${facts.cca2}`,
        name: USUAL_NAMES[facts.cca2] ?? facts.name.common,
        continent: facts.region,
        capital: facts.capital[0] ?? "",
      },
    ]),
  );
}

/**
 * The countries of the package `world-countries` (ODbL 1.0).
 *
 * @param inhabitants by ISO code, summed over the cities: the package has none
 */
export function* countryRecords(inhabitants: ReadonlyMap<string, number>): Generator<EntityRecord> {
  const countries = readCountries();
  const byCode3 = new Map(readFacts().map((facts) => [facts.cca3, countries.get(facts.cca2)]));
  for (const facts of readFacts()) {
    const country = countries.get(facts.cca2);
    if (country === undefined) continue;
    const count = round((inhabitants.get(facts.cca2) ?? 0) / INHABITANTS_A_TAG + 1);
    const demonym = facts.demonyms?.eng?.m ?? "";
    const capital = country.capital === "" ? "" : `, capital ${country.capital}`;
    const names = [
      facts.name.official,
      ...(MORE_NAMES[facts.cca2] ?? []),
      facts.name.common,
      ...englishOnly(facts.altSpellings),
    ].filter((text) => text !== country.name && text !== facts.cca2);
    const part = facts.subregion || facts.region;
    yield {
      id: country.id,
      name: country.name,
      description: `${facts.independent === false ? "territory" : "country"} in ${PARTS[part] ?? part}${capital}`,
      aliases: [
        { text: country.name, count },
        ...[...new Set(names)].map((text) => ({
          text,
          count: round(count * (text === facts.name.official ? 0.05 : 0.1)),
        })),
        { text: facts.cca3, count: round(count * 0.02) },
        ...(facts.cca2 === "US" ? [{ text: "US", count: round(count * 0.3) }] : []),
        ...(facts.cca2 === "GB" ? [{ text: "UK", count: round(count * 0.3) }] : []),
        // Of Djibouti and Monaco the people have no word of their own.
        ...demonym
          .split(/,\s*/)
          .filter((text) => text !== "" && text !== country.name && !names.includes(text))
          .map((text) => ({ text, count: round(count * DEMONYM_SHARE) })),
      ],
      types: { ner: ["LOC"], place: [facts.independent === false ? "territory" : "country"] },
      relations: [
        ...(country.capital === "" ? [] : [{ relation: "capital", object: country.capital }]),
        ...facts.borders.flatMap((code) => {
          const neighbour = byCode3.get(code);
          return neighbour === undefined ? [] : [{ relation: "borders", object: neighbour.id }];
        }),
      ],
      count,
      attributes: { area: facts.area },
    };
  }
}

/** Other spellings without those in other scripts, for a register ("Congo, the …") and the two-letter codes. */
const englishOnly = (names: readonly string[]): string[] =>
  names.filter((name) => name.length > 3 && /^[\p{Script=Latin}\s.'’-]+$/u.test(name));

const round = (count: number): number => Math.round(count * 100) / 100;
