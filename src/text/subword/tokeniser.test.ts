import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { insidePair } from "../characters.js";
import { families } from "./families.contract.js";
import { Tokeniser } from "./tokeniser.js";
import { wordPieceJson } from "./tokenizer-json.js";

const vocabulary = Object.fromEntries(
  ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "jag", "##uar", "##s", "purr", "a", ".", "caf", "##e"].map((t, id) => [
    t,
    id,
  ]),
);
const json = wordPieceJson(vocabulary);
const bert = new Tokeniser(json);
const tokens = (ids: Iterable<number>, tokeniser = bert) => Array.from(ids, (id) => tokeniser.tokenOf(id));

let all: Awaited<ReturnType<typeof families>>;
beforeAll(async () => {
  all = await families();
});

describe("Tokeniser", () => {
  it("gives ids, and the place of each token in the text as it came", () => {
    const text = "A  Jaguars CAFÉ\u0000 purr.";
    const { ids, starts, ends, words, sequences } = bert.encode(text);
    expect(tokens(ids)).toEqual(["[CLS]", "a", "jag", "##uar", "##s", "caf", "##e", "purr", ".", "[SEP]"]);
    const surfaces = Array.from(starts, (start, i) => text.slice(start, ends[i]));
    expect(surfaces).toEqual(["", "A", "Jag", "uar", "s", "CAF", "É", "purr", ".", ""]);
    expect([...words]).toEqual([-1, 0, 1, 1, 1, 2, 2, 3, 4, -1]);
    expect([...sequences]).toEqual([-1, 0, 0, 0, 0, 0, 0, 0, 0, -1]);
  });

  it("counts offsets in UTF-16 units", () => {
    const { starts, ends } = bert.encode("😀 a😀", { specialTokens: false });
    expect([...starts]).toEqual([0, 3]);
    expect([...ends]).toEqual([2, 6]);
  });

  it("encodes pairs, cuts and fills up", () => {
    const { ids, typeIds } = bert.encode(["a purr", "a jaguars"]);
    expect(tokens(ids)).toEqual(["[CLS]", "a", "purr", "[SEP]", "a", "jag", "##uar", "##s", "[SEP]"]);
    expect([...typeIds]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1]);
    const [short, long] = bert.encodeBatch(["a", "a jaguars purr ."], {
      truncation: { maxLength: 5 },
      padding: { side: "left", multipleOf: 4 },
    });
    expect(tokens(short?.ids ?? [])).toEqual(
      [..."pppppp".replaceAll("p", "[PAD] ").trim().split(" "), "[CLS]", "a", "[SEP]"].slice(1),
    );
    expect([...(short?.attention ?? [])]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    expect(tokens(long?.ids ?? [])).toEqual([
      "[PAD]",
      "[PAD]",
      "[PAD]",
      "[CLS]",
      "a",
      "jag",
      "##uar",
      "[SEP]",
    ]);
  });

  it("reads a long text in windows", () => {
    const options = { truncation: { maxLength: 5, stride: 1 } };
    const windows = bert.encodeWindows("a jaguars purr .", options);
    expect(windows.map(({ ids }) => tokens(ids).slice(1, -1).join(" "))).toEqual([
      "a jag ##uar",
      "##uar ##s purr",
      "purr .",
    ]);
    const pairs = bert.encodeWindows(["a", "jaguars purr"], {
      truncation: { maxLength: 6, strategy: "onlySecond" },
    });
    expect(pairs.map(({ ids }) => tokens(ids).join(" "))).toEqual([
      "[CLS] a [SEP] jag ##uar [SEP]",
      "[CLS] a [SEP] ##s purr [SEP]",
    ]);
    expect(bert.encodeWindows("a", options)).toHaveLength(1);
    expect(bert.encodeWindows("", options)[0]?.length).toBe(2);
    expect(bert.encodeWindows("a purr")).toHaveLength(1);
  });

  it("decodes", () => {
    const { ids } = bert.encode("A jaguar's cafe purrs.");
    expect(bert.decode([2, 8, 4, 5, 6, 9, 3])).toBe("a jaguars.");
    expect(bert.decode([2, 8, 3], { specialTokens: true })).toBe("[CLS] a [SEP]");
    expect(bert.decode([8, 99, 4])).toBe("a jag");
    expect(bert.decode(ids)).toContain("jaguar");
  });

  it("takes more tokens in, which keep their place in the text", () => {
    const marked = bert.withTokens(["[E]", "[/E]", "[CLS]"]);
    expect([marked.idOf("[E]"), marked.idOf("[/E]"), marked.idOf("[CLS]"), marked.rows]).toEqual([
      12, 13, 2, 14,
    ]);
    const { ids, starts, ends } = marked.encode("A [E]jaguar[/E]", { specialTokens: false });
    expect(tokens(ids, marked)).toEqual(["a", "[E]", "jag", "##uar", "[/E]"]);
    expect([...starts, ...ends]).toEqual([0, 2, 5, 8, 11, 1, 5, 8, 11, 15]);
    // What is saved reads the same.
    const again = new Tokeniser(JSON.parse(JSON.stringify(marked.json)));
    expect(again.encode("A [E]jaguar[/E]")).toEqual(marked.encode("A [E]jaguar[/E]"));
    expect(bert.idOf("[E]")).toBeUndefined();
  });

  it("tells a model that has too few embeddings", () => {
    expect(() => bert.requireRows(12, "model.safetensors")).not.toThrow();
    expect(() => bert.requireRows(11, "model.safetensors")).toThrow(
      "The vocabulary has 12 entries, but the model in model.safetensors has embeddings for 11",
    );
  });

  it.each<[string, () => unknown, string, string]>([
    ["no text", () => bert.encode(7 as never), "TEXT_INVALID", "a text to tokenise"],
    ["three texts", () => bert.encode(["a", "a", "a"] as never), "TEXT_INVALID", "a text to tokenise"],
    [
      "no room",
      () => bert.encode("a", { truncation: { maxLength: 2 } }),
      "OPTION_INVALID",
      "more than the 2 special tokens",
    ],
    [
      "a first text that is too long",
      () => bert.encode(["a a a a", "a"], { truncation: { maxLength: 5, strategy: "onlySecond" } }),
      "TEXT_INVALID",
      "the second can be cut to 2 tokens",
    ],
    [
      "windows that do not advance",
      () => bert.encodeWindows("a a a a", { truncation: { maxLength: 4, stride: 2 } }),
      "OPTION_INVALID",
      "stride",
    ],
    [
      "windows of both texts",
      () => bert.encodeWindows(["a", "a"], { truncation: { maxLength: 4 } }),
      "OPTION_INVALID",
      "strategy",
    ],
  ])("refuses %s", (_, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  it.each<[string, object, string]>([
    [
      "a model of no kind",
      { model: { type: "Markov", vocab: {} } },
      '"model.type" should be one of BPE, Unigram',
    ],
    ["no model", { model: null }, '"model" should be an object'],
    [
      "a vocabulary without the unknown",
      { model: { type: "WordPiece", vocab: { a: 0 } } },
      'the token "[UNK]"',
    ],
    [
      "two tokens with one id",
      { model: { type: "WordPiece", vocab: { "[UNK]": 0, a: 0 } } },
      "an id that no other token has",
    ],
    ["a negative id", { model: { type: "WordPiece", vocab: { "[UNK]": -1 } } }, '"model.vocab.[UNK]"'],
    [
      "a merge of what is no token",
      { model: { type: "BPE", vocab: { a: 0, b: 1 }, merges: ["a b"] } },
      'the token "ab"',
    ],
    ["a normaliser of no kind", { normalizer: { type: "Rot13" } }, '"normalizer.type" should be one of'],
    [
      "half a normaliser",
      { normalizer: { type: "Prepend" } },
      '"normalizer.prepend" should be a text, found nothing',
    ],
    [
      "an expression that cannot run",
      { pre_tokenizer: { type: "Split", pattern: { Regex: "(?i:a" }, behavior: "Isolated" } },
      "a regular expression that JavaScript can run",
    ],
    [
      "a damaged list of replacements",
      { normalizer: { type: "Precompiled", precompiled_charsmap: "AAAAAAA" } },
      "a compiled list of replacements",
    ],
    [
      "a template with a token it does not name",
      {
        post_processor: {
          type: "TemplateProcessing",
          single: [{ SpecialToken: { id: "[X]", type_id: 0 } }],
          pair: [],
          special_tokens: {},
        },
      },
      "one of the special tokens",
    ],
    [
      "an added token without text",
      { added_tokens: [{ id: 3 }] },
      '"added_tokens[0].content" should be a text',
    ],
  ])("refuses %s", (_, change, message) => {
    const read = () => new Tokeniser({ ...json, ...change }, "tokenizer.json");
    expect(read).toThrow(NamesakeError);
    expect(read).toThrow(message);
  });

  it("refuses what is no object", () => {
    for (const value of [null, 7, "x", []])
      expect(() => new Tokeniser(value)).toThrow(/the file" should be an object/);
  });
});

/** Every value of a file other than the vocabulary, as a way to put another in its place. */
function* places(value: unknown, put: (value: unknown) => unknown): Generator<(value: unknown) => unknown> {
  yield put;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "vocab" || key === "merges" || /^\d{2,}$/.test(key)) continue;
    const change = (changed: unknown) =>
      put(Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed });
    yield* places(inner, change);
  }
}

