import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Change, ChangeJournal, readChanges } from "./change-journal.js";
import { temporaryFolder } from "./sample-folder.contract.js";

const DIMENSIONS = 4;
const row = fc.nat(2 ** 32 - 1);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .record({
      row,
      fingerprint: fc.maxSafeNat(),
      scale: fc.float({ noNaN: true }),
      values: fc.int8Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS }),
    })
    .map((entry) => ({ kind: "set" as const, entry })),
  row.map((removed) => ({ kind: "remove" as const, row: removed })),
  fc.string({ unit: "grapheme" }).map((contentHash) => ({ kind: "content" as const, contentHash })),
);

function opened(path: string): ChangeJournal {
  const journal = new ChangeJournal(path, readChanges(path, DIMENSIONS));
  onTestFinished(() => journal.close());
  return journal;
}

const remove = (removed: number): Change => ({ kind: "remove", row: removed });

describe("a journal of changes", () => {
  it("gives back what was appended, also by several openings", () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 4 }), (openings) => {
        const path = temporaryFolder();
        for (const changes of openings) {
          const journal = opened(path);
          journal.append(changes.slice(0, 2));
          journal.append(changes.slice(2));
          journal.flush();
        }
        expect(readChanges(path, DIMENSIONS).changes).toEqual(openings.flat());
      }),
      { numRuns: 50 },
    );
  });

  it("drops a change that was cut short, wherever, and goes on in its place", () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(10_000), (changes, cut) => {
        const path = temporaryFolder();
        const ends = changes.map((one) => {
          opened(path).append([one]);
          return readFileSync(path).length;
        });
        const length = cut % (ends.at(-1) as number);
        truncateSync(path, length);
        const whole = changes.slice(0, ends.filter((end) => end <= length).length);
        expect(readChanges(path, DIMENSIONS).changes).toEqual(whole);
        const journal = opened(path);
        for (const one of [7, 8]) journal.append([remove(one)]);
        expect(readChanges(path, DIMENSIONS).changes).toEqual([...whole, remove(7), remove(8)]);
      }),
      { numRuns: 100 },
    );
  });

  it("ends before bytes that are not a change", () => {
    const path = temporaryFolder();
    opened(path).append([remove(1), remove(2)]);
    appendFileSync(path, Buffer.alloc(100));
    expect(readChanges(path, DIMENSIONS).changes).toEqual([remove(1), remove(2)]);
    const bytes = readFileSync(path);
    bytes.writeUInt8(9, 21);
    writeFileSync(path, bytes);
    expect(readChanges(path, DIMENSIONS).changes).toEqual([remove(1)]);
  });

  it("refuses vectors of other dimensions", () => {
    const path = temporaryFolder();
    const values = Int8Array.of(1, 2, 3);
    opened(path).append([{ kind: "set", entry: { row: 1, fingerprint: 2, scale: 1, values } }]);
    expect(() => readChanges(path, DIMENSIONS)).toThrow("a vector of 3 dimensions instead of 4");
  });

  it("does not write over what another has written", () => {
    const path = temporaryFolder();
    const [first, second] = [opened(path), opened(path)];
    first.append([remove(1)]);
    expect(() => second.append([remove(2)])).toThrow("it was changed elsewhere since it was opened");
    rmSync(path);
    expect(() => first.append([remove(3)])).toThrow(expect.objectContaining({ code: "WRITE_FAILED" }));
    expect(() => new ChangeJournal(`${path}/nowhere/x`, { end: 0, size: 0 })).toThrow("it does not exist");
  });
});
