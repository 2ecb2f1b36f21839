import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { blinkFormat } from "./blink.js";
import { formatContract, readAll } from "./format.contract.js";

formatContract(blinkFormat, { perMention: true, without: ["empty"] });

const folder = mkdtempSync(join(tmpdir(), "namesake-blink-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(...records: unknown[]) {
  const path = join(folder, "a.jsonl");
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return readAll(blinkFormat, path);
}

const record = (more: object) => ({
  context_left: "the tram to",
  mention: "lyon",
  context_right: "stopped .",
  ...more,
});

describe("blinkFormat", () => {
  it("reads a record of a benchmark", async () => {
    const { documents, problems } = await read(
      record({
        query_id: "12 TRAMS:0",
        label_id: 8638634,
        Wikipedia_ID: 8638634,
        Wikipedia_URL: "http://en.wikipedia.org/wiki/Lyon",
        Wikipedia_title: "Lyon",
      }),
    );
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "12 TRAMS:0",
        text: "the tram to lyon stopped .",
        mentions: [
          {
            start: 12,
            end: 16,
            entity: "Lyon",
            sameAs: ["https://en.wikipedia.org/wiki?curid=8638634"],
          },
        ],
      },
    ]);
  });

  it("reads a record of training data", async () => {
    const label = `Lyon is ${"a very old ".repeat(20)}town.`;
    const { documents } = await read(
      record({ id: 7, label, label_id: 3, label_title: "Lyon", world: "rails" }),
    );
    expect(documents).toMatchObject([{ id: "7", world: "rails", mentions: [{ entity: "Lyon" }] }]);
  });

  it.each<[object, string | null]>([
    [{ Wikipedia_title: "DC", Wikipedia_URL: "http://en.wikipedia.org/wiki/AC/DC" }, "AC/DC"],
    [{ Wikipedia_title: "Lyon", Wikipedia_URL: "http://en.wikipedia.org/wiki/Lyons" }, "Lyon"],
    [{ Wikipedia_title: "drug_17" }, "drug_17"],
    [
      { Wikipedia_URL: "https://en.wikipedia.org/wiki/Villefranche-sur-Sa%C3%B4ne" },
      "Villefranche-sur-Saône",
    ],
    [{ label_id: "E0042" }, "E0042"],
    [{ label: "unknown", label_id: 17 }, "17"],
    [{ label: "Lyon", label_id: 17 }, "Lyon"],
    [{ label_id: "NIL" }, null],
    [{ label_id: "NIL0012" }, null],
  ])("finds the entity of %j", async (fields, entity) => {
    expect((await read(record(fields))).documents).toMatchObject([{ id: "1", mentions: [{ entity }] }]);
  });

  it("reports what is no record and goes on", async () => {
    const { documents, problems } = await read(
      record({ label_title: "Lyon", id: "x" }),
      record({ label: "unknown", label_id: -1 }),
      record({ mention: "", label_title: "Lyon" }),
      { text: "Lyon" },
      record({ label_title: "Lyon", id: "x" }),
    );
    expect(documents.map(({ id }) => id)).toEqual(["x", "x#2"]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^a\.jsonl, line 2: "Wikipedia_title" should be the entity's title/),
      expect.stringMatching(/^a\.jsonl, line 3: "mention"/),
      expect.stringMatching(/^a\.jsonl, line 4: "context_left"/),
      expect.stringMatching(/^a\.jsonl, line 5: the id "x"/),
    ]);
  });

  it("writes what BLINK's tools read", async () => {
    const sameAs = ["Q456", "https://en.wikipedia.org/wiki?curid=8638634"];
    const mention = { start: 3, end: 7, entity: "Lyon", sameAs };
    const document: GoldDocument = {
      id: "d",
      text: "To Lyon.",
      mentions: [mention, { ...mention, entity: null }],
    };
    const lines: unknown[] = [];
    for await (const { file, text } of blinkFormat.write?.([document]) ?? []) {
      expect(file).toBe("");
      lines.push(JSON.parse(text));
    }
    expect(lines).toEqual([
      {
        context_left: "To ",
        mention: "Lyon",
        context_right: ".",
        query_id: "d:0",
        label: "unknown",
        label_id: 8638634,
        label_title: "Lyon",
        Wikipedia_title: "Lyon",
        Wikipedia_URL: "https://en.wikipedia.org/wiki/Lyon",
        Wikipedia_ID: 8638634,
      },
      expect.objectContaining({ query_id: "d:1", label_id: "NIL" }),
    ]);
  });

  it("writes names that are not sound Unicode, without an address", async () => {
    const document: GoldDocument = {
      id: "d",
      text: "To Lyon.",
      mentions: [{ start: 3, end: 7, entity: "Ly\ud800on" }],
    };
    const pieces: string[] = [];
    for await (const { text } of blinkFormat.write?.([document]) ?? []) pieces.push(text);
    expect(JSON.parse(pieces.join(""))).toMatchObject({ Wikipedia_title: "Ly\ud800on" });
    expect(JSON.parse(pieces.join(""))).not.toHaveProperty("Wikipedia_URL");
  });
});
