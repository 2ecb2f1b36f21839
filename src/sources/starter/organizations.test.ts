import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STOP_WORDS } from "../../text/stop-words.js";
import { isNerClass } from "../../types/ner-classes.js";
import { organizationRecords } from "./organizations.js";

// Each is checked as it is read.
const records = [...organizationRecords()];
const ids = new Set(records.map(({ id }) => id));

describe("organizations.jsonl", () => {
  it("has a record on every line, at least 500", () => {
    const text = readFileSync(new URL("organizations.jsonl", import.meta.url), "utf8");
    expect(records.length).toBe(text.trimEnd().split("\n").length);
    expect(records.length).toBeGreaterThanOrEqual(500);
  });

  it("has each id once, and says in it what kind of thing it is", () => {
    expect(ids.size).toBe(records.length);
    for (const { id } of records) expect(id).toMatch(/^(character|event|org|place|product|work):[a-z0-9-]+$/);
  });

  it("gives each thing one known class", () => {
    for (const { id, types } of records) {
      expect(types?.["ner"], id).toHaveLength(1);
      expect(isNerClass(types?.["ner"]?.[0] ?? ""), id).toBe(true);
    }
  });

  it("describes each thing, and no two alike", () => {
    const descriptions = records.map(({ description = "" }) => description);
    for (const [i, description] of descriptions.entries())
      expect(description.trim().length, records[i]?.id).toBeGreaterThan(20);
    expect(new Set(descriptions).size).toBe(descriptions.length);
  });

  it("has no alias that every text has", () => {
    const common = records.flatMap(({ id, aliases = [] }) =>
      aliases
        .map((alias) => (typeof alias === "string" ? alias : alias.text))
        // Written in capitals it may be a name: "IT", "US", "WHO".
        .filter(
          (text) =>
            [...text].length < 2 || (STOP_WORDS.has(text.toLowerCase()) && text !== text.toUpperCase()),
        )
        .map((text) => `${id}: ${text}`),
    );
    expect(common).toEqual([]);
  });

  it("counts an alias at most as often as the thing", () => {
    const wrong = records.flatMap(({ id, count = 0, aliases = [] }) =>
      aliases
        .filter((alias) => typeof alias !== "string" && alias.count > count)
        .map((alias) => `${id}: ${JSON.stringify(alias)}`),
    );
    expect(wrong).toEqual([]);
  });

  it("has no alias twice", () => {
    for (const { id, aliases = [] } of records) {
      const texts = aliases.map((alias) => (typeof alias === "string" ? alias : alias.text));
      expect(new Set(texts).size, id).toBe(texts.length);
    }
  });
});
