import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { protobufFields } from "./protobuf.js";
import { fromSentencePiece, type SentencePieceFamily } from "./sentence-piece.js";
import { Tokeniser } from "./tokeniser.js";

/** Models of SentencePiece itself, and what it reads with them: bench/parity/tokenisers.py. */
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const expected = new TextDecoder()
  .decode(fixture("expected.jsonl"))
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { model: string; text: string; ids: number[] });
const tokeniser = (name: string, family: SentencePieceFamily) =>
  new Tokeniser(fromSentencePiece(fixture(`${name}.model`), family));

describe.each(["unigram", "t5", "bytes"])("the model %s", (name) => {
  it("gives the ids that SentencePiece gives", () => {
    const own = tokeniser(name, "plain");
    const lines = expected.filter(({ model }) => model === name);
    // To SentencePiece the names of control tokens are text like any other.
    for (const { text, ids } of lines.filter(({ text }) => !text.includes("<pad>")))
      expect({ text, ids: [...own.encode(text).ids] }).toEqual({ text, ids });
    expect(lines).toHaveLength(9);
  });
});

describe("fromSentencePiece", () => {
  it("puts around texts what the family has there", () => {
    const t5 = tokeniser("t5", "t5");
    const tokens = ({ ids }: { ids: Iterable<number> }, of: Tokeniser) =>
      Array.from(ids, (id) => of.tokenOf(id));
    expect(tokens(t5.encode(["a", "a"]), t5)).toEqual(["▁a", "</s>", "▁a", "</s>"]);
    const xlm = tokeniser("unigram", "xlm-roberta");
    expect(tokens(xlm.encode(["a", "a"]), xlm)).toEqual(["<s>", "▁a", "</s>", "</s>", "▁a", "</s>"]);
    expect(["<s>", "<pad>", "</s>", "<unk>"].map((token) => xlm.idOf(token))).toEqual([0, 1, 2, 3]);
    expect(xlm.idOf("<mask>")).toBe(xlm.rows - 1);
    // Numbered anew, but the pieces of the same words.
    const plain = tokeniser("unigram", "plain");
    const text = "Crane shares rose.";
    expect(tokens(xlm.encode(text, { specialTokens: false }), xlm)).toEqual(
      tokens(plain.encode(text), plain),
    );
  });

  it("finds user-defined tokens, with their places", () => {
    const own = tokeniser("unigram", "plain");
    const { ids, starts, ends } = own.encode("a [E]Turin[/E]");
    const found = Array.from(ids, (id, i) => [own.tokenOf(id), starts[i], ends[i]]);
    expect(found).toContainEqual(["[E]", 2, 5]);
    expect(found).toContainEqual(["[/E]", 10, 14]);
  });

  it("refuses models of another kind", () => {
    expect(() => fromSentencePiece(fixture("bpe.model"), "plain", "bpe.model")).toThrow(
      'bpe.model: "the file" should be a Unigram model with a piece for the unknown, found a model of type 2.',
    );
    expect(() => fromSentencePiece(new Uint8Array(0))).toThrow(/should be a Unigram model/);
  });

  it("reads a damaged model, or refuses it", () => {
    const good = fixture("unigram.model");
    const damaged = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(good.length).map((length) => good.slice(0, length)),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
    );
    let refused = 0;
    fc.assert(
      fc.property(damaged, (bytes) => {
        try {
          new Tokeniser(fromSentencePiece(bytes)).encode("Crane ﬁnal\u0000 😀");
        } catch (error) {
          if (!(error instanceof NamesakeError)) throw error;
          refused++;
        }
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(30);
  });
});

describe("protobufFields", () => {
  it("reads numbers, texts and floats", () => {
    const bytes = Uint8Array.of(
      8,
      0xac,
      2,
      18,
      2,
      104,
      105,
      29,
      0,
      0,
      128,
      191,
      33,
      0,
      0,
      0,
      0,
      0,
      0,
      240,
      63,
    );
    expect([...protobufFields(bytes)]).toEqual([
      { number: 1, value: 300 },
      { number: 2, value: Uint8Array.of(104, 105) },
      { number: 3, value: -1 },
      { number: 4, value: 1 },
    ]);
  });

  it.each([
    [[8], "a number that ends"],
    [[8, ...Array(11).fill(0x80)], "a number that does not end"],
    [[18, 5, 1], "a text that ends"],
    [[29, 0], "a float that ends"],
    [[11], "a group"],
  ])("refuses %j: %s", (bytes) => {
    expect(() => [...protobufFields(Uint8Array.from(bytes))]).toThrow(RangeError);
  });
});
