import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { encodeSafetensors } from "./safetensors-writer.js";
import { openWeights } from "./weights.js";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "namesake-weights-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Expected {
  file: string;
  tensors: { name: string; dtype: string; shape: number[]; values: (number | string)[] }[];
}

/** What PyTorch itself says is in each file; see bench/parity/weights.py. */
const expected = readFileSync(fixture("expected.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Expected);

/** Values as expected.jsonl has them: 64-bit numbers beyond 2 ** 53, and what is not finite, as text. */
const plain = (value: number | bigint): number | string => {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Number.isNaN(value)) return "nan";
  if (Number.isFinite(value)) return value;
  return value > 0 ? "inf" : "-inf";
};

describe.each(expected)("$file", ({ file, tensors }) => {
  it("has the tensors that PyTorch finds in it", async () => {
    const weights = await openWeights(fixture(file));
    const found = [];
    for (const { name, dtype, shape } of weights.tensors) {
      const numbers = await weights.read(name);
      found.push({
        name,
        dtype,
        shape,
        values: Array.from<number | bigint, number | string>(numbers, plain),
      });
    }
    await weights.close();
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(found.sort(byName)).toEqual([...tensors].sort(byName));
  });

  it("is read by rows as it is as a whole", async () => {
    const weights = await openWeights(fixture(file));
    for (const { name, shape } of weights.tensors) {
      const [rows] = shape;
      if (rows === undefined) continue;
      const pieces = [];
      for (let row = 0; row < rows; row++)
        pieces.push(...(await weights.read(name, { start: row, end: row + 1 })));
      expect(pieces).toEqual([...(await weights.read(name))]);
      expect(await weights.read(name, { start: rows, end: rows })).toHaveLength(0);
    }
    await weights.close();
  });
});

describe("openWeights", () => {
  it.each([
    ["hostile.pt", /asks for the Python object (posix|os)\.system/],
    ["hostile-stream.pt", /asks for the Python object (posix|os)\.system/],
    ["hostile-eval.pt", /asks for the Python object builtins\.eval/],
    ["module.pt", /Python object torch\.nn\.modules\.linear\.Linear.*state_dict\(\)/],
    ["sparse.pt", /Python object torch\._utils\._rebuild_sparse_tensor/],
  ])("runs nothing of %s", async (file, message) => {
    await expect(openWeights(fixture(file))).rejects.toMatchObject({
      code: "WEIGHTS_UNSAFE",
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ["nothing", "", "it is empty"],
    ["a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull"],
    ["a web page", "\n<!DOCTYPE html><title>Sign in", "web page"],
    ["HDF5", "\x89HDF\r\n\x1a\n", "HDF5"],
    ["GGUF", "GGUF\x03\0\0\0", "GGUF"],
    ["a tar archive", `${"\0".repeat(257)}ustar`, "tar archive"],
    ["a text", "The jaguar is a cat.", "neither safetensors nor a file of torch.save"],
    ["other JSON", '{"hidden_size": 768}', 'no "weight_map"'],
    ["broken JSON", '{"weight_map": ', "begins like JSON but is not"],
    ["a part of a zip", "PK\x03\x04 and no more", "directory of its zip is missing"],
  ])("knows %s", async (_, content, why) => {
    const path = join(folder, "model.bin");
    writeFileSync(path, content, "latin1");
    await expect(openWeights(path)).rejects.toMatchObject({
      code: "WEIGHTS_INVALID",
      message: expect.stringContaining(why),
    });
  });

  it.each([
    ["plain.pkl", "not one that torch.save wrote"],
    ["script.pt", "TorchScript"],
  ])("says what %s is", async (file, why) => {
    await expect(openWeights(fixture(file))).rejects.toMatchObject({
      code: "WEIGHTS_INVALID",
      message: expect.stringContaining(why),
    });
  });

  it("finds the weights in a folder, the safe ones first", async () => {
    const place = join(folder, "bert");
    mkdirSync(place);
    await expect(openWeights(place)).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
      message: expect.stringContaining("none of model.safetensors"),
    });
    cpSync(fixture("lstm.bin"), join(place, "pytorch_model.bin"));
    const bin = await openWeights(place);
    expect(bin.has("weight_ih_l0")).toBe(true);
    await bin.close();
    cpSync(fixture("model.safetensors"), join(place, "model.safetensors"));
    const safe = await openWeights(place);
    expect(safe.metadata).toEqual(new Map([["format", "pt"]]));
    expect(safe.info("transposed")).toEqual({ name: "transposed", dtype: "float32", shape: [8, 6] });
    await safe.close();
  });

  it("tells that a file is not there", async () => {
    await expect(openWeights(join(folder, "nowhere.bin"))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
  });
});

describe("a model in several files", () => {
  const place = join(folder, "shards");
  const indexed = async (map: unknown) => {
    cpSync(fixture("shards"), place, { recursive: true });
    writeFileSync(join(place, "model.safetensors.index.json"), JSON.stringify({ weight_map: map }));
    return openWeights(place);
  };

  it.each(["../secret", "/etc/passwd", "a/b", "a\\b", "..", ".", "", "a\0b", 3, null])(
    "does not look for the file %j",
    async (file) => {
      await expect(indexed({ a: file })).rejects.toMatchObject({
        code: "WEIGHTS_INVALID",
        message: expect.stringContaining("no file beside it"),
      });
    },
  );

  it("takes the tensors that the index speaks of", async () => {
    const weights = await indexed({ c: "model-00002-of-00002.safetensors" });
    expect(weights.tensors.map(({ name }) => name)).toEqual(["c"]);
    expect(await weights.readFloat32("c")).toEqual(Float32Array.of(5));
    await weights.close();
  });

  it("names a tensor or a file that is not there", async () => {
    await expect(indexed({ b: "model-00001-of-00002.safetensors" })).rejects.toMatchObject({
      code: "WEIGHTS_INVALID",
      message: expect.stringContaining('lacks the tensor "b"'),
    });
    await expect(indexed({ b: "model-00003-of-00002.safetensors" })).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
  });
});

describe("Weights", () => {
  const open = async (names: string[]) => {
    const path = join(folder, "small.safetensors");
    const data = Float32Array.of(1, 2, 3, 4);
    writeFileSync(
      path,
      encodeSafetensors(names.map((name) => ({ name, dtype: "float32", shape: [2, 2], data }))),
    );
    return openWeights(path);
  };

  it("names the nearest of an unknown tensor", async () => {
    const weights = await open(["bert.encoder.layer.0.output.dense.weight", "bert.pooler.dense.weight"]);
    await expect(weights.read("encoder.layer.0.output.dense.weight")).rejects.toMatchObject({
      code: "TENSOR_UNKNOWN",
      message: expect.stringContaining('Nearest: "bert.encoder.layer.0.output.dense.weight"'),
    });
    expect(() => weights.info("zzzzzzzzzzz")).toThrow(/Nearest: "bert/);
    await weights.close();
  });

  it.each([
    { start: -1, end: 1 },
    { start: 1, end: 0 },
    { start: 0, end: 3 },
    { start: 0.5, end: 1 },
    { start: 0, end: Number.NaN },
  ])("refuses rows $start to $end of two", async (rows) => {
    const weights = await open(["a"]);
    await expect(weights.read("a", rows)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await weights.close();
  });

  it("says that it was closed", async () => {
    const weights = await open(["a"]);
    await weights.close();
    await weights.close();
    await expect(weights.read("a")).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("notices a file that became shorter", async () => {
    const weights = await open(["a"]);
    writeFileSync(join(folder, "small.safetensors"), "");
    await expect(weights.read("a")).rejects.toMatchObject({
      code: "WEIGHTS_INVALID",
      message: expect.stringContaining("became shorter"),
    });
    await weights.close();
  });
});
