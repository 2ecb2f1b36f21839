import type { EntityRecord } from "../../kb/record.js";
import { normaliseAlias } from "../../text/normalise.js";
import { contentStems } from "../../text/stems.js";
import { isInstance, type Synset } from "../../types/classes/wordnet/wordnet-files.js";

/** A named synset with what is needed to compare it. */
export interface Known {
  synset: Synset;
  record: EntityRecord;
  /** Normalised lemmas. */
  names: ReadonlySet<string>;
  /** Normalised names of what it is part of or a member of, all the way up. */
  wholes: ReadonlySet<string>;
  /** Those of the wholes that are countries. */
  countries: ReadonlySet<string>;
  /** Gloss, normalised and padded with spaces. */
  words: string;
  /** Lemmas of the synsets above, in lower case. */
  kinds: ReadonlySet<string>;
}

/** Why a record and a synset are one thing. */
export interface Agreement {
  /** The fact that agrees beside name and type. */
  because: string;
  /** Of several synsets the strongest is taken. */
  strength: number;
}

/**
 * Compares a record with a synset that has one of its names.
 *
 * @param alone whether no other named synset of a compatible class has one of the record's names
 */
export function agreementOf(record: EntityRecord, known: Known, alone: boolean): Agreement | undefined {
  if (record.id.startsWith("wikipedia:")) return ofPerson(record, known, alone);
  if (record.id.startsWith("geonames:")) return ofPlace(record, known);
  if (record.id.startsWith("country:")) return ofCountry(record, known);
  return ofOthers(record, known, alone);
}

/** Whether two sources may file one thing under the classes of the record and of the synset. */
export function compatible(record: EntityRecord, known: Known): boolean {
  const [ner = "", other = ""] = [record.types?.["ner"]?.[0], known.record.types?.["ner"]?.[0]];
  if (ner === other || COMPATIBLE.has(`${ner} ${other}`)) return true;
  // WordNet files a university under its buildings. The city of a football club is no building.
  return ner === "ORG" && (known.kinds.has("university") || known.kinds.has("museum"));
}

const COMPATIBLE = new Set([
  "LOC INST",
  "LOC MEDIA",
  "INST LOC",
  "SUPER PER",
  "PER SUPER",
  "EVE TIME",
  "EVE MEDIA",
  "EVE PHYS",
  "MEDIA INST",
  "CEL LOC",
]);

/** Of one name and alone under it: evidence only where the name has several words. */
const aloneUnder = (name: string, alone: boolean): Agreement | undefined =>
  alone && /\S\s+\S/.test(name) ? { because: "the only one of this name", strength: 0.5 } : undefined;

/** The year of birth in a gloss: "(1809-1882)", "(circa 563-483 BC)", "(born in Ireland in 1932)". */
export function birthYear(gloss: string): number | undefined {
  const found = gloss.match(
    /\((?:born )?(?:in )?(?:circa |c\.? ?|about |\?)*(\d{1,4})\??(?: ?(BC|AD))?\s*(?:[-–](.*?))?\)/,
  );
  const born = found ?? gloss.match(/\(born\b[^)]*?\b(\d{4})()()\)/);
  if (born === null) return undefined;
  const beforeChrist = born[2] === "BC" || / BC/.test(born[3] ?? "");
  return beforeChrist ? -Number(born[1]) : Number(born[1]);
}

/** Whether a gloss puts its person into another time: "(8th century BC)", "(New Testament)". */
function otherTime(year: number, gloss: string): boolean {
  if (gloss.includes("(New Testament)") && Math.abs(year) > 120) return true;
  const centuries = [...gloss.matchAll(/(\d+)(?:st|nd|rd|th) century( BC)?/g)];
  const middles = centuries.map(
    ([, number, bc]) => (Number(number) * 100 - 50) * (bc === undefined ? 1 : -1),
  );
  return middles.length > 0 && middles.every((middle) => Math.abs(middle - year) > 150);
}

