import { toBase64 } from "./base64.js";
import { compileCharsmap } from "./compiled-charsmap.contract.js";
import { sampleTexts } from "./odd-lines.contract.js";
import { trainByteLevel, trainUnigram, trainWordPiece } from "./training/train.js";

type Json = Record<string, unknown>;

/**
 * Rules of the kind that SentencePiece ships: controls go, spaces become one kind, compatible forms their plain ones.
 */
const RULES: Readonly<Record<string, string>> = {
  "\u0001": "",
  "\u0007": "",
  "\u001b": "",
  "\u007f": "",
  "\t": " ",
  "\n": " ",
  "\r": " ",
  "\r\n": " ",
  "\u00a0": " ",
  "\u2003": " ",
  "\u3000": " ",
  "\u2028": " ",
  "\ufeff": "",
  "\u200b": " ",
  "\u200d": "\u200d",
  ﬁ: "fi",
  ﬃ: "ffi",
  "½": "1⁄2",
  "㎏": "kg",
  "™": "TM",
  "…": "...",
  Ｆ: "F",
  Ｕ: "U",
  Ｌ: "L",
  "１": "1",
  "２": "2",
  "，": ",",
  "①": "1",
  Ⅷ: "VIII",
  "e\u0301": "é",
  "カ\u3099": "ガ",
  "\u212b": "Å",
  "a\u0323\u0307": "ạ\u0307",
  "\u1112\u1161\u11ab": "한",
};

const folded = Object.fromEntries(
  Array.from({ length: 26 }, (_, i) => [String.fromCharCode(65 + i), String.fromCharCode(97 + i)]),
);

const precompiled = (rules: Readonly<Record<string, string>>): Json => ({
  type: "Precompiled",
  precompiled_charsmap: toBase64(compileCharsmap(rules)),
});

const added = (id: number, content: string, flags: Json = {}): Json => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
  ...flags,
});

const sequence = (type: string, ...steps: Json[]): Json => ({ type: "Sequence", [type]: steps });
const metaspace = (scheme: string, split = true): Json => ({
  type: "Metaspace",
  replacement: "▁",
  prepend_scheme: scheme,
  split,
});

