import type { NerClass } from "../ner-classes.js";

const words = (list: string): string[] => list.split(/\s+/);

/** Nouns that say nothing of their own: in "a kind of beetle" the question goes on to what follows "of". */
export const EMPTY: ReadonlySet<string> = new Set(
  words(`kind type sort form variety version example instance species subspecies one any each some several many most number couple
    variant clade lot subclass suborder subfamily superfamily class name genus part piece pair all none`),
);

/** Ranks of living things, which say nothing of their own at the end of a phrase either: "beetle species". */
export const RANKS: ReadonlySet<string> = new Set(
  words("species subspecies genus genera subfamily superfamily suborder subclass clade variety"),
);

/** By nouns, the classes of what follows "of" to which they leave the question: "a member of the frog family", "a series of novels". */
const LEFT_TO: Readonly<Record<string, string>> = {
  "member order tribe phylum race strain breed": "ANIM PLANT BIO FOOD",
  family: "ANIM PLANT BIO FOOD MEDIA INST VEHI PHYS CEL",
  "collection suite volume season range line model": "MEDIA VEHI INST FOOD",
  "group chain cluster": "ANIM PLANT BIO FOOD LOC EVE CEL PER",
  "series set edition": "MEDIA VEHI INST FOOD LOC EVE CEL PER",
  "brand style branch cross hybrid": "FOOD INST MEDIA VEHI ANIM PLANT EVE",
};
export const DEFERRING: ReadonlyMap<string, ReadonlySet<NerClass>> = new Map(
  Object.entries(LEFT_TO).flatMap(([nouns, classes]) =>
    words(nouns).map((noun) => [noun, new Set(words(classes) as NerClass[])] as const),
  ),
);

/** Words that end a noun phrase. */
export const ENDS: ReadonlySet<string> = new Set(
  words(`of in on at by for from with without to into onto near between among amongst under over within through during against along
    across around behind above below about after before since until upon off toward towards outside inside beyond out than as via per
    like except that which who whom whose where when while if because but so whereby wherein is are was were be been being
    has have had does did do can could may might must shall should will would became becomes become it he she they`),
);

/** Participles and adjectives that come after a noun rather than before one. */
export const FOLLOWS: ReadonlySet<string> = new Set(
  words(`located situated based born made used found held written directed produced released published founded established built
    designed developed owned operated named called known recorded composed performed formed consisting comprising containing
    resulting using having serving featuring starring caused given played sung hosted created adapted set belonging headquartered
    organised organized sponsored broadcast aired lying occurring derived extending intended considered defined associated
    related dedicated regarded led won governed run fought contested awarded presented introduced manufactured distributed edited
    illustrated commissioned launched opened elected appointed representing describing relating involving covering connecting
    running flowing bordering surrounding native endemic due able adjacent`),
);

/** Words before a noun that the lexicon would take for nouns: "a" is a blood group. */
export const DETERMINERS: ReadonlySet<string> = new Set(
  words(`a an the this these those its his her their another both other more first second third fourth fifth sixth seventh eighth ninth
    tenth two three four five six seven eight nine ten now still not also only just no so-called former late current
    north south east west northeast northwest southeast southwest central`),
);
