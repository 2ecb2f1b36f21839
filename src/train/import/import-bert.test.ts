import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBiEncoder } from "../../models/encoders/load-bi-encoder.js";
import { encoderFoundation } from "../encoders/foundation.js";
import { importBert } from "./import-bert.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const stored = (name: string) => fileURLToPath(new URL(`../../nn/weights/fixtures/${name}`, import.meta.url));

/** What PyTorch computed; see bench/parity/checkpoints.py. */
const computed = JSON.parse(readFileSync(fixture("bert.jsonl"), "utf8")) as {
  texts: string[];
  vectors: number[][];
};

let folder: string;
const inFolder = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-bert-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const named = (name: string) => ({ name, types: [], relations: [], aliases: [], description: "" });

describe("an import of a BERT", () => {
  it("computes what PyTorch does", async () => {
    const out = inFolder("out");
    const { made } = await importBert(fixture("bert"), out, { precision: "float32" });
    expect(made).toEqual([`${out}: a bi-encoder, vectors of 12 numbers, the mean over the tokens`]);
    const { encoder, settings } = await loadBiEncoder(out);
    // Texts that a window has room for, as mentions that are all of it.
    const short = computed.texts.filter(
      (text) => encoder.tokeniser.encode(text).length <= settings.inputs.mentionTokens,
    );
    expect(short.length).toBeGreaterThan(1);
    for (const text of short) {
      const [vector] = await encoder.encodeMentions(text, [{ start: 0, end: text.length }]);
      for (const [j, value] of (computed.vectors[computed.texts.indexOf(text)] as number[]).entries())
        expect(Math.abs((vector?.[j] ?? Number.NaN) - value)).toBeLessThan(1e-6);
    }
    // One tower reads both.
    const [asMention] = await encoder.encodeMentions("Paris", [{ start: 0, end: 5 }]);
    expect(await encoder.encodeEntities([named("Paris")])).toEqual([asMention]);
    await encoder.close();
  });

  it("can be begun with", async () => {
    const { trunk, trunkNumbers, special } = await encoderFoundation(inFolder("out"));
    expect(trunk).toMatchObject({ kind: "bert", width: 12, layers: 2, heads: 2 });
    expect(trunkNumbers.get("layers.1.attention.query.weight")).toHaveLength(144);
    expect(special).toMatchObject({ begin: 8, separator: 9, mask: 10 });
  });

  it.each(["RoBERTa", "DistilBERT"])("takes %s", async (model) => {
    const files = inFolder(model);
    mkdirSync(join(files, "1_Pooling"), { recursive: true });
    cpSync(stored(`${model.toLowerCase()}.safetensors`), join(files, "model.safetensors"));
    const configs = readFileSync(stored("configs.jsonl"), "utf8").trimEnd().split("\n");
    const { config } = configs.map((line) => JSON.parse(line)).find((one) => one.model === model);
    writeFileSync(join(files, "config.json"), JSON.stringify(config));
    const tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "paris", "rome", "a", "b", "c", "d"];
    writeFileSync(join(files, "vocab.txt"), tokens.join("\n"));
    writeFileSync(join(files, "1_Pooling/config.json"), '{"pooling_mode_cls_token": true}');
    const out = inFolder(`${model}-out`);
    expect((await importBert(files, out, { trainable: false })).made[0]).toContain(
      "4 numbers, the first token",
    );
    const { encoder } = await loadBiEncoder(out);
    const [paris, rome] = await encoder.encodeEntities([named("Paris"), named("Rome")]);
    await encoder.close();
    expect(Math.hypot(...(paris as Float32Array))).toBeCloseTo(1, 5);
    expect(paris).not.toEqual(rome);
  });

  it("overwrites no other model", async () => {
    const files = inFolder("bert");
    cpSync(fixture("bert"), files, { recursive: true });
    const before = readFileSync(join(files, "pytorch_model.bin"));
    const refused = (out: string, message: string) =>
      expect(importBert(files, out)).rejects.toMatchObject({
        code: "OPTION_INVALID",
        message: expect.stringContaining(message),
      });
    await refused(files, "another folder than that of the checkpoint");
    await refused(join(files, "..", "bert"), "another folder than that of the checkpoint");
    cpSync(files, inFolder("another"), { recursive: true });
    await refused(inFolder("another"), "there is a config.json");
    mkdirSync(inFolder("trained"));
    writeFileSync(inFolder("trained/config.yaml"), "seed: 1\n");
    await refused(inFolder("trained"), "there is a config.yaml");
    expect(readFileSync(join(files, "pytorch_model.bin"))).toEqual(before);
  });

  it("says what is missing", async () => {
    const files = inFolder("missing");
    mkdirSync(files);
    const refused = (code: string, message: string) =>
      expect(importBert(files, inFolder("refused"))).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    await refused("TOKENISER_MISSING", "has no tokeniser");
    cpSync(fixture("bert/vocab.txt"), join(files, "vocab.txt"));
    await refused("SOURCE_NOT_FOUND", "none of model.safetensors");
    cpSync(fixture("bert/pytorch_model.bin"), join(files, "pytorch_model.bin"));
    await refused("SOURCE_NOT_FOUND", "how many heads");
  });
});
