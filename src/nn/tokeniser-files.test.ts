import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { readTokeniser } from "./tokeniser-files.js";

const root = mkdtempSync(join(tmpdir(), "namesake-tokeniser-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A folder of a model with some files. */
function model(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const tokens = async (path: string, text: string): Promise<(string | undefined)[]> => {
  const tokeniser = await readTokeniser(path);
  return Array.from(tokeniser.encode(text).ids, (id) => tokeniser.tokenOf(id));
};

const words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\njaguar\nJaguar\nJagüar\n東京\n東\n##京\n京\n";
const whole = {
  version: "1.0",
  pre_tokenizer: { type: "WhitespaceSplit" },
  model: { type: "WordLevel", vocab: { "<unk>": 0, Jaguar: 1 }, unk_token: "<unk>" },
};

describe("readTokeniser", () => {
  it("reads a tokenizer.json, from its folder or by its name, before anything else there", async () => {
    const folder = model({ "tokenizer.json": `\ufeff${JSON.stringify(whole)}`, "vocab.txt": words });
    expect(await tokens(folder, "Jaguar Turin")).toEqual(["Jaguar", "<unk>"]);
    expect(await tokens(join(folder, "tokenizer.json"), "Jaguar")).toEqual(["Jaguar"]);
    expect(await tokens(join(folder, "vocab.txt"), "Jaguar")).toEqual(["[CLS]", "jaguar", "[SEP]"]);
  });

  it("reads a vocab.txt as tokenizer_config.json says", async () => {
    const read = (config: object, text: string) =>
      tokens(model({ "vocab.txt": words, "tokenizer_config.json": JSON.stringify(config) }), text);
    expect(await read({}, "JAGÜAR 東京")).toEqual(["[CLS]", "jaguar", "東", "京", "[SEP]"]);
    expect(await read({ do_lower_case: false }, "Jagüar")).toEqual(["[CLS]", "Jagüar", "[SEP]"]);
    expect(await read({ do_lower_case: false, strip_accents: true }, "Jagüar")).toEqual([
      "[CLS]",
      "Jaguar",
      "[SEP]",
    ]);
    expect(await read({ tokenize_chinese_chars: false }, "東京")).toEqual(["[CLS]", "東京", "[SEP]"]);
  });

  it("reads vocab.json and merges.txt", async () => {
    const files = {
      "vocab.json": JSON.stringify({ "<s>": 0, "</s>": 1, h: 2, i: 3, hi: 4, Ġ: 5, Ġhi: 6 }),
      "merges.txt": "#version: 0.2\nh i\nĠ hi\n",
    };
    expect(await tokens(model(files), "hi hi")).toEqual(["<s>", "hi", "Ġhi", "</s>"]);
    const config = JSON.stringify({ add_prefix_space: true });
    expect(await tokens(model({ ...files, "tokenizer_config.json": config }), "hi")).toEqual([
      "<s>",
      "Ġhi",
      "</s>",
    ]);
  });

  it("reads a model of SentencePiece as its family does", async () => {
    const fixture = fileURLToPath(new URL("../text/subword/fixtures/t5.model", import.meta.url));
    const read = (name: string, config?: object) => {
      const folder = model(config === undefined ? {} : { "tokenizer_config.json": JSON.stringify(config) });
      copyFileSync(fixture, join(folder, name));
      return tokens(folder, "a");
    };
    expect(await read("spiece.model")).toEqual(["▁a", "</s>"]);
    expect(await read("sentencepiece.bpe.model")).toEqual(["<s>", "▁a", "</s>"]);
    expect(await read("tokenizer.model")).toEqual(["▁a"]);
    expect(await read("tokenizer.model", { tokenizer_class: "T5Tokenizer" })).toEqual(["▁a", "</s>"]);
    expect(await read("spiece.model", { tokenizer_class: "XLMRobertaTokenizer" })).toEqual([
      "<s>",
      "▁a",
      "</s>",
    ]);
  });

  it.each<[string, Record<string, string | Uint8Array>, string, string]>([
    ["an empty folder", {}, "TOKENISER_MISSING", "there is none of tokenizer.json, vocab.txt"],
    [
      "half a tokenizer.json",
      { "tokenizer.json": '{"model":' },
      "RECORD_INVALID",
      '"the file" should be JSON',
    ],
    ["a list", { "tokenizer.json": "[]" }, "RECORD_INVALID", '"the file" should be an object'],
    ["no UTF-8", { "vocab.txt": Uint8Array.of(0xff, 0xfe) }, "RECORD_INVALID", "text in UTF-8"],
    [
      "a vocabulary without merges",
      { "vocab.json": "{}" },
      "SOURCE_NOT_FOUND",
      "merges.txt: it does not exist",
    ],
    ["a model of nothing", { "spiece.model": "no" }, "RECORD_INVALID", "spiece.model"],
  ])("refuses %s", async (_, files, code, message) => {
    await expect(readTokeniser(model(files))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it("refuses a path where nothing is", async () => {
    await expect(readTokeniser(join(root, "nowhere"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
