import type { EntityRecord } from "../../kb/record.js";
import { nameCount } from "../../kb/record-aliases.js";
import { normaliseAlias } from "../../text/normalise.js";
import {
  ancestorsOf,
  isInstance,
  type Synset,
  type WordNet,
} from "../../types/classes/wordnet/wordnet-files.js";
import { type Agreement, agreementOf, compatible, type Known, textOf } from "./agreement.js";
import { shortCityNames } from "./cities.js";
import { wordNetId } from "./wordnet.js";

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

/**
 * Finds, for records of other sources, the WordNet synset that is the same thing: one of its names, a compatible type and
 * a second fact that agrees. A synset is given away once.
 */
export class WordNetMatcher {
  private readonly byName = new Map<string, Known[]>();
  private readonly taken = new Set<string>();

  constructor(wordnet: WordNet, recordOf: (synset: Synset) => EntityRecord) {
    for (const synset of wordnet.synsets.values()) {
      // "Model T" is a class for WordNet.
      const named = isInstance(synset) || synset.lemmas.some((lemma) => /^\p{Lu}/u.test(lemma));
      if (!named) continue;
      const wholes = wholesOf(wordnet, synset);
      const known: Known = {
        synset,
        record: recordOf(synset),
        names: namesOf([synset]),
        wholes: namesOf(wholes),
        countries: namesOf(wholes.filter((whole) => kindsOf(wordnet, whole).has("country"))),
        words: ` ${normaliseAlias(synset.gloss)} `,
        kinds: kindsOf(wordnet, synset),
      };
      for (const name of known.names) {
        const list = this.byName.get(name);
        if (list === undefined) this.byName.set(name, [known]);
        else list.push(known);
      }
    }
  }

  /** The synset of a record, with the fact that decided, and takes it out of the running. */
  take(record: EntityRecord): { merge: Merge; absorbed: EntityRecord } | undefined {
    let best: (Agreement & { known: Known }) | undefined;
    const candidates = this.candidates(record);
    const alone = candidates.filter((known) => compatible(record, known)).length === 1;
    for (const known of candidates) {
      if (this.taken.has(known.synset.offset)) continue;
      const agreement = agreementOf(record, known, alone);
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

  private candidates(record: EntityRecord): Known[] {
    const found = fullNames(record).flatMap((name) => this.byName.get(normaliseAlias(name)) ?? []);
    return [...new Set(found)];
  }
}

const LARGE_CITY = 200_000;

/**
 * Names that name the thing in full: a surname or a short form ("Paris" of Paris Saint-Germain, "Santa Fe" of a railway) is
 * shared with others, and what it shares a name with is then told apart by class.
 */
function fullNames(record: EntityRecord): string[] {
  const { id, name } = record;
  const aliases = (record.aliases ?? []).map(textOf);
  if (id.startsWith("country:")) return [name, ...aliases];
  if (id.startsWith("geonames:")) {
    // "Halle (Saale)", "Frankfurt am Main": only a large city goes by its short name.
    const population = record.attributes?.["population"];
    const large = typeof population === "number" && population >= LARGE_CITY;
    return [name, ...(large ? shortCityNames(name) : [])];
  }
  if (id.startsWith("wikipedia:")) {
    // "Elizabeth I of England", "Thomas Cromwell, 1st Earl of Essex", "Lyndon B. Johnson"
    const plain = name.replace(/(,| of) .*$/, "");
    const words = plain.split(" ");
    return [name, plain, ...(words.length > 2 ? [`${words[0]} ${words.at(-1)}`] : [])];
  }
  return [name, name.replace(/^The /, ""), ...aliases.filter((alias) => /\s/.test(alias.trim()))];
}

const namesOf = (synsets: readonly Synset[]): Set<string> =>
  new Set(synsets.flatMap(({ lemmas }) => lemmas.map(normaliseAlias)));

const kindsOf = (wordnet: WordNet, synset: Synset): Set<string> =>
  new Set(ancestorsOf(wordnet, synset).flatMap(({ lemmas }) => lemmas.map((lemma) => lemma.toLowerCase())));

/** What a synset is part of or a member of, all the way up. */
function wholesOf(wordnet: WordNet, synset: Synset): Synset[] {
  const wholes = new Set<Synset>();
  const visit = (at: Synset) => {
    for (const { symbol, target } of at.pointers) {
      const whole = symbol === "#p" || symbol === "#m" ? wordnet.synsets.get(target) : undefined;
      if (whole === undefined || wholes.has(whole)) continue;
      wholes.add(whole);
      visit(whole);
    }
  };
  visit(synset);
  return [...wholes];
}

/** How much of a place's mentions are by its name in WordNet where that is another: "Geneva" of Genève. */
const ENGLISH_SHARE = 0.5;

/** The two records as one: the first one's id, name and url; all names, types, relations and both descriptions. */
export function mergeRecords(kept: EntityRecord, absorbed: EntityRecord): EntityRecord {
  const aliases = new Map<string, number>();
  for (const alias of [...(kept.aliases ?? []), ...(absorbed.aliases ?? [])]) {
    const [text, count] = typeof alias === "string" ? [alias, 0] : [alias.text, alias.count];
    aliases.set(text, Math.max(count, aliases.get(text) ?? 0));
  }
  const count = Math.max(kept.count ?? 0, absorbed.count ?? 0);
  if (kept.types?.["place"] !== undefined)
    aliases.set(absorbed.name, Math.max(count * ENGLISH_SHARE, aliases.get(absorbed.name) ?? 0));
  aliases.set(kept.name, Math.max(nameCount(kept), aliases.get(kept.name) ?? 0));
  const description = [kept.description, absorbed.description].filter(
    (part) => part !== undefined && part !== "",
  );
  const relations = [...(kept.relations ?? []), ...(absorbed.relations ?? [])];
  return {
    ...kept,
    description: description.join("; "),
    aliases: [...aliases].map(([text, count]) => ({ text, count: Math.round(count * 10_000) / 10_000 })),
    types: { ...absorbed.types, ...kept.types },
    ...(relations.length === 0 ? {} : { relations }),
    count,
    attributes: { ...absorbed.attributes, ...kept.attributes },
    sameAs: [...(kept.sameAs ?? []), absorbed.id],
  };
}
