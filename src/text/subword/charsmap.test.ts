import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AlignedText } from "./aligned-text.js";
import { Charsmap } from "./charsmap.js";
import { compileCharsmap } from "./compiled-charsmap.contract.js";

const charsmap = (rules: Readonly<Record<string, string>>) =>
  Charsmap.parse(compileCharsmap(rules)) as Charsmap;

describe("Charsmap", () => {
  it("finds the shortest rule that a part begins with", () => {
    const rules = fc.uniqueArray(
      fc.tuple(
        fc.string({ unit: fc.constantFrom("a", "é", "漢", "😀", "\u0301"), minLength: 1, maxLength: 3 }),
        fc.string({ unit: fc.constantFrom("x", "ß", ""), maxLength: 3 }),
      ),
      { selector: ([from]) => from, maxLength: 20 },
    );
    const part = fc.string({
      unit: fc.constantFrom("a", "é", "漢", "😀", "\u0301", "z"),
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(rules, fc.array(part, { minLength: 5, maxLength: 20 }), (list, parts) => {
        const map = charsmap(Object.fromEntries(list));
        for (const sample of parts) {
          const fitting = list
            .filter(([from]) => sample.startsWith(from))
            .sort(([a], [b]) => a.length - b.length);
          expect(map.lookUp(sample)).toBe(fitting[0]?.[1]);
        }
      }),
    );
  });

  it("replaces, drops and keeps the places", () => {
    const map = charsmap({ ﬁ: "fi", "\u0001": "", "e\u0301": "é", "　": " " });
    const aligned = map.normalise(new AlignedText("aﬁ\u0001　e\u0301z"));
    expect(aligned.text).toBe("afi éz");
    expect([...(aligned.starts ?? [])]).toEqual([0, 1, 1, 3, 4, 6]);
    expect([...(aligned.ends ?? [])]).toEqual([1, 2, 2, 4, 5, 7]);
    const same = new AlignedText("nothing here");
    expect(map.normalise(same)).toBe(same);
  });

  it("counts what is dropped at the start as part of the first character", () => {
    const aligned = charsmap({ "\ufeff": "" }).normalise(new AlignedText("\ufeff\ufeffab"));
    expect([aligned.text, ...(aligned.starts ?? [])]).toEqual(["ab", 0, 3]);
    expect(charsmap({ "\ufeff": "" }).normalise(new AlignedText("\ufeff")).text).toBe("");
  });

  it("never fails on damaged bytes", () => {
    const good = compileCharsmap({ ﬁ: "fi", é: "e" });
    const damaged = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
      fc.nat(good.length).map((length) => good.slice(0, length)),
    );
    fc.assert(
      fc.property(damaged, (bytes) => {
        const map = Charsmap.parse(bytes);
        if (map !== undefined)
          for (const part of ["ﬁ", "é", "a", "😀"]) expect(typeof (map.lookUp(part) ?? "")).toBe("string");
      }),
      { numRuns: 500 },
    );
  });
});