/** A tokenizer.json for each family of models, with a small vocabulary of the shipped sample. */
export async function families(): Promise<Readonly<Record<string, Json>>> {
  const texts = sampleTexts();
  const uncased = (await trainWordPiece(texts, { size: 1500 })) as Json;
  const cased = (await trainWordPiece(texts, { size: 1500, lowercase: false })) as Json;
  const roberta = (await trainByteLevel(texts, { size: 1200 })) as Json;
  const prefixed = (await trainByteLevel(texts, { size: 1200, addPrefixSpace: true })) as Json;
  const t5 = (await trainUnigram(texts, { size: 1000 })) as Json;
  const xlm = (await trainUnigram(texts, {
    size: 1000,
    tokens: { begin: "<s>", pad: "<pad>", end: "</s>", unknown: "<unk>", mask: "<mask>" },
  })) as Json;
  const uncasedPieces = (await trainUnigram(texts, { size: 1000, cased: false })) as Json;
  const rows = (uncased["model"] as { vocab: object }).vocab;
  const next = Object.keys(rows).length;
  const words = { type: "WhitespaceSplit" };
  return {
    "bert-uncased": uncased,
    "bert-cased": {
      ...cased,
      post_processor: { type: "BertProcessing", sep: ["[SEP]", 3], cls: ["[CLS]", 2] },
      decoder: { type: "WordPiece", prefix: "##", cleanup: false },
    },
    minilm: {
      ...uncased,
      added_tokens: [
        ...(uncased["added_tokens"] as Json[]),
        added(next, "Turin", { single_word: true, normalized: true, special: false }),
        added(next + 1, "new  york", { lstrip: true, rstrip: true, normalized: true, special: false }),
        added(next + 2, "##ing", { single_word: true }),
      ],
      truncation: { direction: "Right", max_length: 24, strategy: "LongestFirst", stride: 0 },
      padding: {
        strategy: { Fixed: 16 },
        direction: "Left",
        pad_to_multiple_of: 8,
        pad_id: 0,
        pad_type_id: 0,
        pad_token: "[PAD]",
      },
    },
    roberta,
    "roberta, prefixed": prefixed,
    "xlm-roberta": {
      ...xlm,
      normalizer: sequence("normalizers", precompiled(RULES), {
        type: "Replace",
        pattern: { Regex: " {2,}" },
        content: " ",
      }),
      pre_tokenizer: sequence("pretokenizers", words, metaspace("always")),
    },
    "xlm-roberta, first": {
      ...xlm,
      normalizer: sequence(
        "normalizers",
        precompiled(RULES),
        { type: "Strip", strip_left: false, strip_right: true },
        { type: "Replace", pattern: { Regex: " {2,}" }, content: "▁" },
      ),
      pre_tokenizer: metaspace("first"),
    },
    t5: { ...t5, normalizer: precompiled({ ...RULES, ...folded }) },
    "t5, own": t5,
    albert: {
      ...uncasedPieces,
      normalizer: sequence(
        "normalizers",
        { type: "Replace", pattern: { String: "``" }, content: '"' },
        { type: "Replace", pattern: { String: "''" }, content: '"' },
        { type: "NFKD" },
        { type: "StripAccents" },
        { type: "Lowercase" },
        precompiled(RULES),
      ),
      pre_tokenizer: sequence("pretokenizers", words, metaspace("always")),
    },
    "words and digits": {
      ...uncasedPieces,
      normalizer: sequence(
        "normalizers",
        { type: "Nmt" },
        { type: "NFC" },
        { type: "Strip", strip_left: true, strip_right: true },
      ),
      pre_tokenizer: sequence(
        "pretokenizers",
        { type: "Whitespace" },
        { type: "Digits", individual_digits: true },
        { type: "Punctuation", behavior: "Isolated" },
      ),
      post_processor: null,
      decoder: { type: "Fuse" },
    },
    "whole text": { ...t5, normalizer: { type: "NFKC" }, pre_tokenizer: metaspace("never", false) },
    "split at patterns": {
      ...t5,
      normalizer: { type: "NFD" },
      pre_tokenizer: sequence(
        "pretokenizers",
        {
          type: "Split",
          pattern: { Regex: "[\\s\\-]+|\\d+" },
          behavior: "MergedWithPrevious",
          invert: false,
        },
        { type: "Split", pattern: { String: "e" }, behavior: "Contiguous", invert: false },
        { type: "Split", pattern: { Regex: "[^\\w_]+" }, behavior: "MergedWithNext", invert: true },
        { type: "CharDelimiterSplit", delimiter: "," },
        { type: "Digits", individual_digits: false },
        { type: "Punctuation", behavior: "MergedWithNext" },
      ),
    },
    "bytes for the unknown": bytePairs(texts),
    "ends of words": {
      ...roberta,
      normalizer: (uncased as Json)["normalizer"],
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: null,
      decoder: { type: "BPEDecoder", suffix: "</w>" },
      model: {
        type: "BPE",
        unk_token: "<unk>",
        end_of_word_suffix: "</w>",
        fuse_unk: false,
        ...endings(texts),
      },
      added_tokens: [],
    },
  };
}

/** BPE as Llama has it: no pre-tokeniser, marks for spaces, byte tokens. */
function bytePairs(texts: readonly string[]): Json {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  const letters = [...new Set(texts.join("").replaceAll(" ", "▁"))].filter((c) => c < "z");
  const merges = ["▁ t", "h e", "▁t he", "i n", "▁ a", "e r", "▁ o", "in g", "▁o f", "o n", "▁the r"];
  const made = merges.map((merge) => merge.replace(" ", ""));
  const tokens = [...new Set(["<unk>", "<s>", "</s>", ...bytes, ...letters, "▁", "z", ...made])];
  return {
    version: "1.0",
    added_tokens: ["<unk>", "<s>", "</s>"].map((content, id) => added(id, content)),
    normalizer: sequence(
      "normalizers",
      { type: "Prepend", prepend: "▁" },
      { type: "Replace", pattern: { String: " " }, content: "▁" },
    ),
    post_processor: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        { type: "Strip", content: " ", start: 1, stop: 0 },
      ],
    },
    model: {
      type: "BPE",
      unk_token: "<unk>",
      byte_fallback: true,
      fuse_unk: true,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}

/** BPE as the first GPT has it: tokens at the end of a word are marked. */
function endings(texts: readonly string[]): Json {
  const letters = [...new Set(texts.join("").toLowerCase())].filter((c) => c > " " && c <= "z");
  const merges = ["t h", "th e</w>", "i n", "in g</w>", "e r</w>", "o n</w>", "a n", "an d</w>"];
  const tokens = [
    "<unk>",
    ...letters,
    ...letters.map((c) => `${c}</w>`),
    ...merges.map((m) => m.replace(" ", "")),
  ];
  return { vocab: Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id])), merges };
}
