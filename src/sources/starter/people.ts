import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { EntityRecord } from "../../kb/record.js";
import { nameForms } from "./person-names.js";

/** English page views that count as one tag of WordNet's texts: see DESIGN.md, "One scale of counts". */
const VIEWS_A_TAG = 1e6;

const small = (text: string): string => text.toLowerCase();
const ACRONYMS = new Set(["USA", "UK", "UAE"]);

/** "UNITED STATES" and "United States" both occur. */
function properName(text: string): string {
  if (text !== text.toUpperCase() || ACRONYMS.has(text)) return text;
  return small(text).replace(
    /(^|[\s-])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/**
 * The people of Pantheon 1.0 (Yu et al., "Pantheon 1.0, a manually verified dataset of globally famous biographies",
 * Scientific Data 2016; CC0 in the package `celebs`), by their English Wikipedia page. The country is that of the
 * birthplace today, so the description says "born in", not a nationality.
 */
export function* peopleRecords(): Generator<EntityRecord> {
  const require = createRequire(import.meta.url);
  const file = join(require.resolve("celebs/package.json"), "..", "data", "pantheon.tsv");
  const [header = "", ...lines] = readFileSync(file, "utf8").split(/\r?\n/);
  const column = new Map(header.split("\t").map((name, i) => [name, i]));
  for (const line of lines) {
    const cells = line.split("\t");
    const cell = (name: string): string => (cells[column.get(name) ?? -1] ?? "").trim();
    const page = cell("en_curid");
    const name = cell("name");
    if (page === "" || name === "") continue;
    const occupation = small(cell("occupation"));
    const year = Number.parseInt(cell("birthyear"), 10);
    const country = properName(cell("countryName"));
    const place = [cell("birthcity"), cell("birthstate"), country].filter(
      (part) => part !== "" && part !== "Unknown",
    );
    const born = [
      Number.isNaN(year) ? "" : ` ${year < 0 ? `${-year} BC` : year}`,
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
      ...(country === "" || country === "Unknown"
        ? {}
        : { relations: [{ relation: "born in", object: country }] }),
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
