import { describe, expect, it } from "vitest";
import { checkRecord } from "../../kb/record.js";
import { readCountries } from "./countries.js";
import { peopleRecords } from "./people.js";

const people = [...peopleRecords(readCountries())];
const named = (name: string) => people.find((person) => person.name === name);

describe("peopleRecords", () => {
  it("are eleven thousand people, each valid and once", () => {
    expect(people).toHaveLength(11_341);
    expect(new Set(people.map(({ id }) => id)).size).toBe(people.length);
    for (const person of people) checkRecord(person, person.id);
  });

  it("say who somebody is, from when and where", () => {
    expect(named("Abraham Lincoln")).toMatchObject({
      id: "wikipedia:307",
      description: "politician, born 1809 in Hodgenville, Kentucky, United States",
      types: { ner: ["PER"], occupation: ["politician", "government", "institutions"] },
      relations: [{ relation: "born in", object: "country:US" }],
      attributes: { born: 1809, gender: "male" },
      url: "https://en.wikipedia.org/?curid=307",
    });
    expect(named("Abraham Lincoln")?.count).toBeCloseTo(41.477, 3);
  });

  it.each([
    ["Khufu", "politician, born 2600 BC"],
    ["Genghis Khan", "military figure, born 1162 in Delüün Boldog, Mongolia"],
    ["Anne Boleyn", "consort, born 1501 in Norfolk or Kent, United Kingdom"],
    ["Bruce Lee", "actor, born 1940 in San Francisco Bay Area, California, United States"],
    ["George Marshall", "politician, born 1880 in Uniontown, United States"],
    ["Elizabeth II of the United Kingdom", "noblewoman, born 1926 in London, United Kingdom"],
  ])("%s: %s", (name, description) => {
    expect(named(name)?.description).toBe(description);
  });

  it("show nothing of how the table marks what it does not know", () => {
    const marked = /\b(Other|Unknown|#N\/A|UNK|NaN)\b|""|, [A-Z]{2}(,|$)|\b0( BC)?( in|$)/;
    expect(people.filter(({ description = "" }) => marked.test(description))).toEqual([]);
    expect(people.filter(({ name }) => /^"|""/.test(name))).toEqual([]);
    expect(named('Benigno "Noynoy" Aquino III')).toBeDefined();
  });

  it("name a place once", () => {
    expect(named("Ptolemy")?.description).toBe("astronomer, born 90 in Egypt");
  });

  it("count a short form less than the name", () => {
    for (const { count = 0, aliases = [] } of people)
      for (const alias of aliases) expect((alias as { count: number }).count).toBeLessThanOrEqual(count);
  });
});
