import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bertNormalizer, bertPreTokenizer, Tokenizer, WordPiece } from "tokenizers";
import { afterAll, describe, expect, it } from "vitest";
import { sampleTexts } from "../odd-lines.contract.js";
import { Tokeniser } from "../tokeniser.js";
import { trainByteLevel, trainUnigram, trainWordPiece } from "./train.js";

const texts = sampleTexts();
const vocabularyOf = (json: object): string[] => {
  const { vocab } = (json as { model: { vocab: Record<string, number> | [string, number][] } }).model;
  if (Array.isArray(vocab)) return vocab.map(([piece]) => piece);
  // JavaScript puts keys such as "7" before the others.
  return Object.keys(vocab).sort((a, b) => (vocab[a] as number) - (vocab[b] as number));
};

const folder = mkdtempSync(join(tmpdir(), "namesake-train-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ["WordPiece", trainWordPiece, ["[CLS]", "[PAD]", "[UNK]", "[SEP]", "[E]"]],
  ["byte-level BPE", trainByteLevel, ["<s>", "<pad>", "</s>", "<unk>", "[E]"]],
  ["Unigram", trainUnigram, ["</s>", "<unk>", "<pad>", "[E]"]],
] as const)("training %s", (name, train, special) => {
  const [unknown] = special.filter((token) => /unk/i.test(token));
  const tokens = { first: special[0], unknown: unknown as string, others: special };
  const wanted = { begin: special[0], unknown: unknown as string, others: special.slice(1) };

  it("gives as many tokens as were asked for, the special ones first", async () => {
    for (const size of [300, 700, 1500]) {
      const json = await train(texts, { size, tokens: wanted });
      const vocabulary = vocabularyOf(json);
      expect(vocabulary).toHaveLength(size);
      expect(new Set(vocabulary).size).toBe(size);
      expect(new Set(vocabulary.slice(0, special.length))).toEqual(new Set(tokens.others));
      expect(new Tokeniser(json).rows).toBe(size);
    }
  });

  it("gives the same for the same texts, whatever their order, and from a stream", async () => {
    const json = await train(texts, { size: 600 });
    async function* stream() {
      for (const text of texts.toReversed()) yield text;
    }
    expect(await train(stream(), { size: 600 })).toEqual(json);
  });

  it("spells the texts with few tokens, and gives them back", async () => {
    const counts: number[] = [];
    for (const size of [400, 1500]) {
      const tokeniser = new Tokeniser(await train(texts, { size }));
      const id = tokeniser.idOf(name === "WordPiece" ? "[UNK]" : "<unk>");
      let count = 0;
      for (const text of texts) {
        const { ids } = tokeniser.encode(text, { specialTokens: false });
        expect(ids.includes(id as number)).toBe(false);
        count += ids.length;
        if (name !== "WordPiece") expect(tokeniser.decode(ids)).toBe(text.normalize("NFKC"));
      }
      counts.push(count);
    }
    expect((counts[1] as number) / (counts[0] as number)).toBeLessThan(0.75);
  });

  it("gives fewer tokens where the texts have no more", async () => {
    const json = await train(["aa aa"], { size: 5000 });
    expect(vocabularyOf(json).length).toBeLessThan(300);
    expect(new Tokeniser(json).encode("aa").length).toBeGreaterThan(0);
    expect(vocabularyOf(await train([], { size: 5000 })).length).toBeLessThan(300);
  });

  it("refuses a size without room", async () => {
    for (const size of [0, 3, 10.5, Number.NaN])
      await expect(train(texts, { size })).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });
});

describe("trainWordPiece", () => {
  it("learns nearly what the tokenizers library learns, which breaks ties in another order", async () => {
    const file = join(folder, "texts.txt");
    writeFileSync(file, texts.join("\n"));
    const library = new Tokenizer(WordPiece.empty());
    library.setNormalizer(bertNormalizer());
    library.setPreTokenizer(bertPreTokenizer());
    library.train([file]);
    const theirs = new Set(Object.keys(library.getVocab()));
    const json = await trainWordPiece(texts, {
      size: theirs.size + 1,
      tokens: { unknown: "[UNK]" },
      minFrequency: 1,
    });
    const common = vocabularyOf(json).filter((token) => theirs.has(token)).length;
    expect(common / theirs.size).toBeGreaterThan(0.9);
  });

  it("leaves rare characters and rare pairs out", async () => {
    const some = ["ab ab ab", "é", "cd"];
    const vocabulary = (options: object) =>
      trainWordPiece(some, { size: 100, tokens: { unknown: "[UNK]" }, stripAccents: false, ...options }).then(
        vocabularyOf,
      );
    expect(await vocabulary({})).toEqual(["[UNK]", "a", "b", "c", "d", "é", "##b", "##d", "ab"]);
    expect(await vocabulary({ minFrequency: 1 })).toEqual([...(await vocabulary({})), "cd"]);
    expect(await vocabulary({ alphabet: 2 })).toEqual(["[UNK]", "a", "b", "##b", "ab"]);
  });
});

describe("trainUnigram", () => {
  it("keeps every character a piece, and refuses a size that is too small for them", async () => {
    const vocabulary = new Set(vocabularyOf(await trainUnigram(texts, { size: 150 })));
    for (const character of texts.join("").normalize("NFKC").replaceAll(" ", "▁"))
      expect(vocabulary).toContain(character);
    await expect(trainUnigram(texts, { size: 20 })).rejects.toThrow(
      /every character of the texts is a piece/,
    );
  });

  it("gives log probabilities that fall, of pieces that repeat", async () => {
    const json = (await trainUnigram(["jaguars and jaguars and jaguars"], { size: 30 })) as {
      model: { vocab: [string, number][] };
    };
    const pieces = json.model.vocab.slice(3);
    expect(pieces.every(([, score], i) => i === 0 || score <= (pieces[i - 1]?.[1] as number))).toBe(true);
    const tokeniser = new Tokeniser(json);
    expect(tokeniser.encode("jaguars and", { specialTokens: false }).length).toBe(2);
  });

  it("folds case where it is told to", async () => {
    const tokeniser = new Tokeniser(await trainUnigram(texts, { size: 300, cased: false }));
    expect(tokeniser.encode("THE Crane").ids).toEqual(tokeniser.encode("the crane").ids);
  });
});
