import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import { NER_CLASSES, type NerClass } from "../ner-classes.js";
import { type ClassLexicon, readClassLexicon } from "./class-lexicon.js";
import { classOfName } from "./class-names.js";
import { classifyRecord, decide } from "./classify-record.js";
import { PRECISION } from "./confidence.js";
import { definedAs } from "./definition.js";
import type { ClassSource, EvidenceKind } from "./evidence.js";
import { finalHeadOf, headOf } from "./noun-phrase.js";

let lexicon: ClassLexicon;
beforeAll(async () => {
  lexicon = await readClassLexicon();
});

describe("headOf", () => {
  it.each([
    ["an American football club in Berlin", "football club"],
    ["species of beetle in the family Carabidae", "beetle"],
    ["genus of flowering plants", "flowering plants"],
    ["film and television actor", "actor"],
    ["Spanish film, theatre, and TV actor, who worked in France", "actor"],
    ["public land-grant and research university in Alabama", "university"],
    ["city and port in northern Chile", "city"],
    ["one of the most abundant lizards in the arid West", "lizards"],
    ["a small, flat box", "box"],
    ["United States arachnologist", "arachnologist"],
    ["Swedish painter-explorer of the Arctic", "explorer"],
    ["Scottish-born hymnwriter", "writer"],
    ["scientist combining physics and philosophy", "scientist"],
    ["football club playing in the second league", "football club"],
    ["broadcasting company based in Lagos", "broadcasting company"],
    ["American Hall of Fame thoroughbred racehorse", "thoroughbred racehorse"],
    ["the Lakers ' 14th season in the NBA", "season"],
    ["series of novels by an English author", "novels"],
    ["member of the Bundestag", "member"],
    ["member of the daisy family", undefined],
  ])("%s: %s", (text, head) => {
    expect(headOf(text, lexicon)?.words).toBe(head);
  });

  it("finds nothing where nothing is said", () => {
    for (const text of ["", ",", "of the", "located in Paris", "xqzvw"])
      expect(headOf(text, lexicon)).toBeUndefined();
  });

  it("takes what is fictional for no person", () => {
    expect(headOf("fictional detective in novels", lexicon)?.name).toBe("SUPER");
  });

  it("knows where the head of a name has to stand", () => {
    expect(finalHeadOf("University of Bath", lexicon)?.words).toBe("university");
    expect(finalHeadOf("Ngo Dinh Diem", lexicon)).toBeUndefined();
  });
});

describe("definedAs", () => {
  it.each([
    [
      "J. P. Rodrigues",
      "John Paul Rodrigues ( born December 29 , 1983 ) is a retired Guyanese soccer defender .",
      "PER",
    ],
    ["Arm", "The arm was formed in 1793 as a distinct regiment of the army", "ORG"],
    ["Burton", "city in Michigan, United States", "LOC"],
    [
      "Binary tree",
      "In computer science, a binary tree is a tree data structure in which each node has two children",
      "MEDIA",
    ],
    ["Melanocharis", "Melanocharis is a genus of bird in the family Melanocharitidae", "ANIM"],
    ["1990 season", "The 1990-91 season was the 111th season of competitive football by Rangers .", "EVE"],
  ])("%s", (name, description, expected) => {
    expect(definedAs(description, name, lexicon)?.name).toBe(expected);
  });
});

describe("classOfName", () => {
  it.each<[string, NerClass | undefined]>([
    ["Q5", "PER"],
    ["http://www.wikidata.org/entity/Q11424", "MEDIA"],
    ["association football club", "ORG"],
    ["commune of France", "LOC"],
    ["dbo:SoccerClub", "ORG"],
    ["http://dbpedia.org/ontology/MilitaryConflict", "EVE"],
    ["video game", "MEDIA"],
    ["taxon", undefined],
    ["Wikimedia disambiguation page", undefined],
    ["ice hockey plyr", undefined],
  ])("%s is %s", (name, expected) => {
    expect(classOfName(name, lexicon)?.class).toBe(expected);
  });
});

