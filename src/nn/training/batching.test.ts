import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchingOptions, batchesOf, type StepExamples } from "./batching.js";

interface Example {
  id: number;
  length: number;
}

const ofLengths = (lengths: readonly number[]): Example[] => lengths.map((length, id) => ({ id, length }));

async function all(examples: Iterable<Example>, options: BatchingOptions<Example>) {
  const steps: StepExamples<Example>[] = [];
  for await (const step of batchesOf(examples, { lengthOf: ({ length }) => length, ...options }))
    steps.push(step);
  return steps;
}

const cases = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 200 }),
  size: fc.integer({ min: 1, max: 5 }),
  accumulate: fc.integer({ min: 1, max: 3 }),
  window: fc.integer({ min: 0, max: 40 }),
  seed: fc.integer(),
});
const buckets = [4, 8, 12];

describe("batchesOf", () => {
  it("gives each example at most once, where it fits, in full steps, and drops less than one step", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ lengths, size, accumulate, ...more }) => {
        const steps = await all(ofLengths(lengths), { size, accumulate, buckets, ...more });
        const given = steps.flatMap(({ batches }) => batches.flat());
        expect(new Set(given.map(({ id }) => id)).size).toBe(given.length);
        for (const { length, batches } of steps) {
          expect(buckets).toContain(length);
          expect(batches.flat().every((example) => example.length <= length)).toBe(true);
          if (steps.length > 1)
            expect(batches.map((batch) => batch.length)).toEqual(Array(accumulate).fill(size));
        }
        expect(lengths.length - given.length).toBeLessThan(size * accumulate);
        expect(steps.length).toBeGreaterThan(0);
      }),
    );
  });

  it("gives the same for the same seed, and another order for another", async () => {
    const examples = ofLengths(Array.from({ length: 100 }, (_, i) => 1 + (i % 12)));
    const options = { size: 4, buckets };
    expect(await all(examples, { ...options, seed: 3 })).toEqual(
      await all(examples, { ...options, seed: 3 }),
    );
    expect(await all(examples, { ...options, seed: 3 })).not.toEqual(
      await all(examples, { ...options, seed: 4 }),
    );
  });

  it("keeps the order of the data without a window", async () => {
    const steps = await all(ofLengths([1, 1, 1, 1, 1, 1]), { size: 2, window: 0 });
    expect(steps.flatMap(({ batches }) => batches.flat().map(({ id }) => id))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("holds no more of the data than a window and what waits in its buckets", async () => {
    let read = 0;
    function* stream(): Generator<Example> {
      for (; read < 50_000; read++) yield { id: read, length: 1 + (read % 12) };
    }
    let [given, most] = [0, 0];
    for await (const { batches } of batchesOf(stream(), {
      size: 8,
      window: 100,
      buckets,
      lengthOf: ({ length }) => length,
    })) {
      given += batches.flat().length;
      most = Math.max(most, read - given);
    }
    expect(given).toBe(50_000);
    expect(most).toBeLessThan(100 + 3 * 8);
  });

  it("skips what is too long, or says so", async () => {
    const examples = ofLengths([3, 20, 4]);
    const steps = await all(examples, { size: 2, buckets, tooLong: "skip" });
    expect(steps).toHaveLength(1);
    await expect(all(examples, { size: 2, buckets })).rejects.toThrow(
      "An example has 20 tokens, more than the 12 of the longest batch",
    );
  });
});
