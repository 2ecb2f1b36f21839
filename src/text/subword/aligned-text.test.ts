import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AlignedText, Rewriter } from "./aligned-text.js";
import { characterWise } from "./character-wise.js";
import { onePiece, prefixed } from "./pieces.js";

/** Which part of the original each unit of a text came from. */
const origins = (aligned: AlignedText, original: string): string[] =>
  Array.from({ length: aligned.text.length }, (_, i) =>
    original.slice(aligned.startAt(i), aligned.endBefore(i + 1)),
  );

describe("AlignedText", () => {
  it("needs no arrays while nothing moves, and gives a pair's both halves the whole", () => {
    const text = new AlignedText("a😀b");
    expect(origins(text, "a😀b")).toEqual(["a", "😀", "😀", "b"]);
    expect(text.slice(1, 4).startAt(2)).toBe(3);
    expect(text.slice(0, 4)).toBe(text);
  });

  it("keeps its places when it is cut", () => {
    const original = "xﬁ😀é";
    const doubled = characterWise((c) => c + c)(new AlignedText(original));
    expect(doubled.text).toBe("xxﬁﬁ😀😀éé");
    expect(origins(doubled, original)).toEqual(["x", "x", "ﬁ", "ﬁ", "😀", "😀", "😀", "😀", "é", "é"]);
    expect(origins(doubled.slice(2, 8), original)).toEqual(["ﬁ", "ﬁ", "😀", "😀", "😀", "😀"]);
  });
});

describe("Rewriter", () => {
  it("gives new characters the place of the last one that was read", () => {
    const rewriter = new Rewriter(new AlignedText("ﬁt!?", 5));
    rewriter.put("f", 0);
    rewriter.put("i", 1);
    rewriter.put("T", -1);
    rewriter.copy(4);
    const { text, starts, ends } = rewriter.finish();
    expect([text, [...(starts ?? [])], [...(ends ?? [])]]).toEqual(["fiT?", [5, 5, 6, 8], [6, 6, 7, 9]]);
  });

  it("puts what comes before everything where the text begins", () => {
    const rewriter = new Rewriter(new AlignedText("a", 3));
    rewriter.put("▁", 1);
    rewriter.copy(1);
    const aligned = rewriter.finish();
    expect([aligned.startAt(0), aligned.endBefore(1), aligned.startAt(1)]).toEqual([3, 3, 3]);
  });
});

describe("characterWise", () => {
  const shout = (c: string) => (c === "x" ? "" : c === "é" ? "e\u0301" : c === "😀" ? ":" : c.toUpperCase());

  it("is one replacement a character, with the character's place", () => {
    const normalise = characterWise(shout);
    const unit = fc.constantFrom("a", "x", "é", "😀", "B", "漢");
    fc.assert(
      fc.property(fc.array(unit), (characters) => {
        const original = characters.join("");
        const aligned = normalise(new AlignedText(original));
        expect(aligned.text).toBe(characters.map(shout).join(""));
        expect(origins(aligned, original)).toEqual(characters.flatMap((c) => Array(shout(c).length).fill(c)));
        // A second pass over what is aligned already keeps the places.
        const again = normalise(aligned);
        expect(origins(again, original).length).toBe(again.text.length);
      }),
    );
  });

  it("returns a text that it leaves alone as it is", () => {
    const source = new AlignedText("ABC");
    expect(characterWise(shout)(source)).toBe(source);
  });
});

describe("prefixed", () => {
  it("puts a prefix in front of the pieces that want one", () => {
    const source = { aligned: new AlignedText("ab 😀c"), bounds: [0, 2, 3, 6] };
    const { aligned, bounds } = prefixed(source, "▁", (start) => start > 0);
    expect([aligned.text, bounds]).toEqual(["ab▁😀c", [0, 2, 2, 6]]);
    expect(origins(aligned, "ab 😀c")).toEqual(["a", "b", "😀", "😀", "😀", "c"]);
    expect(prefixed(onePiece(new AlignedText("")), "▁", () => true).aligned.text).toBe("");
  });
});
