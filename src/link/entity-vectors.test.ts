import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { cacheFolder } from "../kb/location.js";
import { type Encoder, loadEncoder } from "../models/encoder.js";
import { sentenceContexts } from "./context-encoder.js";
import { dotPacked, EntityVectors, packVector } from "./entity-vectors.js";
import { entityText } from "./entity-view.js";

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const unit = (values: readonly number[]) => {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
};

describe("packVector", () => {
  const vector = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 512, maxLength: 512 })
    .filter((values) => Math.hypot(...values) > 0.01)
    .map(unit);

  it("keeps the dot product of unit vectors to 0.005", () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        expect(Math.abs(dotPacked(a, packVector(b)) - dot(a, b))).toBeLessThan(0.005);
      }),
      { numRuns: 50 },
    );
  });

  it("takes a byte a dimension and four for the scale, at any offset of a buffer", () => {
    const packed = packVector(unit([3, 4]));
    expect(packed).toHaveLength(6);
    const shifted = new Uint8Array(9);
    shifted.set(packed, 3);
    expect(dotPacked(unit([3, 4]), shifted.subarray(3))).toBe(dotPacked(unit([3, 4]), packed));
  });

  it("holds zeros", () => {
    expect(dotPacked(unit([1, 0]), packVector(new Float32Array(2)))).toBe(0);
  });
});

describe("EntityVectors", () => {
  const animal = { id: "1", name: "jaguar", description: "a big cat of tropical America" };
  const car = { id: "2", name: "Jaguar", description: "a British maker of luxury cars" };
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = await loadEncoder({ folder: cacheFolder() });
  });
  afterAll(() => encoder.close());

  const recordsOf = (kb: KnowledgeBase) =>
    new Map(
      ["1", "2"].flatMap((id) => {
        const index = kb.index(id) ?? -1;
        const record = kb.at(index);
        return record === undefined ? [] : [[record, index] as const];
      }),
    );
  const vectorOf = async (kb: KnowledgeBase, id: string) => {
    const record = kb.entity(id);
    if (record === undefined) return undefined;
    const vectors = new EntityVectors(kb, sentenceContexts(encoder));
    await vectors.prepare(recordsOf(kb));
    return vectors.get(record);
  };

  it("gives the packed vectors of the entities' texts", async () => {
    const kb = await createKnowledgeBase([animal, car]);
    const [expected] = await encoder.encode([entityText(car)]);
    expect(await vectorOf(kb, "2")).toEqual(packVector(expected ?? new Float32Array()));
  });

  it("gives the same bytes when they come from the KB", async () => {
    const kb = await createKnowledgeBase([animal, car]);
    const first = await vectorOf(kb, "1");
    const asked: string[] = [];
    const counting: Encoder = {
      ...encoder,
      encode: (texts) => {
        asked.push(...texts);
        return encoder.encode(texts);
      },
    };
    const again = new EntityVectors(kb, sentenceContexts(counting));
    const records = recordsOf(kb);
    await again.prepare(records);
    expect(asked).toEqual([]);
    const [record] = records.keys();
    expect(record && again.get(record)).toEqual(first);
  });

  it("has a vector for each record it was given, however many", async () => {
    const kb = await createKnowledgeBase([animal, car]);
    const vectors = new EntityVectors(kb, sentenceContexts(encoder));
    const records = recordsOf(kb);
    await Promise.all([vectors.prepare(records), vectors.prepare(records)]);
    for (const record of records.keys()) expect(vectors.get(record)).toBeDefined();
  });

  it("makes another vector when the text of an entity has changed", async () => {
    const kb = await createKnowledgeBase([animal, car]);
    const before = await vectorOf(kb, "1");
    kb.edit([{ put: { ...animal, description: "a river in Germany" } }]);
    const [expected] = await encoder.encode(["jaguar: a river in Germany"]);
    expect(await vectorOf(kb, "1")).toEqual(packVector(expected ?? new Float32Array()));
    expect(await vectorOf(kb, "1")).not.toEqual(before);
  });

  it("does not store the vector of a text that was changed while it was encoded", async () => {
    const kb = await createKnowledgeBase([animal, car]);
    const preparing = new EntityVectors(kb, sentenceContexts(encoder)).prepare(recordsOf(kb));
    kb.edit([{ put: { ...animal, description: "a river in Germany" } }, { remove: "2" }]);
    await preparing;
    const [expected] = await encoder.encode(["jaguar: a river in Germany"]);
    expect(await vectorOf(kb, "1")).toEqual(packVector(expected ?? new Float32Array()));
  });
});
