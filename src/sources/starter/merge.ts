import type { EntityRecord } from "../../kb/record.js";
import { nameCount } from "../../kb/record-aliases.js";
import { normaliseAlias } from "../../text/normalise.js";
import { wordNetId } from "./wordnet.js";
import { ancestorsOf, isInstance, type Synset, type WordNet } from "./wordnet-files.js";

/** One thing that two sources have. */
export interface Merge {
  /** Id that stays. */
  kept: string;
  /** Id that goes. */
  absorbed: string;
  name: string;
  /** The fact that agrees beside name and type. */
  because: string;
}

/** A named synset with what is needed to compare it. */
interface Known {
  synset: Synset;
  record: EntityRecord;
  /** Gloss and the names of what it is part of and an instance of, normalised and padded with spaces. */
  words: string;
  kinds: ReadonlySet<string>;
}

/**
 * Finds, for records of other sources, the WordNet synset that is the same thing: one of its names, a compatible type and
 * a second fact that agrees. A synset is given away once.
 */
export class WordNetMatcher {
  private readonly byName = new Map<string, Known[]>();
  private readonly taken = new Set<string>();

  constructor(wordnet: WordNet, recordOf: (synset: Synset) => EntityRecord) {
    for (const synset of wordnet.synsets.values()) {
      const named = isInstance(synset) || synset.lemmas.some((lemma) => /^\p{Lu}/u.test(lemma));
      if (!named) continue;
      const known: Known = {
        synset,
        record: recordOf(synset),
        words: ` ${normaliseAlias(`${synset.gloss} ${wholesOf(wordnet, synset).join(" ")}`)} `,
        kinds: new Set(
          ancestorsOf(wordnet, synset).flatMap(({ lemmas }) => lemmas.map((lemma) => lemma.toLowerCase())),
        ),
      };
      for (const name of new Set(synset.lemmas.map(normaliseAlias))) {
        const list = this.byName.get(name);
        if (list === undefined) this.byName.set(name, [known]);
        else list.push(known);
      }
    }
  }

  /** The synset of a record, with the fact that decided, and takes it out of the running. */
  take(record: EntityRecord): { merge: Merge; absorbed: EntityRecord } | undefined {
    let best: { known: Known; because: string; strength: number } | undefined;
    for (const known of this.candidates(record)) {
      const agreement = agree(record, known);
      if (agreement !== undefined && agreement.strength > (best?.strength ?? 0))
        best = { known, ...agreement };
    }
    if (best === undefined) return undefined;
    this.taken.add(best.known.synset.offset);
    const absorbed = wordNetId(best.known.synset.offset);
    return {
      merge: { kept: record.id, absorbed, name: record.name, because: best.because },
      absorbed: best.known.record,
    };
  }

  private candidates(record: EntityRecord): Set<Known> {
    const names = [record.name, ...fullNames(record)];
    return new Set(
      names
        .flatMap((name) => this.byName.get(normaliseAlias(name)) ?? [])
        .filter((known) => !this.taken.has(known.synset.offset)),
    );
  }
}

/** Aliases that name the thing in full: a surname or a short form ("Paris" of Paris Saint-Germain) is shared with others. */
function fullNames(record: EntityRecord): string[] {
  const ner = record.types?.["ner"]?.[0];
  if (ner === "PER" || record.id.startsWith("geonames:")) return [];
  const names = (record.aliases ?? []).map((alias) => (typeof alias === "string" ? alias : alias.text));
  return record.id.startsWith("country:") ? names : names.filter((name) => /\s/.test(name.trim()));
}

/** Names of what a synset is part of or a member of, all the way up. */
function wholesOf(wordnet: WordNet, synset: Synset): string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  const visit = (at: Synset) => {
    for (const { symbol, target } of at.pointers) {
      if ((symbol !== "#p" && symbol !== "#m") || seen.has(target)) continue;
      seen.add(target);
      const whole = wordnet.synsets.get(target);
      if (whole === undefined) continue;
      names.push(...whole.lemmas);
      visit(whole);
    }
  };
  visit(synset);
  return names;
}

type Agreement = { because: string; strength: number } | undefined;

function agree(record: EntityRecord, known: Known): Agreement {
  if (record.id.startsWith("wikipedia:")) return agreePerson(record, known);
  if (record.id.startsWith("geonames:")) return agreePlace(record, known);
  if (record.id.startsWith("country:")) return agreeCountry(record, known);
  return agreeByWords(record, known);
}

function agreePerson(record: EntityRecord, known: Known): Agreement {
  if (known.record.types?.["ner"]?.[0] !== "PER") return undefined;
  const year = record.attributes?.["born"];
  const years = known.synset.gloss.match(
    /\(?(?:born (?:in )?)?(?:circa |c\. ?|about )?(\d{1,4})(?: BC)?\s*[-–)]/,
  );
  if (typeof year === "number" && years !== null) {
    // Sources differ by a few years for antiquity; a namesake of the same trade is seldom that near.
    const tolerance = Math.abs(year) < 1500 ? 10 : 2;
    if (Math.abs(Math.abs(year) - Number(years[1])) <= tolerance)
      return { because: `born ${year}`, strength: 3 };
    return undefined;
  }
  const occupation = record.types?.["occupation"]?.[0] ?? "";
  if (occupation !== "" && (known.words.includes(` ${occupation} `) || known.kinds.has(occupation)))
    return { because: occupation, strength: 1 };
  return undefined;
}

const SETTLEMENTS = [
  "city",
  "town",
  "village",
  "municipality",
  "national capital",
  "port",
  "residential district",
];
const REGIONS = ["state", "province", "administrative district", "district", "region", "island", "canton"];

