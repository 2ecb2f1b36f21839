import { describe, expect, it } from "vitest";
import { type TypeBlock, typeAucs } from "./context-classifier.js";
import { SMALL_TYPES, smallContexts } from "./small-contexts.contract.js";

describe("a classifier of contexts", () => {
  const contexts = smallContexts(1500);
  const labels = Array.from(contexts.entities, (entity) =>
    [...SMALL_TYPES.keys()].filter((type) => SMALL_TYPES[type]?.members.includes(entity)),
  );
  const starts = new Uint32Array(labels.length + 1);
  labels.forEach((own, m) => {
    starts[m + 1] = (starts[m] as number) + own.length;
  });
  const block: TypeBlock = { types: SMALL_TYPES.length, starts, labels: Uint32Array.from(labels.flat()) };
  const training = { epochs: 6, batch: 64, rate: 0.02 };

  it("finds out which types the words around a mention tell", async () => {
    const [half, even, few, none] = await typeAucs(
      contexts,
      block,
      { window: 2, width: 4, seed: 1 },
      training,
    );
    expect(half).toBeGreaterThan(0.97);
    expect(Math.abs((even as number) - 0.5)).toBeLessThan(0.1);
    // The word tells the half in which it is.
    expect(few).toBeGreaterThan(0.65);
    expect(none).toBeNaN();
  });

  it("says the same again, and knows nothing where nothing is held out", async () => {
    const settings = { window: 1, width: 2, seed: 3 };
    const short = { ...training, epochs: 1 };
    expect(await typeAucs(contexts, block, settings, short)).toEqual(
      await typeAucs(contexts, block, settings, short),
    );
    const all = { ...contexts, heldOut: contexts.heldOut.map(() => 0) };
    expect([...(await typeAucs(all, block, settings, short))].every(Number.isNaN)).toBe(true);
  });
});
