import type { NerClass } from "../ner-classes.js";
import type { ClassLexicon } from "./class-lexicon.js";
import { finalHeadOf } from "./noun-phrase.js";

/** Items of Wikidata that are classes of very many others, by NER class: a KB may have their numbers without their names. */
const WIKIDATA: Readonly<Partial<Record<NerClass, string>>> = {
  PER: "Q5",
  LOC: `Q515 Q486972 Q532 Q3957 Q6256 Q3624078 Q8502 Q46831 Q4022 Q23397 Q23442 Q165 Q1248784 Q483110 Q41176 Q811979 Q16970 Q33506 Q55488
    Q34442 Q22698 Q15284 Q484170 Q123705 Q1549591 Q5119 Q35657 Q56061 Q39614 Q12280 Q13226383`,
  ORG: "Q43229 Q4830453 Q783794 Q6881511 Q476028 Q3918 Q3914 Q9826 Q7278 Q215380 Q163740 Q31855 Q327333 Q891723 Q847017 Q12973014",
  ANIM: "Q729 Q144 Q726",
  BIO: "Q7187 Q8054 Q20747295",
  CEL: "Q523 Q318 Q3863 Q634 Q8928 Q44559",
  DIS: "Q12136 Q929833",
  EVE: "Q16510064 Q178561 Q198 Q40231 Q27020041 Q1190554 Q1656682 Q132241 Q18608583 Q500834",
  FOOD: "Q2095 Q746549 Q40050 Q10943 Q282",
  INST: "Q34379 Q728 Q68 Q618779",
  MEDIA: `Q11424 Q5398426 Q482994 Q134556 Q7366 Q105543609 Q7889 Q571 Q7725634 Q47461344 Q11032 Q41298 Q34770 Q3305213 Q13442814 Q21191270
    Q101352 Q202444 Q12308941 Q11879590 Q188451 Q7397 Q166142 Q9143 Q35127 Q2188189 Q1002697 Q5633421 Q506240 Q24856 Q13406463`,
  MON: "Q8142",
  NUM: "Q47574 Q21199 Q49008",
  PHYS: "Q11173 Q11344 Q7946 Q113145171 Q12140",
  PLANT: "Q756",
  SUPER: "Q95074 Q15632617 Q22989102 Q178885",
  TIME: "Q577 Q578 Q39911 Q11514315 Q3186692 Q47150325",
  VEHI: "Q11446 Q1420 Q11436 Q3231690 Q2811 Q197 Q1229765",
};

const BY_ITEM = new Map(
  Object.entries(WIKIDATA).flatMap(([name, items]) =>
    items.split(/\s+/).map((item) => [item, name as NerClass] as const),
  ),
);

/** Classes of pages and of everything; "taxon" may be animal, plant or fungus. */
const SAYS_NOTHING =
  /^(wikimedia|thing$|entity$|object$|taxon$|agent$|owl#|concept$|topic$|eukaryote$|species$|unknown$|other$)/i;

/** A share of a noun's uses in one class from which on its class is beyond doubt. */
const CLEAR = 0.98;

/**
 * The NER class of a class that a type system names: "Q5", "association football club", "commune of France", "dbo:SoccerClub".
 *
 * @returns also whether that is clear: a listed noun, or one of WordNet without senses in other classes
 */
export function classOfName(
  name: string,
  lexicon: ClassLexicon,
): { class: NerClass; clear: boolean } | undefined {
  const item = classOfItem(name);
  if (item !== undefined) return item;
  const words = readableName(name);
  if (SAYS_NOTHING.test(words)) return undefined;
  const head = finalHeadOf(words, lexicon);
  return head === undefined ? undefined : { class: head.name, clear: head.listed || head.share >= CLEAR };
}

/** The NER class of a class of Wikidata by its number: "Q5", "http://www.wikidata.org/entity/Q5". */
export function classOfItem(id: string): { class: NerClass; clear: true } | undefined {
  const known = BY_ITEM.get(id.replace(/^.*[/:]/, ""));
  return known === undefined ? undefined : { class: known, clear: true };
}

/** "http://dbpedia.org/ontology/SoccerClub" and "soccer_club" as words. */
const readableName = (name: string): string =>
  name
    .replace(/^(https?:.*[/#]|\w+:)/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ");
