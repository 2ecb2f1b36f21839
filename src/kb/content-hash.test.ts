import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "./bytes.js";
import { ContentHash, murmur128 } from "./content-hash.js";

const hex = (bytes: Uint8Array): string =>
  murmur128(bytes)
    .map((part) => part.toString(16).padStart(8, "0"))
    .join("");

describe("murmur128", () => {
  // The tests of murmurHash3.js (K. Lyons), which agree with the reference implementation in C++: all lengths of the tail.
  it.each([
    ["", "00000000000000000000000000000000"],
    ["0", "0ab2409ea5eb34f8a5eb34f8a5eb34f8"],
    ["01", "0f87acb4674f3b21674f3b21674f3b21"],
    ["012", "cd94fea54c13d78e4c13d78e4c13d78e"],
    ["0123", "dc378fea485d3536485d3536485d3536"],
    ["01234", "35c5b3ee7b3b211600ae108800ae1088"],
    ["012345", "db26dc756ce1944bf825536af825536a"],
    ["0123456", "b708d0a186d15c02495d053b495d053b"],
    ["01234567", "aa22bf849216040263b83c5e63b83c5e"],
    ["012345678", "571b5f6775d48126d0205c304ca675dc"],
    ["0123456789", "0017a61e2e528b33a5443f2057a11235"],
    ["0123456789a", "38a2ed0f921f15e42caa7f97a971884f"],
    ["0123456789ab", "cfaa93f9b6982a7e53412b5d04d3d08f"],
    ["0123456789abc", "c970af1dcc6d9d01dd00c683fc11eee3"],
    ["0123456789abcd", "6f34d20ac0a5114dae0d83c563f51794"],
    ["0123456789abcde", "3c76c46d4d0818c0add433daa78673fa"],
    ["0123456789abcdef", "fb7d440936aed30a48ad1d9b572b3bfd"],
    ["I will not buy this tobacconist's, it is scratched.", "9b5b7ba2ef3f7866889adeaf00f3f98e"],
    ["utf-8 supported 🌈", "796479ed1bbff85b29e39731d1967a07"],
  ])("of %j is that of the reference implementation", (text, expected) => {
    expect(hex(utf8(text))).toBe(expected);
  });

  it("of bytes of every value is that of the reference implementation", () => {
    expect(hex(Uint8Array.from({ length: 256 }, (_, i) => i))).toBe("2c56c88fdb4503dfd352b21a494ca2c0");
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
