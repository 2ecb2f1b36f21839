import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseAlias, normaliseSpans } from "./normalise.js";
import { tokenise } from "./tokens.js";

const joined = (text: string): string =>
  tokenise(text)
    .map((token) => token.norm)
    .filter(Boolean)
    .join(" ");

const names = fc
  .array(
    fc.constantFrom(
      "New",
      "York",
      " ",
      "  ",
      "García",
      "U.S.",
      "'s",
      "-",
      "&",
      "7",
      "東京",
      "😀",
      "\ud83d",
      "\t",
      "x",
      "'",
    ),
    { maxLength: 10 },
  )
  .map((pieces) => pieces.join(""));

describe("normaliseAlias", () => {
  it.each([
    ["New York City", "new york city"],
    ["  New   York ", "new york"],
    ["Gabriel García Márquez", "gabriel garcia marquez"],
    ["New_York_City", "new york city"],
    ["Coca–Cola", "coca cola"],
    ["AT&T", "at and t"],
    ["Levi's", "levi"],
    ["Web 2.0", "web 2.0"],
    ["Yahoo!", "yahoo"],
    ["C++", "c + +"],
    ["—", ""],
    ["", ""],
  ])("%s → %s", (surface, key) => {
    expect(normaliseAlias(surface)).toBe(key);
  });

  it("is the joined norms of the tokens, whatever the text", () => {
    const plain = fc.string({ unit: fc.constantFrom(..."abzAZ09  @[`{/:"), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(plain, names, fc.string({ unit: "binary", maxLength: 20 })), (text) => {
        expect(normaliseAlias(text)).toBe(joined(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("leaves a key of Latin letters as it is", () => {
    const latin = fc.string({ unit: fc.constantFrom(..."aZé7ßŁ .'’-&_,#"), maxLength: 20 });
    fc.assert(
      fc.property(latin, (text) => {
        const key = normaliseAlias(text);
        expect(normaliseAlias(key)).toBe(key);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("normaliseSpans", () => {
  it("maps a key found in the text back to what it was written as", () => {
    const original = "He met Gabriel García  Márquez's wife in the U.S. today.";
    const { text, starts, ends } = normaliseSpans(original);
    const back = (key: string): string => {
      const at = text.indexOf(key);
      return original.slice(starts[at], ends[at + key.length - 1]);
    };
    expect(back("gabriel garcia marquez")).toBe("Gabriel García  Márquez");
    expect(back("us")).toBe("U.S.");
  });

  it("maps every norm to exactly its token, and every space to the gap between two", () => {
    fc.assert(
      fc.property(fc.oneof(names, fc.string({ unit: "binary", maxLength: 20 })), (original) => {
        const { text, starts, ends } = normaliseSpans(original);
        expect(text).toBe(normaliseAlias(original));
        expect([starts.length, ends.length]).toEqual([text.length, text.length]);
        const tokens = tokenise(original).filter((token) => token.norm !== "");
        let at = 0;
        tokens.forEach((token, index) => {
          if (index > 0) {
            expect([starts[at], ends[at]]).toEqual([tokens[index - 1]?.end, token.start]);
            at++;
          }
          for (const unit of token.norm.split("")) {
            expect(text[at]).toBe(unit);
            expect([starts[at], ends[at]]).toEqual([token.start, token.end]);
            at++;
          }
        });
        expect(at).toBe(text.length);
      }),
      { numRuns: 1000 },
    );
  });
});