function agreePlace(record: EntityRecord, known: Known): Agreement {
  const settlement = !/\.\w+$/.test(record.id);
  const wanted = settlement ? SETTLEMENTS : REGIONS;
  const wrong = settlement ? [] : SETTLEMENTS;
  if (!wanted.some((kind) => known.kinds.has(kind)) || wrong.some((kind) => known.kinds.has(kind)))
    return undefined;
  const places = (record.description ?? "")
    .replace(/^(capital city of|city in|town in|state of|region of) /, "")
    .split(", ");
  const country = places.at(-1) ?? "";
  const names = [country, ...(OTHER_NAMES[country] ?? [])];
  const found = names.find((name) => known.words.includes(` ${normaliseAlias(name)} `));
  const region = places.length > 1 ? (places[0] as string) : "";
  const inRegion = region !== "" && known.words.includes(` ${normaliseAlias(region)} `);
  // Of towns of one name in one country the largest is the known one.
  const size = Math.min(0.9, (record.count ?? 0) / 100);
  if (inRegion && region !== record.name) return { because: `in ${region}`, strength: 3 + size };
  // In a country of many namesakes the region has to agree.
  const capital = record.types?.["place"]?.[0] === "capital";
  if (found === undefined || (settlement && !capital && country === "United States")) return undefined;
  return { because: `in ${country}`, strength: 1 + size };
}

/** What WordNet calls the countries that are named otherwise today. */
const OTHER_NAMES: Record<string, string[]> = {
  "United Kingdom": ["England", "Scotland", "Wales", "Northern Ireland", "Britain"],
  "United States": ["USA", "America"],
  Czechia: ["Czech Republic", "Czechoslovakia"],
  Myanmar: ["Burma"],
  "Ivory Coast": ["Cote d'Ivoire"],
  "DR Congo": ["Congo", "Zaire"],
  Russia: ["Soviet Union"],
  Serbia: ["Serbia and Montenegro", "Yugoslavia"],
  Netherlands: ["Holland"],
};

function agreeCountry(record: EntityRecord, known: Known): Agreement {
  const territory = record.types?.["place"]?.[0] === "territory";
  const kinds = territory ? ["country", "dependency", "territory", "island"] : ["country"];
  if (!kinds.some((kind) => known.kinds.has(kind)) || known.kinds.has("american state")) return undefined;
  const capital = record.relations?.find(({ relation }) => relation === "capital")?.object ?? "";
  if (capital !== "" && capital !== record.name && known.words.includes(` ${normaliseAlias(capital)} `))
    return { because: `capital ${capital}`, strength: 3 };
  const found = normaliseAlias(record.description ?? "")
    .split(" ")
    .find((word) => word.length > 3 && !POSITIONS.has(word) && known.words.includes(` ${word} `));
  return { because: found ?? "the only country of this name", strength: found === undefined ? 1 : 2 };
}

/** Words of a country's description that fit half the world. */
const POSITIONS = new Set(
  "country territory capital northern southern eastern western central north south east west".split(" "),
);

const COMMON = new Set(
  "which their known after other first there where about largest major famous based founded company american british world".split(
    " ",
  ),
);

function agreeByWords(record: EntityRecord, known: Known): Agreement {
  const [ner, other] = [record.types?.["ner"]?.[0], known.record.types?.["ner"]?.[0]];
  const related = `${ner} ${other}`;
  if (ner !== other && !COMPATIBLE.has(related)) return undefined;
  // "Stanford University" is a body or its buildings; "Chicago" is not a band for want of a better class.
  if (ner !== other && INSTITUTIONS.test(related) && !/\s/.test(record.name)) return undefined;
  const own = normaliseAlias(record.name);
  const words = new Set(
    normaliseAlias(record.description ?? "")
      .split(" ")
      .filter((word) => word.length > 4 && !COMMON.has(word) && !own.includes(word)),
  );
  const shared = [...words].filter((word) => known.words.includes(` ${word}`));
  return shared.length === 0
    ? undefined
    : { because: shared.slice(0, 3).join(", "), strength: shared.length };
}

/** Pairs of classes under which two sources may file one thing. */
const COMPATIBLE = new Set([
  "LOC INST",
  "INST LOC",
  "SUPER PER",
  "PER SUPER",
  "EVE TIME",
  "ORG LOC",
  "ORG INST",
  "MEDIA INST",
  "CEL LOC",
]);
const INSTITUTIONS = /^ORG (LOC|INST)$/;

/** The two records as one: the first one's id, name and url; all names, types, relations and both descriptions. */
export function mergeRecords(kept: EntityRecord, absorbed: EntityRecord): EntityRecord {
  const aliases = new Map<string, number>();
  for (const alias of [...(kept.aliases ?? []), ...(absorbed.aliases ?? [])]) {
    const [text, count] = typeof alias === "string" ? [alias, 0] : [alias.text, alias.count];
    aliases.set(text, Math.max(count, aliases.get(text) ?? 0));
  }
  const count = Math.max(kept.count ?? 0, absorbed.count ?? 0);
  aliases.set(kept.name, Math.max(nameCount(kept), aliases.get(kept.name) ?? 0));
  const description = [kept.description, absorbed.description].filter(
    (part) => part !== undefined && part !== "",
  );
  const relations = [...(kept.relations ?? []), ...(absorbed.relations ?? [])];
  return {
    ...kept,
    description: description.join("; "),
    aliases: [...aliases].map(([text, count]) => ({ text, count })),
    types: { ...absorbed.types, ...kept.types },
    ...(relations.length === 0 ? {} : { relations }),
    count,
    attributes: { ...absorbed.attributes, ...kept.attributes },
    sameAs: [...(kept.sameAs ?? []), absorbed.id],
  };
}