/** What WordNet calls the people of an occupation. */
const CALLINGS: Record<string, string[]> = {
  politician: ["ruler", "head of state", "statesman", "politician"],
  nobleman: ["ruler", "noble", "aristocrat"],
  noblewoman: ["ruler", "noblewoman", "aristocrat"],
  "military figure": ["military personnel"],
  "religious figure": ["saint", "prophet", "apostle", "patriarch", "religious leader"],
};

function ofPerson(record: EntityRecord, known: Known, alone: boolean): Agreement | undefined {
  if (known.record.types?.["ner"]?.[0] !== "PER") return undefined;
  const year = record.attributes?.["born"];
  const other = birthYear(known.synset.gloss);
  if (typeof year === "number" && other !== undefined) {
    // Sources differ by a few years for antiquity; a namesake of the same trade is seldom that near.
    const tolerance = year < 0 ? 15 : year < 1500 ? 10 : 2;
    return Math.abs(year - other) <= tolerance ? { because: `born ${year}`, strength: 3 } : undefined;
  }
  if (!known.names.has(normaliseAlias(record.name))) return undefined;
  if (typeof year === "number" && otherTime(year, known.synset.gloss)) return undefined;
  const occupation = record.types?.["occupation"]?.[0] ?? "";
  if (occupation !== "" && (known.words.includes(` ${occupation} `) || known.kinds.has(occupation)))
    return { because: occupation, strength: 1 };
  const calling = alone ? CALLINGS[occupation]?.find((kind) => known.kinds.has(kind)) : undefined;
  if (calling !== undefined) return { because: calling, strength: 1 };
  // "Panchen Lama" is an office for WordNet, and one of its holders elsewhere.
  return isInstance(known.synset) ? aloneUnder(record.name, alone) : undefined;
}

const SETTLEMENTS = [
  "city",
  "town",
  "village",
  "municipality",
  "national capital",
  "state capital",
  "provincial capital",
  "port",
  "residential district",
];
const REGIONS = ["state", "province", "administrative district", "district", "region", "island", "canton"];

function ofPlace(record: EntityRecord, known: Known): Agreement | undefined {
  const settlement = !/\.\w+$/.test(record.id);
  const wanted = settlement ? SETTLEMENTS : REGIONS;
  const wrong = settlement ? [] : SETTLEMENTS;
  if (!wanted.some((kind) => known.kinds.has(kind)) || wrong.some((kind) => known.kinds.has(kind)))
    return undefined;
  // The historical Punjab is in two countries, the province in one.
  if (!settlement && /^(a|an|the) (medieval|historic|historical) /.test(known.synset.gloss)) return undefined;
  // "a former town on the Bosporus (now part of Istanbul)" is no town of today.
  if (/^(a|an|the) former (city|town|village)\b/.test(known.synset.gloss)) return undefined;
  // A place of no known size may be a farm; of two towns of one name the known one is larger.
  if (settlement && record.attributes?.["population"] === 0) return undefined;
  const places = (record.description ?? "").replace(/^.*?\b(?:in|of) (?:the )?/, "").split(", ");
  const country = places.at(-1) ?? "";
  const region = places.length > 1 ? (places[0] as string) : "";
  // Of towns of one name in one country the largest is the known one.
  const size = Math.min(0.9, (record.count ?? 0) / 100);
  if (region !== "" && region !== record.name) {
    // A gloss also names neighbours ("adjacent to Kansas City, Missouri"), and what WordNet says of parts has errors.
    const agreeing = [known.wholes.has(normaliseAlias(region)), mentions(known, region)].filter(Boolean);
    if (agreeing.length > 0) return { because: `in ${region}`, strength: 2 + agreeing.length + size };
  }
  // In a country of many namesakes the region has to agree.
  const capital = record.types?.["place"]?.[0] === "capital";
  if (settlement && !capital && country === "United States") return undefined;
  const names = [country, ...(OTHER_NAMES[country] ?? [])];
  const { countries } = known;
  const agrees = names.some((name) =>
    countries.size > 0 ? countries.has(normaliseAlias(name)) : mentions(known, name),
  );
  // Sardinia is an island and a region of Italy.
  const island = known.kinds.has("island") ? 0.1 : 0;
  return agrees ? { because: `in ${country}`, strength: 1 + size - island } : undefined;
}

