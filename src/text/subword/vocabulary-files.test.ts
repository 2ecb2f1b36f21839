import { describe, expect, it } from "vitest";
import { families } from "./families.contract.js";
import { oddLines } from "./odd-lines.contract.js";
import { Tokeniser } from "./tokeniser.js";
import { fromMerges, fromVocabTxt } from "./vocabulary-files.js";

interface Json {
  model: { vocab: Record<string, number>; merges: [string, string][] };
}

const family = async (name: string): Promise<Json> => (await families())[name] as unknown as Json;

describe("fromVocabTxt", () => {
  it("reads what a tokenizer.json reads", async () => {
    const json = await family("bert-uncased");
    const { vocab } = json.model;
    const lines = Object.keys(vocab).sort((a, b) => (vocab[a] as number) - (vocab[b] as number));
    for (const end of ["\n", "\r\n"]) {
      const own = new Tokeniser(fromVocabTxt(lines.join(end) + end));
      const wanted = new Tokeniser(json);
      for (const line of oddLines(50, 4))
        expect(own.encode([line, "a pair"])).toEqual(wanted.encode([line, "a pair"]));
    }
  });

  it("keeps case and accents where it is told to", () => {
    const vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncafé\nCafé\ncafe\n";
    const tokens = (options: object) => {
      const tokeniser = new Tokeniser(fromVocabTxt(vocabulary, options));
      return Array.from(tokeniser.encode("Café").ids, (id) => tokeniser.tokenOf(id));
    };
    expect(tokens({})).toEqual(["[CLS]", "cafe", "[SEP]"]);
    expect(tokens({ lowercase: false })).toEqual(["[CLS]", "Café", "[SEP]"]);
    expect(tokens({ stripAccents: false })).toEqual(["[CLS]", "café", "[SEP]"]);
  });

  it("gives a token that stands there twice its later line", () => {
    const tokeniser = new Tokeniser(fromVocabTxt("[UNK]\na\nb\na\n"));
    expect([tokeniser.idOf("a"), tokeniser.idOf("b"), tokeniser.rows]).toEqual([3, 2, 4]);
    expect([...tokeniser.encode("a b").ids]).toEqual([3, 2]);
  });

  it("refuses what is no such vocabulary", () => {
    expect(() => fromVocabTxt("a\nb\n", {}, "vocab.txt")).toThrow(
      /vocab.txt: "the file" should be a vocabulary of WordPiece/,
    );
  });
});

describe("fromMerges", () => {
  it("reads what a tokenizer.json reads", async () => {
    const json = await family("roberta");
    const { vocab, merges } = json.model;
    const text = `#version: 0.2\n${merges.map((pair) => pair.join(" ")).join("\n")}\n`;
    const own = new Tokeniser(fromMerges(vocab, text));
    const wanted = new Tokeniser(json);
    for (const line of oddLines(50, 5))
      expect(own.encode([line, "a pair"])).toEqual(wanted.encode([line, "a pair"]));
  });

  it("reads a GPT-2, which has nothing to put around texts", () => {
    const tokeniser = new Tokeniser(fromMerges({ h: 0, i: 1, hi: 2, Ġ: 3 }, "#version: 0.2\nh i"));
    const { ids, starts } = tokeniser.encode("hi hi");
    expect([...ids]).toEqual([2, 3, 2]);
    expect([...starts]).toEqual([0, 3, 3]);
    expect(tokeniser.decode(ids)).toBe("hi hi");
  });

  it.each([
    [[], "", "an object"],
    [{ a: "x" }, "", "a whole number"],
    [{ a: 0 }, "a", 'line 1" should be two tokens with a space between, found "a"'],
    [{ a: 0 }, "#version: 0.2\na a a", "line 2"],
  ])("refuses %j with %j", (vocabulary, merges, message) => {
    expect(() => fromMerges(vocabulary, merges)).toThrow(message);
  });
});
