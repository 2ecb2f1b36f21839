import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { FileJournal, readJournal } from "./journal.js";
import { type JournalEntry, MemoryStore } from "./memory-store.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "edits.log");

const value = fc.option(fc.uint8Array({ maxLength: 12 }), { nil: undefined });
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.tuple(
    fc.constantFrom("entities" as const, "vectors" as const),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    value,
  ),
  fc.tuple(
    fc.constantFrom("ids" as const, "aliases" as const, "meta" as const),
    fc.string({ unit: "grapheme" }),
    value,
  ),
);
const transactions = fc.array(fc.array(entry, { maxLength: 4 }), { maxLength: 4 });

function write(all: readonly JournalEntry[][]): void {
  const journal = new FileJournal(path, readJournal(path));
  for (const entries of all) journal.append(entries);
  journal.close();
}

const plain = (entries: readonly JournalEntry[]) =>
  entries.map(([table, key, bytes]) => [table, key, bytes && [...bytes]]);

describe("a journal", () => {
  it("comes back as it was written, in one go or in two", () => {
    fc.assert(
      fc.property(transactions, transactions, (first, second) => {
        rmSync(path, { force: true });
        write(first);
        write(second);
        const found = readJournal(path);
        expect(plain(found.entries)).toEqual(plain([...first, ...second].flat()));
        expect(found.end).toBe(statSync(path).size);
        expect(found.size).toBe(found.end);
      }),
      { numRuns: 50 },
    );
  });

  it("cut at any byte, gives whole transactions, and takes new ones after them", () => {
    const all: JournalEntry[][] = [
      [["ids", "東京", Uint8Array.of(1, 2, 3)]],
      [
        ["entities", 7, undefined],
        ["aliases", "new york", new Uint8Array(0)],
      ],
      [["meta", "totals", new Uint8Array(40).fill(9)]],
    ];
    rmSync(path, { force: true });
    const ends = [0];
    for (const entries of all) {
      write([entries]);
      ends.push(statSync(path).size);
    }
    const bytes = readFileSync(path);
    const last: JournalEntry = ["ids", "after", Uint8Array.of(5)];
    for (let length = 0; length <= bytes.length; length++) {
      const whole = ends.filter((end) => end <= length).length - 1;
      const torn = [bytes.subarray(0, length)];
      // A file that was made longer before it was written has zeros at its end.
      for (const tail of [...torn, Buffer.concat([...torn, Buffer.alloc(bytes.length - length)])]) {
        writeFileSync(path, tail);
        expect(plain(readJournal(path).entries)).toEqual(plain(all.slice(0, whole).flat()));
        write([[last]]);
        expect(plain(readJournal(path).entries)).toEqual(plain([...all.slice(0, whole).flat(), last]));
      }
    }
  });

  it("ends before a transaction in which any byte is wrong", () => {
    rmSync(path, { force: true });
    const all: JournalEntry[][] = [[["ids", "a", Uint8Array.of(1)]], [["ids", "b", Uint8Array.of(2)]]];
    write(all);
    const bytes = readFileSync(path);
    const half = bytes.length / 2;
    for (let i = 0; i < bytes.length; i++) {
      const wrong = Buffer.from(bytes);
      wrong[i] = (wrong[i] ?? 0) ^ 0x41;
      writeFileSync(path, wrong);
      expect(plain(readJournal(path).entries)).toEqual(plain(i < half ? [] : (all[0] ?? [])));
    }
  });

  it("is empty where there is no file", () => {
    expect(readJournal(join(folder, "none"))).toEqual({ entries: [], end: 0, size: 0 });
  });

  it("refuses to write over what another one wrote, and to a file that was removed", () => {
    rmSync(path, { force: true });
    const first = new FileJournal(path, readJournal(path));
    const second = new FileJournal(path, readJournal(path));
    first.append([["ids", "a", Uint8Array.of(1)]]);
    expect(() => second.append([["ids", "b", Uint8Array.of(2)]])).toThrow("changed elsewhere");
    first.append([["ids", "c", Uint8Array.of(3)]]);
    expect(readJournal(path).entries.map(([, key]) => key)).toEqual(["a", "c"]);
    rmSync(path);
    expect(() => first.append([["ids", "d", Uint8Array.of(4)]])).toThrow("built anew");
    first.close();
    second.close();
  });

  it("shared, gives each what the others wrote, behind what a kill cut short as well, and goes on in the next file", () => {
    rmSync(path, { force: true });
    const next = join(folder, "next.log");
    let isMoved = false;
    const tables = MemoryStore.tablesOf(Buffer.concat(new MemoryStore().snapshot()));
    const shared = {
      lock: join(folder, "lock"),
      next: (before: string) =>
        isMoved && before === path ? { path: next, found: readJournal(next), tables } : undefined,
    };
    const open = () => new FileJournal(path, readJournal(path), shared);
    const [first, second] = [open(), open()];
    const add = (journal: FileJournal, key: string) =>
      journal.locked(() => {
        const { entries } = journal.catchUp();
        journal.append([["ids", key, Uint8Array.of(1)]]);
        return entries.map(([, seen]) => seen);
      });
    expect(add(first, "a")).toEqual([]);
    expect(add(second, "b")).toEqual(["a"]);
    // As long as the transaction that will go over it, so that the size does not tell.
    const { size } = statSync(path);
    appendFileSync(path, Buffer.alloc(size / 2, 255));
    expect(first.catchUp().entries.map(([, key]) => key)).toEqual(["b"]);
    expect(add(second, "c")).toEqual([]);
    expect(statSync(path).size).toBe(size + size / 2);
    expect(first.catchUp().entries.map(([, key]) => key)).toEqual(["c"]);
    isMoved = true;
    expect(first.catchUp()).toEqual({ tables, entries: [] });
    expect(add(second, "d")).toEqual([]);
    expect(first.catchUp().entries.map(([, key]) => key)).toEqual(["d"]);
    expect(readJournal(next).entries.map(([, key]) => key)).toEqual(["d"]);
    for (const journal of [first, second]) journal.close();
  });
});
