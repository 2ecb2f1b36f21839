import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { openStarter } from "../../starter.js";
import { birthYear } from "./agreement.js";
import { mergeRecords } from "./merge.js";

interface Pair {
  same: boolean;
  id: string;
  synset: string;
  what: string;
}

const pairs: Pair[] = readFileSync(new URL("merge-pairs.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [verdict, id = "", synset = "", what = ""] = line.split("\t");
    return { same: verdict === "same", id, synset, what };
  });

describe("pairs judged by hand", () => {
  let kb: KnowledgeBase;
  beforeAll(async () => {
    kb = await openStarter();
  });
  const merged = ({ id, synset }: Pair) => kb.entity(id)?.sameAs?.includes(synset) === true;

  it("are a hundred that are one thing and a hundred that are not, each once", () => {
    expect(pairs.filter(({ same }) => same)).toHaveLength(100);
    expect(pairs.filter(({ same }) => !same)).toHaveLength(100);
    expect(new Set(pairs.map(({ id, synset }) => `${id} ${synset}`)).size).toBe(200);
  });

  it("name what exists: a record, and a synset that is one or has become part of one", () => {
    const absorbed = new Set([...kb.entities()].flatMap(({ sameAs }) => sameAs ?? []));
    const unknown = pairs.filter(
      ({ id, synset }) =>
        kb.entity(id) === undefined || (kb.entity(synset) === undefined && !absorbed.has(synset)),
    );
    expect(unknown).toEqual([]);
  });

  it("are merged where they are one thing", () => {
    expect(pairs.filter((pair) => pair.same && !merged(pair))).toEqual([]);
  });

  it("stay two where they only share a name", () => {
    expect(pairs.filter((pair) => !pair.same && merged(pair))).toEqual([]);
  });

  it("leave no synset behind that was merged, and give none away twice", () => {
    const absorbed = [...kb.entities()].flatMap(({ sameAs }) => sameAs ?? []);
    expect(absorbed.length).toBeGreaterThan(3000);
    expect(new Set(absorbed).size).toBe(absorbed.length);
    expect(absorbed.filter((id) => kb.entity(id) !== undefined)).toEqual([]);
  });
});

describe("what reading through all merges has shown", () => {
  it.each<[string, string | undefined, string]>([
    ["org:green-bay-packers", undefined, "a team is not its city"],
    ["org:new-york-stock-exchange", undefined, "an exchange is not its street"],
    ["place:golden-gate-bridge", "wn:03449534-n", "a bridge is not its strait"],
    ["place:us-capitol", "wn:02959936-n", "a building is not its hill"],
    ["country:BQ", undefined, "a country is not a people of its name"],
    ["country:TW", "wn:08748383-n", "a state is not its island"],
    ["geonames:2641599", undefined, "Newport in England is not in New England"],
    ["geonames:3522696", undefined, "Nogales, Mexico, is not Nogales, Arizona, that borders on it"],
    ["geonames:2925535", undefined, "Frankfurt (Oder) is not Frankfurt am Main"],
    ["geonames:3110040", undefined, "San Sebastián de los Reyes is not San Sebastián"],
    ["wikipedia:68849", undefined, "Zacharias, father of John, is not the prophet Zechariah"],
    ["wikipedia:358803", undefined, "a Panchen Lama is not the office"],
  ])("%s has absorbed %s: %s", async (id, synset) => {
    const kb = await openStarter();
    const record = kb.entity(id);
    expect(record?.id).toBe(id);
    expect(record?.sameAs?.[0]).toBe(synset);
  });
});

describe("birthYear", () => {
  it.each([
    ["English naturalist (1809-1882)", 1809],
    ["founder of Buddhism (c 563-483 BC)", -563],
    ["Greek lyric poet (518?-438? BC)", -518],
    ["Roman emperor (63 BC - AD 14)", -63],
    ["Florentine navigator (circa 1485-1528)", 1485],
    ["United States film actor (born in 1925)", 1925],
    ["British actor (born in Ireland in 1932)", 1932],
    ["an astronomer (who predicted an eclipse in 585 BC), a sage (624-546 BC)", -624],
    ["a martyr (died in 66)", undefined],
    ["Spartan general (died in 395 BC)", undefined],
    ["a king of Israel (9th century BC)", undefined],
    ["Queen of England from 1558 to 1603", undefined],
  ])("of %j is %j", (gloss, year) => {
    expect(birthYear(gloss)).toBe(year);
  });
});

describe("mergeRecords", () => {
  const geneva: EntityRecord = {
    id: "geonames:1",
    name: "Genève",
    description: "city in Geneva, Switzerland",
    aliases: [{ text: "Genève", count: 4 }],
    types: { ner: ["LOC"], place: ["city"] },
    count: 4,
    attributes: { population: 800_000 },
  };
  const synset: EntityRecord = {
    id: "wn:2-n",
    name: "Geneva",
    description: "a city in southwestern Switzerland",
    aliases: [
      { text: "Geneva", count: 1 },
      { text: "Genf", count: 0 },
    ],
    types: { ner: ["ORG"], wordnet: ["city"] },
    relations: [{ relation: "part of", object: "wn:3-n" }],
    count: 1,
    attributes: { examples: "Geneva was Calvin's city", population: 1 },
  };
  const record = mergeRecords(geneva, synset);

  it("keeps the first one's id, name, class and attributes and adds what the second knows", () => {
    expect(record).toMatchObject({
      id: "geonames:1",
      name: "Genève",
      description: "city in Geneva, Switzerland; a city in southwestern Switzerland",
      types: { ner: ["LOC"], place: ["city"], wordnet: ["city"] },
      relations: [{ relation: "part of", object: "wn:3-n" }],
      count: 4,
      attributes: { population: 800_000, examples: "Geneva was Calvin's city" },
      sameAs: ["wn:2-n"],
    });
  });

  it("has the names of both, each once, with the larger count, and half of a place's for its name in English", () => {
    expect(record.aliases).toEqual([
      { text: "Genève", count: 4 },
      { text: "Geneva", count: 2 },
      { text: "Genf", count: 0 },
    ]);
  });
});
