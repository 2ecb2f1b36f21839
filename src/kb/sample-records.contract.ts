import fc from "fast-check";
import { onTestFinished } from "vitest";
import type { KnowledgeBase } from "./knowledge-base.js";
import type { EntityRecord } from "./record.js";

/** A small KB with a name of two entities, names in names, and letters of several scripts. */
export const RECORDS: readonly EntityRecord[] = [
  {
    id: "Q60",
    name: "New York City",
    description: "city in the state of New York",
    aliases: [{ text: "New York", count: 60 }, { text: "NYC", count: 10 }, "Big Apple"],
    types: { ner: ["LOC"], kind: ["city", "port"] },
    relations: [
      { relation: "located in", object: "Q1384" },
      { relation: "twinned with", object: "Q84" },
      { relation: "twinned with", object: "Q90" },
    ],
    count: 100,
  },
  {
    id: "Q1384",
    name: "New York",
    types: { ner: ["LOC"], kind: ["state"] },
    relations: [{ relation: "located in", object: "Q30" }],
    count: 40,
  },
  { id: "Q312", name: "Apple", aliases: ["Apple Inc."], types: { ner: ["ORG"] }, count: 50 },
  { id: "Q89", name: "apple", description: "a fruit", types: { kind: ["fruit"] }, count: 30 },
  { id: "Q38076", name: "McDonald’s", count: 7.5 },
  { id: "東京", name: "東京", aliases: ["Tōkyō"] },
];

/** Words whose keys hold letters that UTF-16 and UTF-8 sort differently, and common beginnings. */
const WORDS = [
  "new",
  "newt",
  "york",
  "yorks",
  "city",
  "a",
  "ab",
  "abc",
  "Łódź",
  "東京",
  "😀",
  "﨎",
  "𐐨𐐩",
  "ﬃ",
  "\u{10fffd}",
];
/** Names of one to three of {@link WORDS}. */
export const name = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
  .chain((words) => fc.constantFrom(words.join(" "), words.join("")));
const count = fc.oneof(
  fc.nat({ max: 20 }),
  fc.constantFrom(0.1, 0.2, 2 ** 24 + 1, 1e12),
  fc.double({ min: 0, max: 9, noNaN: true }),
);
const texts = (...all: string[]) => fc.array(fc.constantFrom(...all), { maxLength: 3 });
/** Ids that records may share with things elsewhere, beside those of {@link ids}. */
export const ELSEWHERE = ["Q1", "/m/é", "__proto__"] as const;
export const recordWith = (id: fc.Arbitrary<string>): fc.Arbitrary<EntityRecord> =>
  fc.record(
    {
      id,
      name,
      description: fc.constantFrom("a city", "the second city", "a fruit"),
      aliases: fc.array(fc.oneof(name, fc.record({ text: name, count })), { maxLength: 4 }),
      types: fc.dictionary(
        fc.constantFrom("ner", "kind", "__proto__", "constructor"),
        texts("LOC", "ORG", "toString", "__proto__"),
      ),
      relations: fc.array(
        fc.record({ relation: fc.constantFrom("in", "of", "__proto__"), object: fc.constantFrom("a", "b") }),
        { maxLength: 3 },
      ),
      count,
      sameAs: texts(...ELSEWHERE, "a", "b"),
    },
    { requiredKeys: ["id", "name"] },
  );
/** The few ids of {@link records}, so that edits meet them. */
export const ids = fc.constantFrom("a", "b", "c", "d", "e", "東", "__proto__");
export const records = fc.uniqueArray(recordWith(ids), {
  minLength: 1,
  maxLength: 6,
  selector: (record) => record.id,
});

/** Builds KBs, of the sample where no records are given, and closes them when the test is over. */
export const closedAfterwards =
  (build: (records: readonly EntityRecord[]) => Promise<KnowledgeBase>) =>
  async (given: readonly EntityRecord[] = RECORDS): Promise<KnowledgeBase> => {
    const kb = await build(given);
    onTestFinished(() => kb.close());
    return kb;
  };