describe("any file and any text", () => {
  it("is read, or refused with a clear error", () => {
    let refused = 0;
    let read = 0;
    for (const name of ["minilm", "roberta", "xlm-roberta", "bytes for the unknown", "split at patterns"])
      for (const change of places(all[name], (value) => value))
        for (const junk of [null, -1, "x", [], {}]) {
          try {
            const tokeniser = new Tokeniser(change(junk), name);
            tokeniser.encode(["A jaguar <mask> purrs.", "ｆｕｌｌ"]);
            read++;
          } catch (error) {
            if (!(error instanceof NamesakeError)) throw error;
            refused++;
          }
        }
    expect(refused).toBeGreaterThan(400);
    expect(read).toBeGreaterThan(100);
  });

  it("gives ids that have tokens, and places that cut no character in two", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc
        .array(
          fc.constantFrom(
            "[MASK]",
            "<mask>",
            " ",
            "a",
            "é",
            "e\u0301",
            "😀",
            "\u0001",
            "ﬁ",
            "Turin",
            "\ud83d",
          ),
        )
        .map((parts) => parts.join("")),
    );
    for (const [name, family] of Object.entries(all)) {
      const tokeniser = new Tokeniser({ ...family, truncation: null, padding: null }, name);
      fc.assert(
        fc.property(text, (sample) => {
          const { ids, starts, ends, sequences } = tokeniser.encode(sample);
          let before = 0;
          ids.forEach((id, i) => {
            expect(tokeniser.tokenOf(id)).toBeDefined();
            if (sequences[i] === -1) return;
            const [start, end] = [starts[i] as number, ends[i] as number];
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(sample.length);
            expect(end).toBeGreaterThanOrEqual(before);
            before = start;
            expect(insidePair(sample, start) || insidePair(sample, end)).toBe(false);
          });
        }),
        { numRuns: 100 },
      );
    }
  });

  it("takes time in proportion to the text", () => {
    const long = [
      "x",
      "é",
      "😀",
      "e\u0301\u0323",
      "\u0301\u0316",
      "漢",
      " ",
      "<",
      "ab ",
      "\u0600",
      "\t\r\n",
    ].map((part) => part.repeat(50_000 / part.length));
    for (const [name, family] of Object.entries(all)) {
      const tokeniser = new Tokeniser({ ...family, truncation: null, padding: null }, name);
      for (const text of long) expect(tokeniser.encode(text).ids.length).toBeGreaterThanOrEqual(0);
    }
  });
});