describe("classifyRecord", () => {
  const classify = (record: Omit<EntityRecord, "id">, without: ClassSource[] = []) =>
    classifyRecord({ id: "x", ...record }, lexicon, { without });

  it.each<[string, Omit<EntityRecord, "id">, NerClass, ClassSource]>([
    ["its own type", { name: "Bo", types: { ner: ["CEL"] } }, "CEL", "given"],
    ["a synset", { name: "jaguar", sameAs: ["wn:02131577-n"] }, "ANIM", "synset"],
    ["a type", { name: "Bo", types: { kind: ["rock band"] } }, "ORG", "types"],
    [
      "a class of Wikidata",
      { name: "Bo", relations: [{ relation: "P31", object: "Q523" }] },
      "CEL",
      "relations",
    ],
    [
      "what only people have",
      { name: "Bo", relations: [{ relation: "place of birth", object: "Ulm" }] },
      "PER",
      "relations",
    ],
    ["coordinates", { name: "Bo", attributes: { at: { lat: 1, lon: 2 } } }, "LOC", "attributes"],
    ["a parenthesis", { name: "Jaguar (car)" }, "VEHI", "title"],
    [
      "a description",
      { name: "Bo", description: "Bo is an enzyme found in the liver" },
      "BIO",
      "description",
    ],
    ["dates", { name: "Ann Xu", description: "Ann Xu (born 1 May 1950) lives in Rome" }, "PER", "dates"],
    ["a word", { name: "Enzyme" }, "BIO", "word"],
    ["the noun of a name", { name: "Battle of Alençon" }, "EVE", "name"],
    ["the form of a name", { name: "Lake Admiralty" }, "LOC", "name"],
    ["a place after a comma", { name: "Dilley, Oregon" }, "LOC", "name"],
  ])("goes by %s", (_, record, expected, source) => {
    expect(classify(record)).toMatchObject({ class: expected, source });
  });

  it("says nothing where nothing is known", () => {
    expect(classify({ name: "Zorblax" })).toBeUndefined();
    expect(classify({ name: "Mercury (disambiguation)" })).toBeUndefined();
    expect(classify({ name: "Bo", types: { ner: ["nothing of ours"] } })).toBeUndefined();
  });

  it("takes the place in a parenthesis for no more than a hint", () => {
    expect(classify({ name: "I Corps (German Empire)" })?.confidence ?? 0).toBeLessThan(0.9);
    expect(classify({ name: "Labour Party (Ireland)" })?.class).toBe("ORG");
  });

  it("does not ask what it is told not to", () => {
    const record = { name: "Jaguar (car)", types: { ner: ["ANIM"] } };
    expect(classify(record)?.class).toBe("ANIM");
    expect(classify(record, ["given"])).toMatchObject({ class: "VEHI", source: "title" });
    expect(classify(record, ["given", "title", "word", "name"])).toBeUndefined();
  });

  it("walks up from classes that say nothing themselves, and round no circle for ever", () => {
    const above: Record<string, EntityRecord> = {
      C1: { id: "C1", name: "zorblax", relations: [{ relation: "subclass of", object: "C2" }] },
      C2: {
        id: "C2",
        name: "qwxv",
        relations: [
          { relation: "subclass of", object: "C1" },
          { relation: "P279", object: "C3" },
        ],
      },
      C3: { id: "C3", name: "river" },
    };
    const record = { id: "x", name: "Bo", relations: [{ relation: "instance of", object: "C1" }] };
    const recordOf = (id: string) => above[id];
    expect(classifyRecord(record, lexicon, { recordOf })?.class).toBe("LOC");
    delete above["C3"];
    expect(classifyRecord(record, lexicon, { recordOf })).toBeUndefined();
  });

  it("is surer where two sources agree, and less sure where one speaks against", () => {
    const description = "Bo is an American actor";
    const alone = classify({ name: "Bo", description })?.confidence ?? 0;
    expect(classify({ name: "Bo (actor)", description })?.confidence).toBeGreaterThan(alone);
    expect(classify({ name: "Bo River", description })).toMatchObject({ class: "PER" });
    expect(classify({ name: "Bo River", description })?.confidence).toBeLessThan(alone);
  });

  it("classifies anything without failing, with a probability", () => {
    const text = fc.string({ maxLength: 60 });
    fc.assert(
      fc.property(
        fc.record({
          id: text,
          name: fc.oneof(text, fc.constantFrom("A, b (c)", "((", "of of of", "x ".repeat(80))),
          description: fc.oneof(text, fc.constantFrom("X is a", "is is is", "(((((", "a , and , or of")),
          types: fc.dictionary(text, fc.array(text, { maxLength: 3 }), { maxKeys: 2 }),
        }),
        (record) => {
          const found = classifyRecord(record, lexicon);
          if (found === undefined) return;
          expect(Object.keys(NER_CLASSES)).toContain(found.class);
          expect(found.confidence).toBeGreaterThan(0);
          expect(found.confidence).toBeLessThan(1);
        },
      ),
    );
  });
});

describe("decide", () => {
  it("lets the more trusted win, and several that agree win over one", () => {
    expect(
      decide([
        { kind: "word:clear", class: "LOC" },
        { kind: "text:listed", class: "PER" },
      ])?.class,
    ).toBe("PER");
    const three: { kind: EvidenceKind; class: NerClass }[] = [
      { kind: "text:clear", class: "ORG" },
      { kind: "name:form", class: "VEHI" },
      { kind: "word:clear", class: "VEHI" },
    ];
    expect(decide(three)).toMatchObject({ class: "VEHI", kind: "name:form" });
    expect(decide([])).toBeUndefined();
  });

  it("has rows whose confidence is least where others speak against it", () => {
    for (const [kind, { alone, confirmed, contested }] of Object.entries(PRECISION)) {
      expect(confirmed, kind).toBeGreaterThanOrEqual(alone);
      expect(contested, kind).toBeLessThan(alone);
      expect(confirmed, kind).toBeLessThan(1);
    }
  });
});
