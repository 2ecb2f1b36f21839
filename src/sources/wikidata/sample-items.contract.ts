/** Items as the dump writes them, put together by hand. */

export const text = (language: string, value: string) => ({ language, value });
export const texts = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([language, value]) => [language, text(language, value)]));

export type Rank = "preferred" | "normal" | "deprecated";

export const statement = (value: unknown, rank: Rank = "normal") => ({
  mainsnak: { snaktype: "value", datavalue: { value, type: "any" } },
  rank,
  type: "statement",
});
export const unknownValue = (rank: Rank = "normal") => ({ mainsnak: { snaktype: "somevalue" }, rank });
export const noValue = (rank: Rank = "normal") => ({ mainsnak: { snaktype: "novalue" }, rank });

export const entity = (id: string) => ({
  "entity-type": "item",
  "numeric-id": Number(id.slice(1)),
  id,
});
export const time = (value: string, precision: number) => ({
  time: value,
  precision,
  before: 0,
  after: 0,
  timezone: 0,
  calendarmodel: "http://www.wikidata.org/entity/Q1985727",
});
export const place = (latitude: number, longitude: number, globe = "Q2") => ({
  latitude,
  longitude,
  precision: 0.01,
  globe: `http://www.wikidata.org/entity/${globe}`,
});
export const quantity = (amount: string, unit = "1") => ({ amount, unit });

/** A class with its label and what is above it. */
export const classItem = (id: string, label: string, ...above: string[]) => ({
  type: "item",
  id,
  labels: texts({ en: label }),
  claims: { P279: above.map((one) => statement(entity(one))) },
});

/** The lines of a dump. */
export const dumpOf = (values: readonly unknown[]): string =>
  `[\n${values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(",\n")}\n]\n`;

export const LOVELACE = {
  type: "item",
  id: "Q7259",
  labels: texts({
    en: "Ada Lovelace",
    de: "Ada Lovelace",
    fr: "Ada de Lovelace",
    "en-gb": "Ada, Lady Lovelace",
  }),
  descriptions: texts({ de: "britische Mathematikerin", en: "English mathematician" }),
  aliases: {
    en: [text("en", "Augusta Ada King"), text("en", "Ada Lovelace")],
    de: [text("de", "Ada Byron")],
    fr: [text("fr", "Ada Byron King")],
  },
  claims: {
    P31: [statement(entity("Q5"))],
    P106: [statement(entity("Q170790")), statement(entity("Q36180"), "deprecated")],
    P27: [statement(entity("Q145"), "preferred"), statement(entity("Q174193"))],
    P21: [unknownValue()],
    P569: [statement(time("+1815-12-10T00:00:00Z", 11))],
    P570: [
      statement(time("+1852-11-27T00:00:00Z", 11), "preferred"),
      statement(time("+1853-00-00T00:00:00Z", 9)),
    ],
    P214: [statement("22944841")],
    P646: [statement("/m/0113z")],
    P18: [statement("Ada Lovelace.jpg")],
  },
  sitelinks: {
    enwiki: { site: "enwiki", title: "Ada Lovelace", badges: [] },
    dewiki: { site: "dewiki", title: "Ada Lovelace", badges: [] },
    frwiki: { site: "frwiki", title: "Ada Lovelace", badges: [] },
  },
};

export const LONDON = {
  type: "item",
  id: "Q84",
  labels: texts({ en: "London", de: "London" }),
  descriptions: [],
  aliases: [],
  claims: {
    P31: [statement({ "entity-type": "item", "numeric-id": 515 }), statement(entity("Q515"))],
    P17: [statement(entity("Q145"))],
    P625: [statement(place(51.5, -0.12))],
    P1082: [statement(quantity("+8799728"))],
    P571: [noValue()],
    P1566: [statement("2643743")],
  },
  sitelinks: { enwiki: { site: "enwiki", title: "London", badges: [] } },
};
