import { describe, expect, it } from "vitest";
import { Casing } from "../text/casing.js";
import type { EntityRecord } from "./record.js";
import { canonicalJson, recordAliases, recordFacets } from "./record-aliases.js";

const counts = (record: Omit<EntityRecord, "id">) =>
  recordAliases({ id: "1", ...record }).map(({ key, count, tier }) => [key, count, tier]);

describe("recordAliases", () => {
  it("gives the name the whole count where nothing else is counted, and a bare alias a fifth", () => {
    expect(counts({ name: "Apple", count: 50 })).toEqual([["apple", 50, "name"]]);
    expect(counts({ name: "Apple", aliases: ["AAPL"], count: 50 })).toEqual([
      ["apple", 50, "name"],
      ["aapl", 10, "alias"],
    ]);
    expect(counts({ name: "Apple", aliases: ["AAPL"] })).toEqual([
      ["apple", 0, "name"],
      ["aapl", 0, "alias"],
    ]);
  });

  it("gives the name what the counted aliases leave, and at least half", () => {
    const named = (count: number) =>
      counts({ name: "Apple", aliases: [{ text: "AAPL", count }], count: 50 })[0];
    expect(named(20)).toEqual(["apple", 30, "name"]);
    expect(named(40)).toEqual(["apple", 25, "name"]);
    expect(named(400)).toEqual(["apple", 25, "name"]);
  });

  it("takes the name's own count where it is counted among the aliases", () => {
    expect(counts({ name: "Apple", aliases: [{ text: "Apple", count: 7 }, "Apple"], count: 50 })).toEqual([
      ["apple", 7, "name"],
    ]);
  });

  it("notes how each is written, also of two with one key", () => {
    const aliases = recordAliases({ id: "1", name: "Apple", aliases: ["APPLE", "apple"] });
    expect(aliases.map(({ key, casing }) => [key, casing])).toEqual([
      ["apple", Casing.title],
      ["apple", Casing.upper],
      ["apple", Casing.lower],
    ]);
  });

  it("finds a name also without the article it begins with", () => {
    expect(counts({ name: "The Beatles", aliases: ["The Fab Four"], count: 10 })).toEqual([
      ["the beatles", 10, "name"],
      ["beatles", 10, "name"],
      ["the fab four", 2, "alias"],
      ["fab four", 2, "alias"],
    ]);
    // Of what is as short as "The Who", nothing is left that names it.
    expect(counts({ name: "The B" })).toEqual([["the b", 0, "name"]]);
  });

  it("leaves out what has no key, and what nobody writes", () => {
    expect(counts({ name: "—" })).toEqual([]);
    expect(counts({ name: "x".repeat(301), aliases: ["x".repeat(300)] })).toEqual([
      ["x".repeat(300), 0, "alias"],
    ]);
    // A ligature that folds to 15 letters: 40 of them are longer than a key can be.
    const ligatures = (count: number) => Array(count).fill("\ufdfa").join(" ");
    expect(counts({ name: ligatures(30) })).toHaveLength(1);
    expect(counts({ name: ligatures(40) })).toEqual([]);
  });
});

describe("canonicalJson", () => {
  it("has the fields in one order, and no others", () => {
    const record = { url: "u", colour: "red", name: "x", count: 1, id: "1", description: undefined };
    expect(canonicalJson(record as unknown as EntityRecord)).toBe(
      '{"id":"1","name":"x","count":1,"url":"u"}',
    );
  });
});

describe("recordFacets", () => {
  it("names each type and relation once", () => {
    const record: EntityRecord = {
      id: "1",
      name: "x",
      types: { ner: ["LOC", "LOC"], kind: ["city"], none: [] },
      relations: [
        { relation: "in", object: "a" },
        { relation: "in", object: "b" },
        { relation: "near", object: "a" },
      ],
    };
    expect(recordFacets(record)).toEqual([
      "type\tner\tLOC",
      "type\tkind\tcity",
      "relation\tin",
      "relation\tnear",
    ]);
    expect(recordFacets({ id: "1", name: "x" })).toEqual([]);
  });

  it("keeps them to the length of a key", () => {
    const long = "é".repeat(2000);
    const facets = recordFacets({
      id: "1",
      name: "x",
      types: { [long]: [long] },
      relations: [{ relation: long, object: "a" }],
    });
    for (const facet of facets) expect(Buffer.byteLength(facet)).toBeLessThan(1978);
  });
});
