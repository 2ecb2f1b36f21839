import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PIECE_BYTES } from "./frames.js";
import type { Group } from "./group.js";

/** Float64 in the order of the ranks, rounded once at the end. */
function directMean(parts: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float32Array.from(parts[0] as Float32Array, (_, i) => {
    let sum = -0;
    parts.forEach((part, rank) => {
      if (weights[rank] !== 0) sum += (part[i] as number) * (weights[rank] as number);
    });
    return sum / total;
  });
}

/** Numbers that are the same for a seed, over many magnitudes, with all that is special among them. */
function numbersOf(seed: number, length: number): Float32Array {
  let state = seed >>> 0;
  const special = [0, -0, Number.NaN, Infinity, -Infinity, 1e-45, 3.4e38];
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    if (state >>> 28 === 0) return special[(state >>> 8) % special.length] as number;
    return (state / 2 ** 31 - 1) * 10 ** ((state % 13) - 6);
  });
}

const bits = (array: Float32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** At all ranks the same bits, and those that were expected; the many bit patterns of NaN count as one there. */
function expectBits(arrays: readonly Float32Array[], expected: Float32Array): void {
  const first = arrays[0] as Float32Array;
  for (const array of arrays) expect(bits(array).equals(bits(first))).toBe(true);
  const plain = first.map((number) => (Number.isNaN(number) ? Number.NaN : number));
  const wanted = expected.map((number) => (Number.isNaN(number) ? Number.NaN : number));
  expect(bits(plain).equals(bits(wanted)), `${plain.join()} should be ${wanted.join()}`.slice(0, 900)).toBe(
    true,
  );
}

const text = (word: string) => new TextEncoder().encode(word);

/** What every group does. `open` makes all processes of one within this process. */
export function describeGroup(name: string, open: () => Promise<readonly Group[]>): void {
  describe(name, () => {
    const each = async <T>(groups: readonly Group[], act: (group: Group, rank: number) => Promise<T>) =>
      Promise.all(groups.map(act));
    const close = (groups: readonly Group[]) => each(groups, (group) => group.close());

    it("has the same mean everywhere, bit for bit the direct one", async () => {
      const groups = await open();
      const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 });
      const weights = fc.array(
        fc.oneof(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0.01, max: 9, noNaN: true })),
        {
          minLength: groups.length,
          maxLength: groups.length,
        },
      );
      await fc.assert(
        fc.asyncProperty(fc.nat(), lengths, weights, async (seed, lengths, weights) => {
          fc.pre(weights.some((weight) => weight > 0));
          const given = groups.map((_, rank) =>
            lengths.map((length, i) => numbersOf(seed + 31 * rank + i, length)),
          );
          const expected = lengths.map((_, i) =>
            directMean(
              given.map((arrays) => arrays[i] as Float32Array),
              weights,
            ),
          );
          await each(groups, (group, rank) => group.average(given[rank] ?? [], weights[rank] ?? 0));
          expected.forEach((mean, i) => {
            expectBits(
              given.map((arrays) => arrays[i] as Float32Array),
              mean,
            );
          });
        }),
        // A group that failed is of no use for a smaller example.
        { numRuns: 60, endOnFailure: true },
      );
      await close(groups);
    });

    it("averages views of an array and more than one frame", async () => {
      const groups = await open();
      const length = PIECE_BYTES / 2 + 7;
      const all = groups.map((_, rank) => numbersOf(rank + 5, length));
      const expected = directMean(
        all,
        groups.map(() => 1),
      );
      await each(groups, (group, rank) => {
        const array = all[rank] as Float32Array;
        return group.average([array.subarray(0, 3), array.subarray(3)]);
      });
      expectBits(all, expected);
      await close(groups);
    });

    it("leaves out who has weight 0, whatever the numbers", async () => {
      const groups = await open();
      const arrays = groups.map((_, rank) => Float32Array.of(rank === 0 ? 0.1 : Number.NaN));
      await each(groups, (group, rank) => group.average([arrays[rank] as Float32Array], rank === 0 ? 3 : 0));
      expect(arrays).toEqual(groups.map(() => Float32Array.of(0.1)));
      await close(groups);
    });

    it("gathers parts of any length in the order of the ranks", async () => {
      const groups = await open();
      const parts = groups.map((_, rank) =>
        new Uint8Array([0, 1, PIECE_BYTES + 9][rank] ?? 4).fill(rank + 1),
      );
      const gathered = await each(groups, (group, rank) => group.gather(parts[rank] as Uint8Array));
      gathered.forEach((all, rank) => {
        expect(all.map((part, i) => Buffer.from(part).equals(parts[i] as Uint8Array))).toEqual(
          groups.map(() => true),
        );
        expect(all[rank]).toBe(parts[rank]);
      });
      await close(groups);
    });

    it("hands what rank 0 has to all", async () => {
      const groups = await open();
      const got = await each(groups, (group, rank) => group.broadcast(text(`from ${rank}`)));
      expect(got).toEqual(groups.map(() => text("from 0")));
      await close(groups);
    });

    it("does calls in their order, though none is waited for", async () => {
      const groups = await open();
      const results = await each(groups, async (group, rank) => {
        const numbers = Float32Array.of(rank);
        const [, , parts, word] = await Promise.all([
          group.barrier(),
          group.average([numbers]),
          group.gather(Uint8Array.of(rank)),
          group.broadcast(text("end")),
        ]);
        return { mean: numbers[0], parts: parts.map(([byte]) => byte), word: new TextDecoder().decode(word) };
      });
      const mean = (groups.length - 1) / 2;
      expect(results).toEqual(
        groups.map(() => ({ mean, parts: groups.map((_, rank) => rank), word: "end" })),
      );
      await close(groups);
    });

    it("fails everywhere where nobody has a weight, and takes no weight below 0", async () => {
      const groups = await open();
      await each(groups, (group) =>
        expect(group.average([Float32Array.of(1)], -1)).rejects.toThrow("the weight -1"),
      );
      await each(groups, (group) =>
        expect(group.average([Float32Array.of(1)], 0)).rejects.toMatchObject({
          code: "GROUP_FAILED",
          message: expect.stringContaining("all weights are 0"),
        }),
      );
      await close(groups);
    });

    it("does nothing after it was closed", async () => {
      const groups = await open();
      await close(groups);
      await close(groups);
      for (const group of groups) await expect(group.barrier()).rejects.toMatchObject({ code: "CLOSED" });
    });
  });
}
