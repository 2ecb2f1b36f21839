import { entities, or, type Query, reachable, relation, types } from "../query/query.js";
import type { LinkPath, LinkRules, PathStep, RelationSource } from "./link-rules.js";

/** A relation by its property of Wikidata and by its label. */
const wikidata = (...names: string[]): RelationSource[] => names.map((relation) => ({ relation }));

const step = (relation: string, times = 1): PathStep => ({ relation, ...(times === 1 ? {} : { times }) });
const path = (...steps: (string | PathStep)[]): LinkPath => ({
  steps: steps.map((one) => (typeof one === "string" ? step(one) : one)),
});

/** What Wikidata has as an instance of these or their kinds, and what has one of these types in a KB that names them. */
const kindsOf = (ids: readonly string[], names: readonly string[] = []): Query =>
  or(
    reachable(entities(ids), { by: ["P31", "P279", "instance of", "subclass of"] }),
    ...(names.length === 0 ? [] : [types("wikidata", names), types("dbpedia", names)]),
  );

/**
 * The link fixer of DeepType (Raiman and Raiman, AAAI 2018; `fast_link_fixer.py` of its code): its fifteen paths, its classes and
 * its limits, with three differences. Classes and relations of Wikidata are also found by their labels, and where records have none, in
 * their names and texts (the path `list of` alone is ours). `least` is 0 where the original has 5, and `needed` empty where it
 * names `instance of`, `subclass of`, `part of` and `category`: both remove links of KBs that have few links, or few relations.
 */
export const DEFAULT_RULES: LinkRules = {
  passes: 3,
  least: 0,
  nearly: { share: 0.8, above: 50 },
  rare: 100,
  shortest: 2,
  shortestSport: 3,
  needed: [],
  relations: {
    "instance of": [
      ...wikidata("P31", "instance of", "type"),
      { types: "wikidata" },
      { types: "dbpedia" },
      { read: "definition" },
      { read: "title" },
    ],
    "subclass of": [...wikidata("P279", "subclass of"), { read: "hypernym" }],
    "facet of": wikidata("P1269", "facet of"),
    occupation: [
      ...wikidata("P106", "occupation", "profession"),
      { types: "occupation" },
      { read: "definition", of: "human" },
    ],
    "position held": wikidata("P39", "position held"),
    "part of": wikidata("P361", "part of", "is part of"),
    series: wikidata("P179", "part of the series", "series"),
    location: wikidata("P276", "location", "is located in"),
    territory: wikidata("P131", "located in the administrative territorial entity", "region"),
    country: wikidata("P17", "country"),
    category: wikidata("category"),
    "main topic": wikidata("P301", "category's main topic"),
    "main article": wikidata("main article"),
    "list of": [...wikidata("P360", "is a list of"), { read: "list" }],
  },
  paths: [
    path("instance of"),
    path("instance of", step("subclass of", 2)),
    path("instance of", "facet of"),
    path(step("subclass of", 3)),
    { ...path("occupation"), promote: true },
    { ...path("position held"), promote: true },
    path("part of", "instance of"),
    path("series", "instance of"),
    path("series", "location"),
    path("territory"),
    path("country"),
    path("category", "main topic"),
    path(step("category", 8), "main article"),
    path("category", "main article", "list of"),
    path("list of", step("subclass of", 2)),
    path("list of"),
  ],
  classes: {
    history: { query: kindsOf(["Q17524420"]), begins: ["History of "] },
    people: { query: kindsOf(["Q2472587", "Q231002"], ["ethnic group", "nationality"]) },
    list: { query: kindsOf(["Q13406463"]), begins: ["List of ", "Lists of ", "Index of ", "Outline of "] },
    "episode list": { query: relation("P360", "Q1983062"), ends: [" episodes"] },
    sport: { query: kindsOf(["Q1656682", "Q349"], ["sport", "type of sport"]) },
    thoroughfare: { query: kindsOf(["Q83620"], ["road"]) },
    kinship: { query: kindsOf(["Q171318"]) },
    human: {
      query: or(
        types("ner", ["PER", "SUPER"]),
        kindsOf(["Q5", "Q15632617", "Q95074"], ["human", "person", "fictional character"]),
      ),
      defined: ["PER", "SUPER"],
    },
    kept: {
      query: or(
        types("ner", ["PER", "LOC", "ORG", "SUPER"]),
        kindsOf(
          `Q7210356 Q1307214 Q23718 Q34770 Q9779 Q43091 Q7512598 Q6256 Q3024240 Q223832 Q133156 Q7275 Q164950 Q1798622 Q2472587 Q231002
          Q16334295 Q14946195 Q20871948 Q38829 Q178561 Q8425 Q11514315 Q4164871 Q7278 Q12973014 Q2992826 Q4438121 Q18608583 Q5
          Q15632617 Q95074 Q271669 Q15642541 Q618123 Q17444909 Q355304 Q15324 Q815962`.split(/\s+/),
          ["language", "ethnic group", "position", "military conflict"],
        ),
      ),
      defined: ["PER", "LOC", "ORG", "SUPER", "EVE", "CEL"],
    },
    "cardinal direction": { query: kindsOf(["Q23718"], ["cardinal direction"]) },
    country: {
      query: kindsOf(
        ["Q6256", "Q3024240", "Q223832", "Q133156", "Q7275", "Q164950", "Q1798622"],
        ["country", "sovereign state", "historical country"],
      ),
    },
    "political organisation": { query: kindsOf(["Q7210356", "Q1307214"]) },
  },
};
