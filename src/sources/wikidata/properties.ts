/** A property of Wikidata that records take over, under a name that people read. */
export interface Property {
  /** "P31". */
  readonly id: string;
  readonly name: string;
}

const properties = (table: Readonly<Record<string, string>>): readonly Property[] =>
  Object.entries(table).map(([id, name]) => ({ id, name }));

/** The class of an item, and the class above a class. */
export const INSTANCE_OF = "P31";
export const SUBCLASS_OF = "P279";
const OCCUPATION = "P106";

/** The 27 relations of DeepType (Raiman and Raiman, AAAI 2018; `extraction/` of its code), under their labels in Wikidata. */
export const RELATIONS: readonly Property[] = properties({
  [INSTANCE_OF]: "instance of",
  [SUBCLASS_OF]: "subclass of",
  P361: "part of",
  [OCCUPATION]: "occupation",
  P101: "field of work",
  P425: "field of this occupation",
  P1995: "health specialty",
  P136: "genre",
  P21: "sex or gender",
  P27: "country of citizenship",
  P17: "country",
  P30: "continent",
  P131: "located in the administrative territorial entity",
  P641: "sport",
  P2578: "studies",
  P179: "part of the series",
  P366: "has use",
  P276: "location",
  P1269: "facet of",
  P360: "is a list of",
  P495: "country of origin",
  P1056: "product or material produced",
  P452: "industry",
  P171: "parent taxon",
  P1001: "applies to jurisdiction",
  P39: "position held",
  P301: "category's main topic",
});

/** Relations whose objects are types as well: the type system is named like the relation, its types are the objects' labels. */
export const TYPE_SYSTEMS: readonly Property[] = properties({
  [INSTANCE_OF]: "instance of",
  [OCCUPATION]: "occupation",
});

/** The eight times of DeepType. Births and deaths are named as the other sources name them. */
export const TIMES: readonly Property[] = properties({
  P577: "publication date",
  P569: "born",
  P570: "died",
  P571: "inception",
  P576: "dissolved",
  P585: "point in time",
  P580: "start time",
  P582: "end time",
});

/** Places on Earth, as `{ lat, lon }`. */
export const PLACES: readonly Property[] = properties({ P625: "location" });

/** Plain numbers; those with a unit are left out. */
export const QUANTITIES: readonly Property[] = properties({ P1082: "population" });

/** Ids of other catalogues; `name` is what stands before the id, "" where the id says itself whose it is ("DOID:1612"). */
export const EXTERNAL_IDS: readonly Property[] = properties({
  P1566: "geonames:",
  P214: "viaf:",
  P227: "gnd:",
  P244: "lcnaf:",
  P213: "isni:",
  P496: "orcid:",
  P646: "",
  P345: "imdb:",
  P434: "musicbrainz:artist/",
  P435: "musicbrainz:work/",
  P436: "musicbrainz:release-group/",
  P982: "musicbrainz:area/",
  P966: "musicbrainz:label/",
  P297: "country:",
  P8814: "wn:",
  P685: "ncbitaxon:",
  P486: "mesh:",
  P2892: "umls:",
  P699: "",
  P686: "",
  P683: "chebi:",
  P715: "drugbank:",
});

/**
 * Classes of Wikimedia's own pages: disambiguation pages, categories, templates, modules, project and help pages, lists, portals.
 * No text names what they are.
 */
export const WIKIMEDIA_PAGES: ReadonlySet<string> = new Set(
  `Q4167410 Q22808320 Q4167836 Q11266439 Q15184295 Q14204246 Q4656150 Q15671253 Q56005592 Q13406463 Q4663903 Q4663261 Q17362920 Q21528878
  Q24046192 Q19842659 Q13331174 Q17633526 Q59541917 Q66715753 Q15647814 Q20010800 Q18340514`.split(/\s+/),
);
