import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitVector } from "./bit-vector.js";
import { MarisaTrie } from "./marisa-trie.js";
import { writeMarisa } from "./marisa-writer.contract.js";
import { BytesTrie, unpack } from "./record-trie.js";

const layout = fc.record({ levels: fc.integer({ min: 1, max: 4 }), binary: fc.constant(true) });
/** Keys that share beginnings and endings, as names do, and any others. */
const part = fc.constantFrom("kil", "kiln", "lime", " of ", "burn", "ers", "é", "窯", "a", "\0");
const key = fc.oneof(
  fc.array(part, { maxLength: 6 }).map((parts) => Buffer.from(parts.join(""))),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
);
const keys = fc.uniqueArray(key, { maxLength: 60, selector: (bytes) => bytes.toString("hex") });

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");
const trieOf = (...words: string[]) =>
  writeMarisa(
    words.map((word) => Buffer.from(word)),
    { levels: 2, binary: false },
  );

describe("BitVector", () => {
  it("finds and counts as a list of booleans does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(7), (bytes, off) => {
        const size = Math.max(0, bytes.length * 8 - off);
        const bits = new BitVector(bytes, size);
        const ones: number[] = [];
        const zeros: number[] = [];
        for (let i = 0; i < size; i++) {
          expect(bits.rank1(i)).toBe(ones.length);
          (bits.get(i) ? ones : zeros).push(i);
        }
        expect(bits.ones).toBe(ones.length);
        for (const [n, at] of ones.entries()) expect(bits.select1(n)).toBe(at);
        for (const [n, at] of zeros.entries()) expect(bits.select0(n)).toBe(at);
        expect([bits.select1(ones.length), bits.select0(zeros.length)]).toEqual([-1, -1]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("MarisaTrie", () => {
  it("has the keys that were written, with numbers that lead to them and back", () => {
    fc.assert(
      fc.property(keys, layout, (wanted, layout) => {
        const trie = MarisaTrie.read(writeMarisa(wanted, layout), "made.marisa");
        const found = [...trie.keys()];
        expect(trie.size).toBe(wanted.length);
        expect(found.map(({ bytes }) => hex(bytes)).sort()).toEqual(wanted.map(hex).sort());
        expect(found.map(({ id }) => id).sort((a, b) => a - b)).toEqual(wanted.map((_, i) => i));
        for (const { id, bytes } of found) {
          expect(trie.idOf(bytes)).toBe(id);
          expect(hex(trie.keyOf(id) as Uint8Array)).toBe(hex(bytes));
        }
        expect(trie.keyOf(wanted.length)).toBeUndefined();
      }),
    );
  });

  it("finds the keys with a prefix, also where it ends within a label", () => {
    fc.assert(
      fc.property(keys, layout, key, (wanted, layout, prefix) => {
        const trie = MarisaTrie.read(writeMarisa(wanted, layout), "made.marisa");
        const begins = wanted.filter((bytes) => hex(bytes).startsWith(hex(prefix)));
        expect([...trie.keys(prefix)].map(({ bytes }) => hex(bytes)).sort()).toEqual(begins.map(hex).sort());
        if (!wanted.some((bytes) => bytes.equals(prefix))) expect(trie.idOf(prefix)).toBeUndefined();
      }),
    );
  });

  it("reads strings that end at zero bytes", () => {
    const trie = MarisaTrie.read(trieOf("lime", "lime kiln", "brick kiln", "lime burner"), "made.marisa");
    expect([...trie.keys()].map(({ bytes }) => text(bytes)).sort()).toEqual([
      "brick kiln",
      "lime",
      "lime burner",
      "lime kiln",
    ]);
  });

  it("never runs on or breaks where bytes are wrong or missing", () => {
    const whole = trieOf("lime", "lime kiln", "brick kiln", "lime burner", "kilns of brick", "kilns of lime");
    const use = (bytes: Uint8Array) => {
      try {
        const trie = MarisaTrie.read(bytes, "made.marisa");
        for (const { bytes: key } of trie.keys()) trie.idOf(key);
        for (let id = 0; id < trie.size; id++) trie.keyOf(id);
      } catch (error) {
        expect(error).toMatchObject({ code: "TRIE_DAMAGED", message: expect.stringMatching(/at byte \d+/) });
      }
    };
    for (let i = 0; i < whole.length; i++) {
      expect(() => MarisaTrie.read(whole.subarray(0, i), "made.marisa")).toThrow(/at byte \d+/);
      for (const bit of [1, 16, 255]) {
        const damaged = Buffer.from(whole);
        damaged[i] = (damaged[i] as number) ^ bit;
        use(damaged);
      }
    }
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const damaged = Buffer.from(whole);
        for (const [at, byte] of changes) damaged[at] = byte;
        use(damaged);
      }),
      { numRuns: 500 },
    );
  });

  it("says that it is another kind of file", async () => {
    expect(() => MarisaTrie.read(Buffer.from("PK\x03\x04 and more"), "x.zip")).toThrow(
      'The trie x.zip cannot be read: at byte 0, it does not begin with "We love Marisa."',
    );
    await expect(MarisaTrie.open("absent.marisa")).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});

describe("BytesTrie", () => {
  it("has the values of every text", () => {
    const pair = (key: string, value: number[]) =>
      Buffer.concat([Buffer.from(key), Buffer.from([0xff, ...value])]);
    const bytes = writeMarisa(
      [pair("kiln", [1, 0]), pair("kiln", [2]), pair("lime kiln", []), Buffer.from("no pair")],
      { levels: 3, binary: true },
    );
    const trie = new BytesTrie(MarisaTrie.read(bytes, "made.marisa"));
    const shown = [...trie.records()].map(({ key, value }) => `${key} ${[...value].join(",")}`);
    expect(shown.sort()).toEqual(["kiln 1,0", "kiln 2", "lime kiln "]);
    expect(trie.get("kiln").map((value) => [...value])).toEqual(expect.arrayContaining([[1, 0], [2]]));
    expect(trie.get("kil")).toEqual([]);
    expect([...trie.records("lime")].map(({ key }) => key)).toEqual(["lime kiln"]);
  });

  it("unpacks numbers as Python's struct does", () => {
    const value = Buffer.alloc(8);
    value.writeInt32LE(-7, 0);
    value.writeFloatLE(0.5, 4);
    expect(unpack("<lf", Buffer.concat([value, value]))).toEqual([-7, 0.5, -7, 0.5]);
    expect(unpack("<Hb", Uint8Array.of(1, 2, 255))).toEqual([513, -1]);
    expect(unpack("<q", value.subarray(0, 7))).toBeUndefined();
    expect(() => unpack("<s", value)).toThrow(/format should be/);
  });
});
