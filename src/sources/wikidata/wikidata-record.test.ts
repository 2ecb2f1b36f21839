import { describe, expect, it } from "vitest";
import { checkRecord } from "../../kb/record.js";
import { languageCodes } from "./languages.js";
import { RELATIONS, TIMES } from "./properties.js";
import {
  entity,
  LONDON,
  LOVELACE,
  place,
  quantity,
  statement,
  texts,
  time,
  unknownValue,
} from "./sample-items.contract.js";
import { bestValues } from "./statements.js";
import { asItem, type WikidataItem } from "./wikidata-item.js";
import { type RecordOptions, wikidataRecord } from "./wikidata-record.js";

const read = (value: unknown, options?: RecordOptions) =>
  wikidataRecord(asItem(structuredClone(value)) as WikidataItem, options);
const withClaims = (claims: Record<string, unknown>) =>
  read({ id: "Q1", labels: texts({ en: "x" }), claims });

describe("wikidataRecord", () => {
  it("reads a person", () => {
    const record = read(LOVELACE, { languages: ["de", "en"] });
    expect(checkRecord(record, "test")).toEqual({
      id: "Q7259",
      name: "Ada Lovelace",
      description: "britische Mathematikerin",
      aliases: ["Ada, Lady Lovelace", "Ada Byron", "Augusta Ada King"],
      relations: [
        { relation: "instance of", object: "Q5" },
        { relation: "occupation", object: "Q170790" },
        { relation: "country of citizenship", object: "Q145" },
      ],
      count: 3,
      attributes: { born: "1815-12-10", died: "1852-11-27" },
      sameAs: ["dewiki:Ada Lovelace", "enwiki:Ada Lovelace", "viaf:22944841", "/m/0113z"],
      url: "https://www.wikidata.org/wiki/Q7259",
    });
  });

  it("reads a place, with empty maps as PHP writes them and numbers for ids", () => {
    expect(read(LONDON)).toEqual({
      id: "Q84",
      name: "London",
      relations: [
        { relation: "instance of", object: "Q515" },
        { relation: "country", object: "Q145" },
      ],
      count: 1,
      attributes: { location: { lat: 51.5, lon: -0.12 }, population: 8_799_728 },
      sameAs: ["enwiki:London", "geonames:2643743"],
      url: "https://www.wikidata.org/wiki/Q84",
    });
  });

  it("takes the name from the wanted languages in order, their variants, and what is for all languages", () => {
    expect(languageCodes(["pt-br", "en"])).toEqual(["pt-br", "pt", "en", "en-gb", "en-ca", "en-us", "mul"]);
    const name = (labels: Record<string, string>, ...languages: string[]) =>
      read({ id: "Q1", labels: texts(labels) }, { languages })?.name;
    expect(name({ en: "Munich", de: "München" }, "de", "en")).toBe("München");
    expect(name({ "zh-hant": "臺北" }, "zh")).toBe("臺北");
    expect(name({ mul: "Beyoncé" }, "ja")).toBe("Beyoncé");
    expect(name({ en: " ", mul: "x" }, "en")).toBe("x");
    expect(name({ fr: "Munich" }, "de", "en")).toBeUndefined();
  });

  it("leaves out places of other globes, numbers with a unit, and values of the wrong kind", () => {
    expect(withClaims({ P625: [statement(place(1, 2, "Q405"))] })?.attributes).toBeUndefined();
    expect(
      withClaims({ P1082: [statement(quantity("+5", "http://www.wikidata.org/entity/Q11573"))] }),
    ).not.toHaveProperty("attributes");
    const broken = ["text", 7, {}, [], { time: "yesterday" }, { latitude: "a" }].map((one) => statement(one));
    const properties = ["P31", "P569", "P625", "P1082"].map((id) => [id, broken]);
    const record = withClaims({
      ...Object.fromEntries(properties),
      P214: [statement({ id: "x" }), statement(" ")],
      P17: "?",
    });
    expect(record).toEqual({ id: "Q1", name: "x", count: 0, url: "https://www.wikidata.org/wiki/Q1" });
  });

  it("takes the first of several times that can be read", () => {
    const born = [
      statement({ time: "?" }),
      statement(time("+1900-00-00T00:00:00Z", 9)),
      statement(time("+1901-00-00T00:00:00Z", 9)),
    ];
    expect(withClaims({ P569: born })?.attributes).toEqual({ born: 1900 });
  });

  it("knows the 27 relations and eight times of DeepType", () => {
    expect(RELATIONS).toHaveLength(27);
    expect(TIMES).toHaveLength(8);
    const names = [...RELATIONS, ...TIMES].map(({ name }) => name);
    expect(new Set(names).size).toBe(35);
  });
});

describe("bestValues", () => {
  const values = (...statements: unknown[]) =>
    bestValues(asItem({ id: "Q1", claims: { P1: statements } }) as WikidataItem, "P1");

  it("prefers the preferred, and never takes the deprecated", () => {
    expect(values(statement("a"), statement("b", "preferred"), statement("c", "preferred"))).toEqual([
      "b",
      "c",
    ]);
    expect(values(statement("a"), statement("b", "deprecated"))).toEqual(["a"]);
    expect(values(statement("b", "deprecated"))).toEqual([]);
  });

  it("leaves out what is unknown, also where that is preferred", () => {
    expect(values(unknownValue(), statement("a"))).toEqual(["a"]);
    expect(values(unknownValue("preferred"), statement("a"))).toEqual([]);
    expect(values(null, {}, { mainsnak: null }, { mainsnak: { snaktype: "value" } })).toEqual([]);
  });
});

describe("asItem", () => {
  it("tells items from what else is in a dump", () => {
    expect(asItem({ entity: "Q1", redirect: "Q2" })).toBe("redirect");
    expect(asItem({ type: "property", id: "P31" })).toBe("other entity");
    expect(asItem({ type: "lexeme", id: "L1" })).toBe("other entity");
    for (const broken of [
      null,
      7,
      "x",
      [],
      {},
      { id: 7 },
      { id: "Q1", labels: ["x"] },
      { id: "Q1", claims: "x" },
    ])
      expect(asItem(broken)).toBe("broken");
    expect(asItem({ id: "Q1", labels: [], claims: {} })).toMatchObject({ id: "Q1", labels: {}, aliases: {} });
    expect(asItem({ id: "Q1", claims: { P31: [statement(entity("Q5"))] } })).toHaveProperty("claims.P31");
  });
});
