import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { memorySource } from "./byte-source.js";
import { DTYPE_BYTES, type DType } from "./dtypes.js";
import { encodeSafetensors, type TensorToWrite, writeSafetensors } from "./safetensors-writer.js";
import { fields, joined } from "./sparse-file.contract.js";
import { openWeights, readWeights } from "./weights.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with this header, and numbers of `length` bytes. */
function file(header: string, length = 0, said = Buffer.byteLength(header)): Uint8Array {
  return joined(fields([8, said]), header, new Uint8Array(length));
}

const read = (bytes: Uint8Array) => readWeights(memorySource(bytes, "model.safetensors"));

const small: TensorToWrite[] = [
  { name: "ids", dtype: "int64", shape: [1], data: BigInt64Array.of(7n) },
  { name: "mask", dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) },
  { name: "weight", dtype: "float32", shape: [2, 1], data: Float32Array.of(0.5, -0.5) },
];

describe("safetensors", () => {
  const tensor = fc
    .record({
      name: fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constantFrom("__proto__", "1", "0")),
      dtype: fc.constantFrom(...(Object.keys(DTYPE_BYTES) as DType[])),
      shape: fc.array(fc.nat(4), { maxLength: 4 }),
      seed: fc.uint8Array({ minLength: 8, maxLength: 64 }),
    })
    .map(({ name, dtype, shape, seed }): TensorToWrite => {
      const length = shape.reduce((product, size) => product * size, 1) * DTYPE_BYTES[dtype];
      return {
        name,
        dtype,
        shape,
        data: Uint8Array.from({ length }, (_, i) => seed[i % seed.length] as number),
      };
    });

  it("comes back as it was written", async () => {
    const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
    const metadata = fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (written, texts) => {
        fc.pre(written.every(({ name }) => name !== "__metadata__"));
        const bytes = encodeSafetensors(written, texts);
        const weights = await read(bytes);
        expect(weights.tensors).toHaveLength(written.length);
        expect(Object.fromEntries(weights.metadata)).toEqual(texts ?? {});
        for (const { name, dtype, shape, data } of written) {
          expect(weights.info(name)).toEqual({ name, dtype, shape });
          if (dtype.includes("float") && dtype !== "float64" && dtype !== "float32") continue; // widened
          const found = await weights.read(name);
          expect(Buffer.from(found.buffer, found.byteOffset, found.byteLength)).toEqual(
            Buffer.from(data.buffer),
          );
        }
        expect(encodeSafetensors([...written].reverse(), texts)).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });

  it("is byte for byte what the reference library writes", () => {
    const reference = readFileSync(
      fileURLToPath(new URL("fixtures/shards/model-00002-of-00002.safetensors", import.meta.url)),
    );
    const b = { name: "b", dtype: "float32", shape: [1, 3], data: new Float32Array(3) } as const;
    const c = { name: "c", dtype: "int64", shape: [1], data: BigInt64Array.of(5n) } as const;
    expect(Buffer.from(encodeSafetensors([b, c]))).toEqual(reference);
  });

  it("writes the file as a whole or not at all", async () => {
    const path = join(folder, "new", "model.safetensors");
    await writeSafetensors(path, small, { format: "pt" });
    expect(new Uint8Array(readFileSync(path))).toEqual(encodeSafetensors(small, { format: "pt" }));
    expect(readdirSync(join(folder, "new"))).toEqual(["model.safetensors"]);
    const weights = await openWeights(path);
    expect(await weights.read("ids")).toEqual(BigInt64Array.of(7n));
    expect(await weights.readFloat32("ids")).toEqual(Float32Array.of(7));
    expect(await weights.readFloat32("mask")).toEqual(Float32Array.of(1, 0, 1));
    await weights.close();

    writeFileSync(join(folder, "plain"), "");
    await expect(writeSafetensors(join(folder, "plain", "model.safetensors"), small)).rejects.toMatchObject({
      code: "WRITE_FAILED",
    });
  });

  it("does not write what could not be read", () => {
    const [ids] = small as [TensorToWrite];
    expect(() => encodeSafetensors([{ ...ids, shape: [2] }])).toThrow(/needs 16 bytes, has 8/);
    expect(() => encodeSafetensors([ids, ids])).toThrow(RangeError);
    expect(() => encodeSafetensors([{ ...ids, name: "__metadata__" }])).toThrow(RangeError);
  });

  const one = (place: string, shape = "[2]", dtype = "F32") =>
    `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${place}}}`;
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  it.each([
    ["a header longer than the file", file("{}", 0, 90_000_000), "not complete"],
    ["a header that is no JSON", file("{,}"), "not JSON"],
    ["a header that is not UTF-8", joined(fields([8, 3]), Buffer.from("7b22ff", "hex")), "not JSON"],
    ["a tensor that is no object", file('{"a":7}'), "type"],
    ["a tensor that is null", file('{"a":null}'), "type"],
    ["an unknown type", file(one("[0,8]", "[2]", "F4"), 8), 'type "F4", which is not supported'],
    ["a type that is no text", file('{"a":{"dtype":["F32"],"shape":[],"data_offsets":[0,4]}}', 4), "no type"],
    [
      "a type that is a deep list",
      file(`{"a":{"dtype":${deep},"shape":[],"data_offsets":[0,4]}}`, 4),
      "no type",
    ],
    ["a shape that is a deep list", file(one("[0,8]", deep), 8), "has no shape"],
    ["metadata that are no texts", file(`{"__metadata__":{"a":${deep}}}`), '"a" in its metadata'],
    ["a shape that is no list", file(one("[0,8]", '"2"'), 8), "has no shape"],
    ["a negative size", file(one("[0,8]", "[-2]"), 8), "has no shape"],
    ["a broken size", file(one("[0,8]", "[2.5]"), 8), "has no shape"],
    ["a huge shape", file(one("[0,8]", "[4294967296,4294967296,4294967296]"), 8), "has 8 bytes"],
    ["a size beyond all numbers", file(one("[0,8]", "[1e999]"), 8), "has no shape"],
    ["a place of one number", file(one("[8]"), 8), "no place"],
    ["a place from behind", file(one("[8,0]"), 8), "has -8 bytes"],
    ["a place before the numbers", file(one("[-8,0]"), 8), "no place"],
    ["a place beyond the end", file(one("[0,8]"), 4), "probably cut off"],
    ["numbers behind the last tensor", file(one("[0,8]"), 12), "the file at"],
    ["a hole", file(one("[4,12]"), 12), "after a hole"],
    [
      "an overlap",
      file(
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
        3,
      ),
      "overlaps",
    ],
    ["too many dimensions", file(one("[0,4]", `[${Array(65).fill(1)}]`), 4), "65 dimensions"],
  ])("refuses %s", async (_, bytes, why) => {
    const opened = read(bytes);
    await expect(opened).rejects.toMatchObject({
      code: "WEIGHTS_INVALID",
      message: expect.stringContaining(why),
    });
  });

  it("takes a file without tensors, and tensors without numbers", async () => {
    const none = await read(file("{}"));
    expect(none.tensors).toEqual([]);
    await expect(none.read("a")).rejects.toBeInstanceOf(NamesakeError);
    const empty = await read(file(one("[0,0]", "[3,0]")));
    expect(await empty.readFloat32("a")).toEqual(new Float32Array());
    expect(await empty.readFloat32("a", { start: 1, end: 3 })).toEqual(new Float32Array());
  });
});
