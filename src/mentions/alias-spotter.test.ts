import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { normaliseAlias } from "../text/normalise.js";
import { singulars } from "../text/singular.js";
import { AliasSpotter } from "./alias-spotter.js";
import type { MentionMode } from "./mention-finder.js";

const named = (...names: string[]): EntityRecord[] =>
  names.map((name) => ({ id: `id:${name}`, name, count: 5 }));

const RECORDS: EntityRecord[] = [
  ...named("New York", "New York City", "York", "New York Times", "Washington", "Lincoln", "Paris", "London"),
  ...named("World Health Organization", "Bank of England", "England", "Jean-Luc Picard", "AC/DC", "Turkey"),
  ...named(
    "The Beatles",
    "May",
    "Apple",
    "Jaguar Cars",
    "Guns N' Roses",
    "Łódź",
    "東京",
    "Germany",
    "Twitter",
  ),
  ...named(
    "jaguar",
    "prey",
    "jungle",
    "saw",
    "cross",
    "apple",
    "turkey",
    "bank",
    "run",
    "light",
    "city",
    "car",
  ),
  ...named("box", "mouse", "river bank", "mother", "well", "hot dog", "jaguar shark", "art", "state"),
  { id: "dc", name: "Washington, D.C.", aliases: ["Washington"], count: 9 },
  { id: "who", name: "WHO", count: 9 },
  { id: "it", name: "information technology", aliases: ["IT"], count: 9 },
  { id: "us", name: "United States", aliases: ["US", "U.S.", "USA"], count: 9 },
  { id: "cars", name: "Jaguar", count: 9 },
];

let kb: KnowledgeBase;
let spotter: AliasSpotter;
beforeAll(async () => {
  kb = await createKnowledgeBase(RECORDS);
  spotter = new AliasSpotter(kb);
});

const spot = (text: string, mode: MentionMode = "names") =>
  spotter.find(text, mode).map(({ start, end }) => text.slice(start, end));

describe("names", () => {
  it("takes the longest alias at each place", () => {
    expect(spot("He reads the New York Times in New York City.")).toEqual([
      "New York Times",
      "New York City",
    ]);
    expect(spot("He left New York for York.")).toEqual(["New York", "York"]);
  });

  it("never takes overlapping aliases", () => {
    expect(spot("They met at New York City Bank of England.")).toEqual(["New York City", "Bank of England"]);
  });

  it.each<[string, string[]]>([
    ["We heard it from him.", []],
    ["We work in IT and like it.", ["IT"]],
    ["They told us about the US.", ["US"]],
    ["Give us a hint.", []],
    ["The U.S. joined the WHO.", ["U.S.", "WHO"]],
    ["We know Who did it.", []],
    ["Who lives in London?", ["London"]],
    ["They drove a Jaguar.", ["Jaguar"]],
    ["They saw a jaguar.", []],
    ["She arrived in May.", []],
    ["An Apple a day.", ["Apple"]],
  ])("heeds the casing: %s", (text, names) => {
    expect(spot(text)).toEqual(names);
  });

  it("does not take a common word at the start of a sentence for a name", () => {
    expect(spot("Run to London. Cross the road. Well, go.")).toEqual(["London"]);
    expect(spot("Light rain fell on Paris.")).toEqual(["Paris"]);
  });

  it("takes a name at the start of a sentence", () => {
    expect(spot("Paris is large. Germany won. London is not.")).toEqual(["Paris", "Germany", "London"]);
    expect(spot('"Paris," she said.')).toEqual(["Paris"]);
  });

  it.each<[string, string[]]>([
    ["They live in Washington, D.C., today.", ["Washington, D.C."]],
    ["They live in Washington D.C. today.", ["Washington D.C."]],
    ["They live in Washington, London and Paris.", ["Washington", "London", "Paris"]],
    ["A film with Jean-Luc Picard and AC/DC.", ["Jean-Luc Picard", "AC/DC"]],
    ["A record by Guns N’ Roses.", ["Guns N’ Roses"]],
    ["He flew to Łódź and to LODZ.", ["Łódź", "LODZ"]],
  ])("reads marks inside of names: %s", (text, names) => {
    expect(spot(text)).toEqual(names);
  });

  it("leaves the possessive out", () => {
    expect(spot("Germany's hope and the Beatles' song, London’s best.")).toEqual([
      "Germany",
      "Beatles",
      "London",
    ]);
  });

  it("does not take a piece of a name that the KB does not know", () => {
    expect(spot("We met Barbara Lincoln there.")).toEqual([]);
    expect(spot("We met Lincoln Chafee there.")).toEqual([]);
    expect(spot("We met President Lincoln there.")).toEqual(["Lincoln"]);
    expect(spot("We met Lincoln there.")).toEqual(["Lincoln"]);
  });

  it("reads headlines in capitals", () => {
    expect(spot("LONDON AND PARIS FEAR GERMANY")).toEqual(["LONDON", "PARIS", "GERMANY"]);
  });

  it("reads names behind a hash or an at sign", () => {
    expect(spot("We love #Paris and @Twitter.")).toEqual(["Paris", "Twitter"]);
  });
});

