import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { EntityRecord } from "../../kb/record.js";
import { readRegions } from "./cities.js";
import type { Country } from "./countries.js";
import { nameForms } from "./person-names.js";
import { VIEWS_A_TAG } from "./scale.js";

const small = (text: string): string => text.toLowerCase();

/** Occupations that the data set calls by the trade, or in a way that nobody would. */
const OCCUPATIONS: Record<string, string> = {
  companion: "consort",
  "martial arts": "martial artist",
  "military personnel": "military figure",
  "public worker": "public official",
  chessmaster: "chess player",
  "racecar driver": "racing driver",
  snooker: "snooker player",
};

/** What stands for "nobody knows", or for a failed formula. */
const UNKNOWN = new Set(["", "Unknown", "Other", "#N/A"]);

/** "s-Hertogenbosch" has lost its apostrophe, "San Francisco-Bay Area" has a hyphen too many. */
const tidyPlace = (place: string): string => place.replace(/^s-/, "'s-").replace(/-Bay Area$/, " Bay Area");

/** A cell of the table; the few with quotation marks within are quoted as in CSV. */
const unquoted = (cell: string): string =>
  /^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;

/**
 * The people of Pantheon 1.0 (Yu et al., "Pantheon 1.0, a manually verified dataset of globally famous biographies",
 * Scientific Data 2016; CC0 in the package `celebs`), by their English Wikipedia page. The country is that of the
 * birthplace today, so the description says "born in", not a nationality.
 */
export function* peopleRecords(countries: ReadonlyMap<string, Country>): Generator<EntityRecord> {
  const regions = readRegions();
  const require = createRequire(import.meta.url);
  const file = join(require.resolve("celebs/package.json"), "..", "data", "pantheon.tsv");
  const [header = "", ...lines] = readFileSync(file, "utf8").split(/\r?\n/);
  const column = new Map(header.split("\t").map((name, i) => [name, i]));
  for (const line of lines) {
    const cells = line.split("\t");
    const cell = (name: string): string => unquoted((cells[column.get(name) ?? -1] ?? "").trim());
    const page = cell("en_curid");
    const name = cell("name");
    if (page === "" || name === "") continue;
    const trade = small(cell("occupation"));
    const occupation =
      trade === "nobleman" && cell("gender") === "Female" ? "noblewoman" : (OCCUPATIONS[trade] ?? trade);
    const year = Number.parseInt(cell("birthyear"), 10);
    const country = countries.get(cell("countryCode"));
    const state = regions.get(`${cell("countryCode")}.${cell("birthstate")}`) ?? cell("birthstate");
    const place = [tidyPlace(cell("birthcity")), state, country?.name ?? ""].filter(
      (part, i, all) => !UNKNOWN.has(part) && all.indexOf(part) === i,
    );
    const born = [
      // There is no year 0.
      Number.isNaN(year) ? "" : ` ${year <= 0 ? `${-year || 1} BC` : year}`,
      place.length === 0 ? "" : ` in ${place.join(", ")}`,
    ].join("");
    const count = Math.max(0, Number(cell("PageViewsEnglish")) || 0) / VIEWS_A_TAG;
    const types = [occupation, small(cell("industry")), small(cell("domain"))].filter(
      (type, i, all) => type !== "" && all.indexOf(type) === i,
    );
    yield {
      id: `wikipedia:${page}`,
      name,
      description: `${occupation === "" ? "person" : occupation}${born === "" ? "" : `, born${born}`}`,
      aliases: nameForms(name, cell("countryCode")).map(({ text, share }) => ({
        text,
        count: round(count * share),
      })),
      types: { ner: ["PER"], occupation: types },
      ...(country === undefined ? {} : { relations: [{ relation: "born in", object: country.id }] }),
      count: round(count),
      attributes: {
        ...(Number.isNaN(year) ? {} : { born: year }),
        ...(cell("gender") === "" ? {} : { gender: small(cell("gender")) }),
      },
      url: `https://en.wikipedia.org/?curid=${page}`,
    };
  }
}

const round = (count: number): number => Math.round(count * 1000) / 1000;
