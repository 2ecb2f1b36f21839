import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "./bytes.js";
import { ContentHash, murmur128 } from "./content-hash.js";

const hex = (text: string): string =>
  murmur128(utf8(text))
    .map((part) => part.toString(16).padStart(8, "0"))
    .join("");

describe("murmur128", () => {
  it.each([
    ["", "00000000000000000000000000000000"],
    ["I will not buy this record, it is scratched.", "9b5b7ba2ef3f7866889adeaf00f3f98e"],
  ])("%j has the hash of the reference implementation", (text, expected) => {
    expect(hex(text)).toBe(expected);
  });

  it("passes the verification of SMHasher", () => {
    // SMHasher hashes the keys {0}, {0, 1}, ... with seeds 256 - length; with seed 0 alone, what is left of it is that
    // every length of tail, and a last byte of zero, give a value of their own.
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const all = [...bytes.keys()].map((length) => murmur128(bytes.subarray(0, length)).join());
    const zeros = Array.from({ length: 40 }, (_, length) => murmur128(new Uint8Array(length + 1)).join());
    expect(new Set([...all, ...zeros]).size).toBe(256 + 40 - 1);
  });

  it("does not depend on where in a buffer the bytes lie", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 7 }), (bytes, offset) => {
        const larger = new Uint8Array(bytes.length + offset + 9).fill(170);
        larger.set(bytes, offset);
        expect(murmur128(larger.subarray(offset, offset + bytes.length))).toEqual(murmur128(bytes));
      }),
    );
  });
});

describe("ContentHash", () => {
  const records = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });
  const hashOf = (all: readonly Uint8Array[]): string => {
    const hash = new ContentHash();
    for (const record of all) hash.add(record);
    return hash.toString();
  };

  it("does not depend on the order, and can be gone on with", () => {
    fc.assert(
      fc.property(records, records, (first, second) => {
        const continued = new ContentHash(hashOf(first));
        for (const record of second) continued.add(record);
        expect(continued.toString()).toBe(hashOf([...second, ...first]));
        for (const record of first) continued.remove(record);
        expect(continued.toString()).toBe(hashOf(second));
        expect(continued.toString()).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });

  it("tells a record that is there twice from one that is there once", () => {
    const record = utf8("record");
    expect(hashOf([record, record])).not.toBe(hashOf([record]));
    expect(hashOf([])).toBe("0".repeat(32));
  });
});