describe("concepts", () => {
  it("takes nouns and leaves verbs and adjectives", () => {
    expect(spot("The prey saw the jaguar cross the jungle.", "all")).toEqual(["prey", "jaguar", "jungle"]);
    expect(spot("The car had a light colour.", "all")).toEqual(["car"]);
  });

  it("takes no stop words, although there are nouns of that form", () => {
    expect(spot("May we go, as well as it can?", "all")).toEqual([]);
  });

  it("takes plurals by their singular, and keeps their own key first", () => {
    const text = "Two jaguars and some boxes frighten the mice.";
    const found = spotter.find(text, "all");
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(["jaguars", "boxes", "mice"]);
    expect(found.map(({ keys }) => keys)).toEqual([["jaguar"], ["box"], ["mouse"]]);
  });

  it("takes a phrase instead of its words", () => {
    expect(spot("They ate a hot dog at the river bank.", "all")).toEqual(["hot dog", "river bank"]);
  });

  it("does not split compounds with a hyphen", () => {
    expect(spot("A state-of-the-art city with a car-free bank.", "all")).toEqual(["city", "bank"]);
  });

  it("finds names of scripts without case", () => {
    expect(spot("She flew to 東京 and stayed.")).toEqual(["東京"]);
  });

  it("finds names in small letters, as they are typed into a search box", () => {
    expect(spot("the cheapest hotel in london", "all")).toContain("london");
  });
});

describe("modes", () => {
  const both = "The jaguar left London.";
  const onlyConcepts = "The jaguar left the city.";

  it("names: only what is written as a name", () => {
    expect(spot(both, "names")).toEqual(["London"]);
    expect(spot(onlyConcepts, "names")).toEqual([]);
  });

  it("all: common nouns as well", () => {
    expect(spot(both, "all")).toEqual(["jaguar", "London"]);
    expect(spotter.find(both, "all").map(({ name }) => name)).toEqual([false, true]);
  });

  it("auto: names, and concepts where the text has no name", () => {
    expect(spot(both, "auto")).toEqual(["London"]);
    expect(spot(onlyConcepts, "auto")).toEqual(["jaguar", "city"]);
  });
});

describe("edges", () => {
  it.each(["", " ", "\n\n", "...", "\ud800", "🦊", "’s", "-"])("finds nothing in %j", (text) => {
    for (const mode of ["names", "all", "auto"] as const) expect(spotter.find(text, mode)).toEqual([]);
  });

  it("gives the sentence of each mention", () => {
    const text = "London calls. They left Paris.";
    const found = spotter.find(text, "names");
    expect(found.map(({ sentence }) => text.slice(sentence.start, sentence.end))).toEqual([
      "London calls.",
      "They left Paris.",
    ]);
  });

  it("sees edits of the KB in the next text", async () => {
    const edited = await createKnowledgeBase(named("London"));
    const finder = new AliasSpotter(edited);
    const text = "We left London for New Atlantis.";
    const found = () => finder.find(text, "names").map(({ start, end }) => text.slice(start, end));
    expect(found()).toEqual(["London"]);
    edited.edit([{ put: { id: "n", name: "New Atlantis" } }, { remove: "id:London" }]);
    expect(found()).toEqual(["New Atlantis"]);
  });

  const word = fc.constantFrom(
    ...RECORDS.flatMap(({ name, aliases }) => [
      name,
      name.toUpperCase(),
      `${name}s`,
      ...(aliases ?? []).map(String),
    ]),
    ..."the of saw in and He was a. It Mr. U.S. end! ok? , ; “ ” ' ’s - – / ( ) .".split(" "),
    ..."🦊 👩‍👩‍👧 é e\u0301 \u200b 王 ١٢ 1,000 \n \n\n \t".split(" "),
    "\ud800",
    "\udc00",
    "\u0000",
  );
  const text = fc
    .array(fc.tuple(word, fc.constantFrom(" ", "", " ", "-", ", ", "\u00a0")), { maxLength: 30 })
    .map((parts) => parts.flat().join(""));

  it("gives mentions that are in order, apart, inside the text, and spelt as one of their keys", () => {
    fc.assert(
      fc.property(text, fc.constantFrom<MentionMode>("names", "all", "auto"), (text, mode) => {
        let end = 0;
        for (const mention of spotter.find(text, mode)) {
          expect(mention.start).toBeGreaterThanOrEqual(end);
          expect(mention.end).toBeGreaterThan(mention.start);
          expect(mention.end).toBeLessThanOrEqual(text.length);
          expect(mention.sentence.start).toBeLessThanOrEqual(mention.start);
          expect(mention.sentence.end).toBeGreaterThanOrEqual(mention.end);
          const key = normaliseAlias(text.slice(mention.start, mention.end));
          const words = key.split(" ");
          const last = words.pop() ?? "";
          const spellings = [key, ...singulars(last).map((singular) => [...words, singular].join(" "))];
          expect(mention.keys.length).toBeGreaterThan(0);
          for (const key of mention.keys) {
            expect(spellings).toContain(key);
            // Two words that are put together to an unknown name lead nowhere.
            if (key.split(" ").length !== 2) expect(kb.lookup(key).postings.length).toBeGreaterThan(0);
          }
          end = mention.end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("finds in all that it finds as names, or something longer", () => {
    fc.assert(
      fc.property(text, (text) => {
        const all = spotter.find(text, "all");
        for (const { start, end } of spotter.find(text, "names"))
          expect(all.some((mention) => mention.start < end && mention.end > start)).toBe(true);
      }),
    );
  });

  it("spots at least 100 texts of 200 words a second of one processor", () => {
    const sentence =
      "The prey saw the jaguar cross the jungle near New York City while London and Paris slept.";
    const document = Array.from({ length: 12 }, () => sentence).join(" ");
    spotter.find(document, "all");
    // The processor's time: other tests may run beside this one.
    const before = process.cpuUsage();
    for (let i = 0; i < 50; i++) spotter.find(`${document} ${i}`, "all");
    const { user, system } = process.cpuUsage(before);
    expect(50 / ((user + system) / 1e6)).toBeGreaterThan(100);
  });
});
