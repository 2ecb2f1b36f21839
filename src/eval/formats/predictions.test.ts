import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { GivenPrediction, GoldDocument } from "../dataset.js";
import { formatContract, readAll, store } from "./format.contract.js";
import { predictionsFormat } from "./predictions.js";
import { documents } from "./sample-documents.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-predictions-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: unknown[]) {
  const path = join(folder, "said.jsonl");
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { documents: found, problems } = await readAll(predictionsFormat, path);
  return { documents: found, problems: problems.map(({ message }) => message) };
}

formatContract(predictionsFormat);

/** What linkers may have said of a document. */
const predicted = (document: GoldDocument): fc.Arbitrary<GoldDocument> => {
  const entity = fc.constantFrom("Q1", "Łódź", '"');
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const absent = { requiredKeys: ["entity"] as ["entity"] };
  const said = fc.record(
    {
      entity: fc.option(entity),
      name: entity,
      confidence: share,
      nil: share,
      candidates: fc.array(fc.record({ entity, name: entity, probability: share }, absent), { maxLength: 3 }),
      gold: fc.option(entity),
    },
    absent,
  );
  const spans = document.mentions.map(({ start, end }) => ({ start, end }));
  return fc
    .tuple(...spans.map((span) => said.map((one): GivenPrediction => ({ ...span, ...one }))))
    .map((predictions) => ({ ...document, predictions }));
};

describe("predictionsFormat", () => {
  it("keeps what was said, in its order", async () => {
    const all = documents().chain((found) => fc.tuple(...found.map(predicted)));
    await fc.assert(
      fc.asyncProperty(all, async (written) => {
        const path = await store(
          predictionsFormat.write?.(written) ?? [],
          mkdtempSync(join(folder, "property-")),
        );
        const { documents: found, problems } = await readAll(predictionsFormat, path);
        expect(problems).toEqual([]);
        expect(found.map(({ predictions }) => predictions)).toEqual(
          written.map(({ predictions }) => predictions),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("tells of a mention what it reads, before what was said of it", async () => {
    const document: GoldDocument = {
      id: "1",
      text: "A tram to Lyon.",
      mentions: [{ start: 10, end: 14, entity: "Lyon" }],
      predictions: [{ start: 10, end: 14, entity: "Q456", confidence: 0.5 }],
      ignore: [{ start: 0, end: 1 }],
    };
    let text = "";
    for await (const piece of predictionsFormat.write?.([document]) ?? []) text += piece.text;
    expect(text).toBe(
      '{"id":"1","text":"A tram to Lyon.","mentions":[{"start":10,"end":14,"text":"Lyon","entity":"Q456","confidence":0.5}],' +
        '"gold":[{"start":10,"end":14,"entity":"Lyon"}],"ignore":[[0,1]]}\n',
    );
  });

  it("knows a document without an answer from one in which nothing was found", async () => {
    const { documents: found } = await read(
      { id: "a", text: "One.", gold: [] },
      { id: "b", text: "Two.", mentions: [], gold: [] },
    );
    expect(found).toEqual([
      { id: "a", text: "One.", mentions: [] },
      { id: "b", text: "Two.", mentions: [], predictions: [] },
    ]);
  });

  it("leaves out answers that are none, and says why", async () => {
    const at = { start: 0, end: 4 };
    const { documents: found, problems } = await read({
      id: "a",
      text: "Lyon",
      mentions: [
        { ...at, entity: "Q456", candidates: [{ entity: "Q456" }] },
        "Lyon",
        { start: 0, end: 9, entity: null },
        at,
        { ...at, entity: 5 },
        { ...at, entity: null, confidence: 1.5 },
        { ...at, entity: null, candidates: [{ entity: null }] },
        { ...at, entity: null, candidates: "Q1" },
        { ...at, entity: null, text: "Paris" },
      ],
      gold: [{ ...at, entity: "Lyon" }],
    });
    expect(found[0]?.predictions).toEqual([{ ...at, entity: "Q456", candidates: [{ entity: "Q456" }] }]);
    expect(problems.map((message) => message.replace("said.jsonl, line 1: ", ""))).toEqual([
      '"mentions" should be objects, found "Lyon".',
      expect.stringContaining("a mention must lie inside the text"),
      '"entity" should be the name of an entity, or null for NIL, found undefined.',
      '"entity" should be the name of an entity, or null for NIL, found 5.',
      '"confidence" should be a number from 0 to 1, found 1.5.',
      '"candidates" should be a list of { entity, name, probability }, found {"entity":null}.',
      '"candidates" should be a list of { entity, name, probability }, found "Q1".',
      '"mentions" should be "Paris" at 0 to 4, found "Lyon".',
    ]);
    const { documents: other, problems: told } = await read({ text: "Lyon", mentions: 5, gold: [] });
    expect(other[0]?.predictions).toBeUndefined();
    expect(told).toEqual(['said.jsonl, line 1: "mentions" should be a list, found 5.']);
  });
});
