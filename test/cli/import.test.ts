import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { inFolder, namesake } from "./program.js";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../src/train/import/fixtures/${name}`, import.meta.url));

describe("namesake import", () => {
  it("imports BLINK, and what it makes is a bi-encoder and a knowledge base", async () => {
    const { code, stdout, stderr } = await namesake(["import", "blink", fixture("blink"), "--out", "blink"]);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("Reading biencoder_wiki_large.bin …\n");
    expect(stderr).toContain("Wrote blink: the bi-encoder, two towers of 1 layers, vectors of 16 numbers.\n");
    expect(stderr).toContain("Wrote blink/vectors: vectors of 6 entities.\n");
    const found = await namesake(["kb", "search", "Mercury", "--kb", inFolder("blink/kb"), "--json"]);
    expect(JSON.parse(found.stdout)).toHaveLength(2);
  });

  it("imports a BERT without the numbers for training", async () => {
    const args = [
      "import",
      "bert",
      fixture("bert"),
      "--out",
      "bert",
      "--pooling",
      "first",
      "--no-parameters",
    ];
    const { code, stderr } = await namesake(args);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("vectors of 12 numbers, the first token.\n");
    expect(existsSync(inFolder("bert/encoder.onnx"))).toBe(true);
    expect(existsSync(inFolder("bert/model.safetensors"))).toBe(false);
  });

  it("imports Bootleg with the vectors of a knowledge base", async () => {
    const { code, stderr } = await namesake([
      ...["import", "bootleg", fixture("bootleg"), "--out", "bootleg", "--kb", inFolder("blink/kb")],
      ...["--vocab", fixture("bootleg/vocab.txt")],
    ]);
    expect(code, stderr).toBe(0);
    // Its ids are titles, not Wikidata's.
    expect(stderr).toContain("Wrote bootleg/vectors: vectors of 0 entities.\nNone of the ids in ");
  });

  it.each([
    [["import", "blink", "nowhere", "--out", "refused"], 1, "Cannot read nowhere"],
    [["import", "bootleg", fixture("blink"), "--out", "refused"], 1, "no model of Bootleg 1.1"],
    [["import", "bert", fixture("bert"), "--out", fixture("bert")], 2, "--out should be another folder"],
    [["import", "bert", fixture("bert")], 2, "required option '-o, --out <folder>'"],
    [
      ["import", "bert", fixture("bert"), "--out", "refused", "--precision", "int4"],
      2,
      "int8, float32, float16",
    ],
  ])("refuses %j", async (args, expected, message) => {
    const { code, stderr } = await namesake(args);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
    expect(existsSync(inFolder("refused"))).toBe(false);
  });
});
