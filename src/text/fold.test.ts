import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldToken } from "./fold.js";

describe("foldToken", () => {
  it.each([
    ["Márquez", "marquez"],
    ["Ma\u0301rquez", "marquez"],
    ["Straße", "strasse"],
    ["STRAẞE", "strasse"],
    ["Æsir", "aesir"],
    ["Œuvre", "oeuvre"],
    ["Søren", "soren"],
    ["Łódź", "lodz"],
    ["Đà", "da"],
    ["Þór", "thor"],
    ["İstanbul", "istanbul"],
    ["ılıca", "ilica"],
    ["Hawaiʻi", "hawaii"],
    ["U.S.", "us"],
    ["O’Brien", "obrien"],
    ["1,000", "1000"],
    ["2.0", "2.0"],
    ["ﬁnal", "final"],
    ["ＮＡＴＯ", "nato"],
    ["ΟΔΟΣ", "οδοσ"],
    ["οδός", "οδοσ"],
    ["Чайковский", "чаиковскии"],
    ["서울", "서울"],
    ["ガラス", "ガラス"],
    ["हिन्दी", "हिन्दी"],
    ["co\u00adop", "coop"],
    ["&", "and"],
    ["#", "#"],
    ["♯", "#"],
    ["—", ""],
    ["_", ""],
    ["...", ""],
    ["", ""],
  ])("%s → %s", (word, norm) => {
    expect(foldToken(word)).toBe(norm);
  });

  it("gives the same for the composed and the decomposed form", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), (word) => {
        expect(foldToken(word.normalize("NFD"))).toBe(foldToken(word.normalize("NFC")));
      }),
      { numRuns: 1000 },
    );
  });

  it("folds Latin, Greek and Cyrillic letter by letter as the general rule does", () => {
    const letter = fc
      .oneof(fc.integer({ min: 0, max: 0x52f }), fc.constantFrom(0x2e, 0x31, 0xb2, 0x2019))
      .map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 10 }), (letters) => {
        // A kana letter behind sends the word through the general rule.
        const word = letters.join("");
        expect(`${foldToken(word)}ア`).toBe(foldToken(`${word}ア`));
      }),
      { numRuns: 3000 },
    );
  });
});
