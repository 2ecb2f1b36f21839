import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenise } from "./tokens.js";

const surfaces = (text: string): string[] => tokenise(text).map((t) => text.slice(t.start, t.end));
const norms = (text: string): string[] => tokenise(text).map((t) => t.norm);

describe("tokenise", () => {
  it.each([
    ["Mr. Smith met Dr. Jones.", ["Mr.", "Smith", "met", "Dr.", "Jones", "."]],
    ["in the U.S. and the U.K.", ["in", "the", "U.S.", "and", "the", "U.K."]],
    ["St. Louis, St.Louis", ["St.", "Louis", ",", "St.", "Louis"]],
    ["e.g. this, i.e. that", ["e.g.", "this", ",", "i.e.", "that"]],
    ["J. K. Rowling and J.K. Rowling", ["J.", "K.", "Rowling", "and", "J.K.", "Rowling"]],
    ["George W. Bush", ["George", "W.", "Bush"]],
    ["J.-P. Sartre", ["J.", "-", "P.", "Sartre"]],
    ["vitamin C. The end.Then", ["vitamin", "C", ".", "The", "end", ".", "Then"]],
    ["a Ph.D. from Apple Inc.", ["a", "Ph.D.", "from", "Apple", "Inc."]],
    ["No. 5 said no.", ["No.", "5", "said", "no", "."]],
    ["Amazon.com, Node.js and will.i.am.", ["Amazon.com", ",", "Node.js", "and", "will.i.am", "."]],
    ["etc...", ["etc", ".", ".", "."]],
    ["Jaguar's James' O’Brien’s", ["Jaguar", "'s", "James", "'", "O’Brien", "’s"]],
    ["Germany 's 's-Hertogenbosch", ["Germany", "'s", "'", "s", "-", "Hertogenbosch"]],
    ["U.S.'s don't rock 'n' roll", ["U.S.", "'s", "don't", "rock", "'", "n", "'", "roll"]],
    ["Coca-Cola AT&T AC/DC", ["Coca", "-", "Cola", "AT", "&", "T", "AC", "/", "DC"]],
    ["C++ C# F# New_York", ["C", "+", "+", "C", "#", "F", "#", "New", "_", "York"]],
    [
      "1,000,000 3.14 1,2 B-52 1990s 2001.",
      ["1,000,000", "3.14", "1", ",", "2", "B", "-", "52", "1990s", "2001", "."],
    ],
    ["東京タワーは高い", ["東京タワー", "は", "高い"]],
    ["👩‍🔬🇫🇷❤️!", ["👩‍🔬", "🇫🇷", "❤️", "!"]],
    ["\u200eParis e\u0301 Col·legi", ["\u200e", "Paris", "e\u0301", "Col·legi"]],
  ])("%s", (text, expected) => {
    expect(surfaces(text)).toEqual(expected);
  });

  it("normalises each token", () => {
    expect(norms("The U.S. & O'Brien’s Straße—Łódź's C++")).toEqual([
      "the",
      "us",
      "and",
      "obrien",
      "",
      "strasse",
      "",
      "lodz",
      "",
      "c",
      "+",
      "+",
    ]);
  });

  it("says what kind each token is", () => {
    expect(tokenise("Jaguar's 2.0 + B52!").map((t) => t.kind)).toEqual([
      "word",
      "possessive",
      "number",
      "symbol",
      "word",
      "punctuation",
    ]);
  });

  it("covers every character but white space exactly once, whatever the text", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "U.S.",
        "'s",
        "s'",
        "’",
        ".",
        ",",
        "1,000",
        " ",
        "\n",
        "é",
        "e\u0301",
        "東京",
        "😀",
        "\ud83d",
        "A",
        "-",
        "กขค",
        "\u200d",
        "ガ",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        let at = 0;
        for (const { start, end, norm, kind } of tokenise(text)) {
          expect(start >= at && end > start && text.slice(at, start).trim() === "").toBe(true);
          expect(/\s/.test(text.slice(start, end) + norm)).toBe(false);
          if (kind === "possessive" || kind === "punctuation") expect(norm).toBe("");
          at = end;
        }
        expect(text.slice(at).trim()).toBe("");
      }),
      { numRuns: 400 },
    );
  });

  it("finds the words Intl.Segmenter finds where no tailoring applies", () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "word" });
    const character = fc.constantFrom(
      ..."aZ09éßøДжλΩשבعرनм",
      "e\u0301",
      "नि",
      " 한글 ",
      " ",
      " ",
      "-",
      "!",
      "(",
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), (characters) => {
        const text = characters.join("");
        const words = Array.from(segmenter.segment(text)).filter((piece) => piece.isWordLike === true);
        const found = tokenise(text).filter((token) => token.kind === "word" || token.kind === "number");
        expect(found.map((token) => text.slice(token.start, token.end))).toEqual(words.map((w) => w.segment));
      }),
      { numRuns: 500 },
    );
  });

  it("takes linear time on text without a space", () => {
    for (const unit of ["a", "a.", "東", "😀", "1,000,", "'s", "\u0301", "A."]) {
      const text = unit.repeat(200_000 / unit.length);
      expect(tokenise(text).at(-1)?.end).toBe(text.length);
    }
  });
});
