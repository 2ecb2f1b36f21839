import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AlignedText } from "./aligned-text.js";
import { normaliseForm, type UnicodeForm } from "./unicode-forms.js";

const forms: readonly UnicodeForm[] = ["NFC", "NFD", "NFKC", "NFKD"];

const difficult = fc.constantFrom(
  ...[
    "a",
    "é",
    "e\u0301",
    "a\u0323\u0307",
    "a\u0307\u0323",
    "\u1e0b\u0323",
    "q\u0307\u0323",
    "\u0301",
    "\u0316",
  ],
  ...[
    "ﬁ",
    "½",
    "㎏",
    "한",
    "\u1112\u1161\u11ab",
    "\u1112\u1161",
    "\u09c7\u09be",
    "\u0958",
    "\u212b",
    "\u1fbe",
  ],
  ...["カ\u3099", "ｶﾞ", "𝔘", "\u{1d15e}", "\u{1d157}\u{1d165}", "😀", "\u0344", "\ufb2c", " ", "\ud83d"],
);

describe.each(forms)("%s", (form) => {
  it("gives what JavaScript gives, and every unit a place in the original, in order", () => {
    const text = fc.oneof(
      fc.array(difficult, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 30 }),
    );
    fc.assert(
      fc.property(text, (original) => {
        const aligned = normaliseForm(new AlignedText(original), form);
        expect(aligned.text).toBe(original.normalize(form));
        let before = 0;
        for (let i = 0; i < aligned.text.length; i++) {
          expect(aligned.startAt(i)).toBeGreaterThanOrEqual(before);
          expect(aligned.endBefore(i + 1)).toBeLessThanOrEqual(original.length);
          before = aligned.startAt(i);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe("normaliseForm", () => {
  const places = (text: string, form: UnicodeForm) => {
    const aligned = normaliseForm(new AlignedText(text), form);
    return [...aligned.text].map((c, i) => `${c} ${aligned.startAt(i)}-${aligned.endBefore(i + 1)}`);
  };

  it("keeps characters with what they were made of", () => {
    expect(places("xﬁé", "NFKD")).toEqual(["x 0-1", "f 1-2", "i 1-2", "e 2-3", "\u0301 2-3"]);
    expect(places("e\u0301x", "NFC")).toEqual(["é 0-1", "x 2-3"]);
    // The marks change places; the library counts them as they stand then.
    expect(places("a\u0301\u0323b", "NFC")).toEqual(["\u1ea1 0-1", "\u0301 2-3", "b 3-4"]);
  });

  it("returns a text that is in the form as it is", () => {
    for (const text of ["plain", "é", ""]) {
      const source = new AlignedText(text);
      expect(normaliseForm(source, "NFC")).toBe(source);
    }
  });
});
