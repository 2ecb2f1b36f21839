import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBiEncoder } from "./encoders/bi-encoder-pool.js";
import type { BiEncoder, CrossEncoder } from "./encoders/encoder.js";
import type { EntityText } from "./encoders/entity-text.js";
import { loadBiEncoder } from "./encoders/load-bi-encoder.js";
import { loadCrossEncoder } from "./encoders/load-cross-encoder.js";
import { openCrossEncoder } from "./encoders/open-cross-encoder.js";
import { writeSmallBiEncoder, writeSmallCrossEncoder } from "./encoders/small-encoders.contract.js";
import { startModel } from "./model-thread.js";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "namesake-model-thread-"));
  await writeSmallBiEncoder(join(folder, "bi"));
  await writeSmallCrossEncoder(join(folder, "cross"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const entity = (number: number): EntityText => ({
  name: `Mercury ${number}`,
  types: ["planet", "metal", "car"].slice(number % 3),
  relations: [],
  aliases: [],
  description: `the ${number}th thing of this name`,
});
const ENTITIES = Array.from({ length: 20 }, (_, number) => entity(number));
const TEXT = "Mercury orbits the Sun, and mercury is a metal.";
const MENTIONS = [
  { start: 0, end: 7 },
  { start: 28, end: 35 },
];
/** Longer than any window, with one mention far from both ends. */
const LONG = `${"A planet is large. ".repeat(20_000)}${TEXT}${" It is near. ".repeat(20_000)}`;
const AT = LONG.indexOf("Mercury");
const INSIDE = { start: AT, end: AT + 7 };

const outside = { code: "SPAN_INVALID", details: { start: 40, end: 70, length: TEXT.length } };
const OUTSIDE = { start: 40, end: 70 };
const CLOSED = { code: "CLOSED" };

describe("a bi-encoder on threads of its own", () => {
  let here: BiEncoder;
  beforeAll(async () => {
    here = (await loadBiEncoder(join(folder, "bi"))).encoder;
  });
  afterAll(() => here.close());

  it.each([1, 2])("says what it says on this one, on %d", async (threads) => {
    const { encoder, settings } = await openBiEncoder(join(folder, "bi"), threads);
    expect([encoder.id, encoder.dimensions, settings.scale]).toEqual([here.id, here.dimensions, 12]);
    for (let round = 0; round < 2; round++) {
      const asked = Promise.all([encoder.encodeMentions(TEXT, MENTIONS), encoder.encodeEntities(ENTITIES)]);
      expect(await asked).toEqual([
        await here.encodeMentions(TEXT, MENTIONS),
        await here.encodeEntities(ENTITIES),
      ]);
    }
    expect(await encoder.encodeMentions(TEXT, [])).toEqual([]);
    expect(await encoder.encodeEntities([])).toEqual([]);
    expect(await encoder.encodeMentions(LONG, [INSIDE])).toEqual(await here.encodeMentions(LONG, [INSIDE]));
    await encoder.close();
  });

  it("fails as it does here", async () => {
    await expect(openBiEncoder(join(folder, "cross"), 1)).rejects.toMatchObject({ code: "RECORD_INVALID" });
    const { encoder } = await openBiEncoder(join(folder, "bi"), 2);
    await expect(encoder.encodeMentions(TEXT, [OUTSIDE])).rejects.toMatchObject(outside);
    await encoder.close();
  });

  it("answers what was asked before it is closed, and nothing after", async () => {
    const { encoder } = await openBiEncoder(join(folder, "bi"), 2);
    const before = encoder.encodeEntities(ENTITIES);
    const closed = encoder.close();
    await expect(encoder.encodeMentions(TEXT, MENTIONS)).rejects.toMatchObject(CLOSED);
    await expect(encoder.encodeEntities(ENTITIES)).rejects.toMatchObject(CLOSED);
    expect(await before).toHaveLength(ENTITIES.length);
    await closed;
    await encoder.close();
  });

  it("is not confused by a question that cannot go there", async () => {
    const thread = await startModel("bi-encoder", join(folder, "bi"), {});
    const odd = { ...entity(1), types: [() => "planet"] } as unknown as EntityText;
    await expect(thread.ask("encodeEntities", [odd])).rejects.toThrow("could not be cloned");
    expect(thread.pending).toBe(0);
    expect(await thread.ask("encodeEntities", [entity(1)])).toHaveLength(1);
    await thread.close();
    expect(thread.isEnded).toBe(true);
  });
});

describe("a cross-encoder on a thread of its own", () => {
  let here: CrossEncoder;
  let there: CrossEncoder;
  beforeAll(async () => {
    here = (await loadCrossEncoder(join(folder, "cross"))).encoder;
    there = await openCrossEncoder(join(folder, "cross"));
  });
  afterAll(() => here.close());

  it.each([
    ["a sentence", TEXT, MENTIONS[1]],
    ["a long text", LONG, INSIDE],
    ["the end of a long text", LONG, { start: LONG.length - 5, end: LONG.length - 2 }],
  ])("says what it says on this one, of %s", async (_, text, mention) => {
    const scores = await here.score(text, mention as typeof INSIDE, ENTITIES);
    expect(new Set(scores).size).toBeGreaterThan(3);
    expect(await there.score(text, mention as typeof INSIDE, ENTITIES)).toEqual(scores);
    expect(await there.score(text, mention as typeof INSIDE, [])).toEqual(new Float32Array());
    expect(there.id).toBe(here.id);
  });

  it("fails as it does here, and is closed", async () => {
    await expect(openCrossEncoder(join(folder, "nowhere"))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
    await expect(there.score(TEXT, OUTSIDE, ENTITIES)).rejects.toMatchObject(outside);
    await there.close();
    await expect(there.score(TEXT, INSIDE, ENTITIES)).rejects.toMatchObject({ code: "SPAN_INVALID" });
    await expect(there.score(LONG, INSIDE, ENTITIES)).rejects.toMatchObject(CLOSED);
    await there.close();
  });
});
