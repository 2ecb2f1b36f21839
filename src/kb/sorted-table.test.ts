import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareBytes } from "./bytes.js";
import { SortedTable } from "./sorted-table.js";

const bytes = fc.uint8Array({ max: 3, maxLength: 4 });
const entries = fc.array(fc.tuple(bytes, fc.uint8Array({ maxLength: 5 })), { maxLength: 40 });
type Entry = readonly [Uint8Array, Uint8Array];

function tableOf(given: readonly Entry[]): SortedTable {
  const builder = SortedTable.builder();
  for (const [key, value] of given) builder.add(key, value);
  return builder.build();
}

/** The last value of each key, in order. */
function model(given: readonly Entry[]): Entry[] {
  const last = new Map(given.map((entry) => [entry[0].join(), entry]));
  return [...last.values()].sort((a, b) => compareBytes(a[0], b[0]));
}

const contents = (table: SortedTable) =>
  Array.from({ length: table.size }, (_, i) => [[...table.key(i)], [...table.value(i)]]);
const plain = (all: readonly Entry[]) => all.map(([key, value]) => [[...key], [...value]]);

describe("SortedTable", () => {
  it("holds the last value of each key, in the order of the keys", () => {
    fc.assert(
      fc.property(entries, bytes, (given, probe) => {
        const table = tableOf(given);
        const expected = model(given);
        expect(contents(table)).toEqual(plain(expected));
        for (const [key, value] of expected) expect([...(table.get(key) ?? [NaN])]).toEqual([...value]);
        const known = expected.find(([key]) => compareBytes(key, probe) === 0);
        expect(table.get(probe)).toEqual(known?.[1]);
        expect(table.seek(probe)).toBe(expected.filter(([key]) => compareBytes(key, probe) < 0).length);
      }),
    );
  });

  it("comes back from bytes, wherever in a file they begin, of a Buffer too", () => {
    fc.assert(
      fc.property(entries, entries, fc.nat({ max: 5 }), fc.boolean(), (first, second, offset, asBuffer) => {
        const parts = [new Uint8Array(offset), ...tableOf(first).toParts(), ...tableOf(second).toParts()];
        const file = asBuffer ? Buffer.concat(parts) : new Uint8Array(Buffer.concat(parts));
        const [one, middle] = SortedTable.fromBytes(file, offset);
        const [two, end] = SortedTable.fromBytes(file, middle);
        expect(contents(one)).toEqual(plain(model(first)));
        expect(contents(two)).toEqual(plain(model(second)));
        expect(end).toBe(file.length);
      }),
    );
  });

  it("is refused when its bytes end early", () => {
    const file = Buffer.concat(tableOf([[Uint8Array.of(1), Uint8Array.of(2, 3)]]).toParts());
    for (let length = 0; length < file.length; length++)
      expect(() => SortedTable.fromBytes(file.subarray(0, length), 0)).toThrow(RangeError);
  });

  it("has an empty one", () => {
    expect(SortedTable.empty.size).toBe(0);
    expect(SortedTable.empty.get(new Uint8Array(0))).toBeUndefined();
    expect(contents(tableOf([]))).toEqual([]);
  });

  it("copies what it is given", () => {
    const builder = SortedTable.builder();
    const key = Uint8Array.of(1);
    builder.add(key, key);
    key[0] = 9;
    builder.add(key, key);
    expect(contents(builder.build())).toEqual([
      [[1], [1]],
      [[9], [9]],
    ]);
  });
});
