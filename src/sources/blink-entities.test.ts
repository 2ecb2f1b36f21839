import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../kb/record.js";
import { blinkEntities, blinkEntityLine } from "./blink-entities.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-blink-entities-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Uint8Array) {
  const path = join(folder, "entity.jsonl");
  writeFileSync(path, content);
  const source = blinkEntities(path);
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(record);
  return { records, rejected, info: source.info };
}

const page = "https://en.wikipedia.org/wiki?curid=8638634";
const lyon = { text: " Lyon is a city of trams. ", idx: page, title: "Lyon", entity: "Lyon" };

describe("blinkEntities", () => {
  it("reads entities of Wikipedia", async () => {
    const { records, rejected, info } = await read(
      [lyon, { ...lyon, kb_idx: "Q456" }].map((line) => JSON.stringify(line)).join("\n"),
    );
    expect(rejected).toEqual([]);
    const description = "Lyon is a city of trams.";
    expect(records).toEqual([
      { id: "Lyon", name: "Lyon", description, sameAs: [page], url: page },
      { id: "Q456", name: "Lyon", description, sameAs: ["Lyon", page], url: page },
    ]);
    expect(info).toEqual([{ name: "entity.jsonl", licence: "unknown", records: 2 }]);
  });

  it("reads entities of other KBs", async () => {
    const { records } = await read(
      gzipSync('{"title":"Odo Brannt","text":"","idx":"E0042","entity":"Brannt, Odo"}\n\n{"title":"Ada"}\n'),
    );
    expect(records).toEqual([
      { id: "Odo Brannt", name: "Odo Brannt", aliases: ["Brannt, Odo"], sameAs: ["E0042"] },
      { id: "Ada", name: "Ada" },
    ]);
  });

  it("reports lines that are no entity, and goes on", async () => {
    const { records, rejected } = await read(
      `{"title":"A"\nnull\n[1]\n{"text":"x"}\n{"title":" "}\n${JSON.stringify({ title: "x".repeat(301) })}\n{"title":"B"}`,
    );
    expect(records).toEqual([{ id: "B", name: "B" }]);
    expect(rejected).toEqual([
      expect.stringMatching(/^entity\.jsonl, line 1: "record" should be one JSON object/),
      'entity.jsonl, line 2: "title" should be a non-empty text, found nothing.',
      'entity.jsonl, line 3: "title" should be a non-empty text, found nothing.',
      'entity.jsonl, line 4: "title" should be a non-empty text, found nothing.',
      'entity.jsonl, line 5: "title" should be a non-empty text, found " ".',
      expect.stringMatching(/^entity\.jsonl, line 6: "id" should be a text of at most 300 characters/),
    ]);
  });
});

describe("blinkEntityLine", () => {
  it.each<[EntityRecord, object]>([
    [
      { id: "Q456", name: "Lyon", description: "A city.", sameAs: ["geo:1", page] },
      { title: "Lyon", text: "A city.", idx: page, entity: "Lyon", kb_idx: "Q456" },
    ],
    [
      { id: "drug_17", name: "Aspirin", url: "https://drugs.example/17", aliases: ["ASA"] },
      {
        title: "Aspirin",
        text: "",
        idx: "curid=-6",
        entity: "Aspirin",
        kb_idx: "drug_17",
        url: "https://drugs.example/17",
      },
    ],
    [
      { id: "Ada", name: "Ada", sameAs: ["x"] },
      { title: "Ada", text: "", idx: "curid=-6", entity: "Ada" },
    ],
  ])("writes %j", (record, line) => {
    expect(JSON.parse(blinkEntityLine(record, 5))).toEqual(line);
  });

  it("gives lines that read back to the same entities", async () => {
    const word = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .map((text) => text.trim())
      .filter((text) => text !== "" && !/^Q\d+$/.test(text));
    const record = fc.record(
      {
        id: fc.oneof(
          word,
          fc.nat().map((n) => `Q${n}`),
        ),
        name: word,
        description: word,
        url: fc.webUrl(),
      },
      { requiredKeys: ["id", "name"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 5 }), async (records) => {
        const { records: back, rejected } = await read(
          records.map((one, row) => `${blinkEntityLine(one, row)}\n`).join(""),
        );
        expect(rejected).toEqual([]);
        expect(back.map(({ sameAs: _, ...rest }) => rest)).toEqual(records);
      }),
      { numRuns: 50 },
    );
  });
});
