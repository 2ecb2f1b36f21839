import { beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { openStarter } from "../../starter.js";
import { isNerClass } from "../../types/ner-classes.js";

let kb: KnowledgeBase;
beforeAll(async () => {
  kb = await openStarter();
});
const candidates = (name: string) => kb.candidates(name).map(({ entity }) => entity);
const classesOf = (name: string) => new Set(candidates(name).map(({ types }) => types?.["ner"]?.[0]));

describe("the starter KB", () => {
  it("has some 230,000 entities, as its manifest says", () => {
    expect(kb.size).toBeGreaterThan(228_000);
    expect(kb.size).toBeLessThan(233_000);
    expect(kb.manifest.entities).toBe(kb.size);
    expect(kb.manifest.typeSystem).toBe("ner");
  });

  it("names its sources, their licences and what was taken from each", () => {
    const sources = new Map(
      kb.manifest.sources.map(({ name, licence, records }) => [name, { licence, records }]),
    );
    expect(Object.fromEntries([...sources].map(([name, { licence }]) => [name, licence]))).toEqual({
      "WordNet 3.1": "WordNet-3.0",
      "Pantheon 1.0": "CC0-1.0",
      GeoNames: "CC-BY-4.0",
      "world-countries": "ODbL-1.0",
      "Namesake organisations and works": "Apache-2.0",
    });
    const taken = [...sources.values()].reduce((sum, { records }) => sum + (records ?? 0), 0);
    expect(taken).toBe(kb.size);
  });

  it("gives every entity a name, a description, a count and exactly one class", () => {
    const wrong = [];
    for (const { id, name, description = "", types, count = 0 } of kb.entities()) {
      const ner = types?.["ner"] ?? [];
      if (
        ner.length !== 1 ||
        !isNerClass(ner[0] ?? "") ||
        name.trim() === "" ||
        description === "" ||
        !(count >= 0)
      )
        wrong.push(id);
    }
    expect(wrong).toEqual([]);
  });

  it("has no relation to an id that is not there", () => {
    const ids = new Set<string>();
    for (const { id } of kb.entities()) ids.add(id);
    const dangling = [];
    for (const { id, relations = [] } of kb.entities())
      for (const { relation, object } of relations)
        if (/^(wn|geonames|country|wikipedia):/.test(object) && !ids.has(object))
          dangling.push(`${id} ${relation} ${object}`);
    expect(dangling).toEqual([]);
  });

  it("has no name that would swallow the name within it", () => {
    for (const key of ["capital of france", "president of the united states of america", "state of georgia"])
      expect(kb.lookup(key).postings.map(({ index }) => kb.at(index)?.id)).toEqual([]);
  });

  it("knows what a jaguar may be", () => {
    expect(classesOf("jaguar")).toEqual(new Set(["ANIM", "ORG", "VEHI", "INST", "MEDIA"]));
    const ids = candidates("Jaguar").map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(["wn:02131577-n", "org:jaguar-cars", "product:sepecat-jaguar"]),
    );
    expect(candidates("jaguars").map(({ id }) => id)).toContain("org:jacksonville-jaguars");
  });

  it("knows kings and queens: rulers, chess pieces, cards, a band", () => {
    expect(candidates("king").filter(({ types }) => types?.["wordnet"]?.includes("sovereign"))).not.toEqual(
      [],
    );
    expect(candidates("king").map(({ id }) => id)).toContain("wikipedia:20076");
    const queens = candidates("queen").map(({ id, description }) => `${id} ${description}`);
    for (const what of [/^org:queen /, /female sovereign/, /chess/, /face cards/, /bees|ants|termites/])
      expect(queens.filter((queen) => what.test(queen))).not.toEqual([]);
  });

  it.each([
    ["Paris", "geonames:2988507"],
    ["Georgia", "geonames:US.GA"],
    ["Washington", "geonames:US.WA"],
    ["Washington", "wikipedia:11968"],
    ["Geneva", "geonames:2660646"],
    ["America", "country:US"],
    ["Lincoln", "wikipedia:307"],
    ["Beethoven", "wikipedia:17914"],
    ["NATO", "org:nato"],
  ])("finds %s: %s", (name, id) => {
    expect(candidates(name).map((entity) => entity.id)).toContain(id);
  });

  it("takes the capital of France for Paris first", () => {
    expect(candidates("Paris")[0]?.id).toBe("geonames:2988507");
  });
});