const mentions = (known: Known, name: string): boolean => known.words.includes(` ${normaliseAlias(name)} `);

/** What WordNet calls the countries that are named otherwise today. */
const OTHER_NAMES: Record<string, string[]> = {
  "United Kingdom": ["England", "Scotland", "Wales", "Northern Ireland", "Britain"],
  Czechia: ["Czech Republic", "Czechoslovakia"],
  Myanmar: ["Burma"],
  "Ivory Coast": ["Cote d'Ivoire"],
  "DR Congo": ["Congo", "Zaire"],
  Russia: ["Soviet Union"],
  Serbia: ["Serbia and Montenegro", "Yugoslavia"],
  "North Macedonia": ["Macedonia"],
  Netherlands: ["Holland"],
};

function ofCountry(record: EntityRecord, known: Known): Agreement | undefined {
  // "Dutch" is a name of the Caribbean Netherlands, and the Dutch are a nation.
  if (known.record.types?.["ner"]?.[0] !== "LOC" || known.kinds.has("american state")) return undefined;
  const territory = record.types?.["place"]?.[0] === "territory";
  const kinds = territory ? ["country", "dependency", "territory", "district", "island"] : ["country"];
  if (!kinds.some((kind) => known.kinds.has(kind))) return undefined;
  // The island of a state has fewer of its names than the state: "Commonwealth of Puerto Rico".
  const names = new Set((record.aliases ?? []).map((alias) => normaliseAlias(textOf(alias))));
  const shared = [...known.names].filter((name) => names.has(name)).length / 10;
  const island = known.kinds.has("island") ? 0.05 : 0;
  const capital = record.relations?.find(({ relation }) => relation === "capital")?.object ?? "";
  if (capital !== "" && capital !== record.name && mentions(known, capital))
    return { because: `capital ${capital}`, strength: 3 + shared - island };
  const found = normaliseAlias(record.description ?? "")
    .split(" ")
    .find((word) => word.length > 3 && !POSITIONS.has(word) && known.words.includes(` ${word} `));
  return {
    because: found ?? "the only country of this name",
    strength: (territory || found === undefined ? 1 : 2) + shared - island,
  };
}

export const textOf = (alias: string | { readonly text: string }): string =>
  typeof alias === "string" ? alias : alias.text;

/** Words of a country's description that fit half the world. */
const POSITIONS = new Set(
  "country territory capital northern southern eastern western central north south east west".split(" "),
);

/** Words that fit half of all descriptions. */
const COMMON = contentStems(
  "known largest major famous based founded company American British English world United States city named member " +
    "large small great set several large popular made use year",
);

function ofOthers(record: EntityRecord, known: Known, alone: boolean): Agreement | undefined {
  if (!compatible(record, known)) return undefined;
  const own = contentStems(record.name);
  const gloss = contentStems(known.synset.gloss);
  const shared = [...contentStems(record.description ?? "")].filter(
    (stem) => stem.length > 2 && gloss.has(stem) && !own.has(stem) && !COMMON.has(stem),
  );
  // "Golden Gate" is another name of the bridge, but "Golden Gate Bridge" is its own, and a bridge is a bridge.
  const named = known.names.has(normaliseAlias(record.name));
  const kind = record.types?.["kind"]?.find((type) => known.kinds.has(type.toLowerCase()));
  const facts = [...(kind === undefined ? [] : [kind]), ...shared];
  if (facts.length > 0)
    return {
      because: facts.slice(0, 3).join(", "),
      strength: facts.length + (kind === undefined ? 0 : 2) + (named ? 0.5 : 0),
    };
  return named ? aloneUnder(record.name, alone) : undefined;
}
