import { describe, expect, it } from "vitest";
import { memorySource } from "./byte-source.js";
import { P, tensorPickle } from "./pickle-writer.contract.js";
import { type EntryToZip, fields, joined, zipBytes } from "./sparse-file.contract.js";
import { readWeights } from "./weights.js";

const open = (bytes: Uint8Array) => readWeights(memorySource(bytes, "model.bin"));
const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** A file as torch.save writes it, around a pickle that is written by hand. */
function zip(parts: (Uint8Array | string)[], data: Record<string, Uint8Array>, more: EntryToZip[] = []) {
  const entries = Object.entries(data).map(([key, bytes]) => ({ name: `m/data/${key}`, bytes }));
  return open(
    zipBytes([{ name: "m/data.pkl", bytes: joined(P.proto, ...parts, P.stop) }, ...entries, ...more]),
  );
}

/** The older stream, with storages of floats. */
function stream(root: (Uint8Array | string)[], keys: string[], storages: number[][]) {
  const pickle = (...parts: (Uint8Array | string)[]) => joined(P.proto, ...parts, P.stop);
  return open(
    joined(
      pickle(fields([1, 0x8a], [1, 10]), Buffer.from("6cfc9c46f9206aa85019", "hex")),
      ...[pickle(P.int(1001)), pickle("}"), pickle(...root), pickle("](", ...keys.map(P.text), "e")],
      ...storages.flatMap((values) => [fields([8, values.length]), floats(...values)]),
    ),
  );
}

const storage = (key: string, count: number, part: (Uint8Array | string)[] = ["N"], type = "FloatStorage") =>
  joined(
    P.mark,
    P.text("storage"),
    P.global("torch", type),
    P.text(key),
    P.text("cpu"),
    P.int(count),
    ...part,
    "tQ",
  );
/** The arguments of a tensor of one dimension. */
const line = (kept: Uint8Array, offset: number, size: number) =>
  joined(P.mark, kept, P.int(offset), P.int(size), fields([1, 0x85]), P.int(1), fields([1, 0x85]));

const invalid = (why: string) => ({ code: "WEIGHTS_INVALID", message: expect.stringContaining(why) });

describe("a file of torch.save", () => {
  it("may hold parameters, and tensors with attributes, of all times", async () => {
    const old = joined(P.global("torch._utils", "_rebuild_tensor"), line(storage("0", 3), 1, 2), "tR");
    const parameter = joined(
      P.global("torch._utils", "_rebuild_parameter_with_state"),
      P.mark,
      old,
      "\x88}}tR",
    );
    const typed = joined(
      ...[P.global("torch._tensor", "_rebuild_from_type_v2"), P.mark],
      ...[P.global("torch._utils", "_rebuild_tensor_v2"), P.global("torch.nn.parameter", "Parameter")],
      ...[line(storage("0", 3), 0, 1), "t}tR"],
    );
    const pairs = joined(P.global("collections", "OrderedDict"), P.mark, "](](", P.text("pair"), old, "eetR");
    const weights = await zip(["}(", P.text("a"), parameter, P.text("b"), typed, P.text("c"), pairs, "u"], {
      0: floats(1, 2, 3),
    });
    expect(weights.tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["a", [2]],
      ["b", [1]],
      ["c.pair", [2]],
    ]);
    expect(await weights.readFloat32("a")).toEqual(Float32Array.of(2, 3));
    expect(await weights.readFloat32("b")).toEqual(Float32Array.of(1));
  });

  it("may have a storage that is a part of another, in the older stream", async () => {
    const part = [P.mark, P.text("9"), P.int(1), P.int(2), "t"];
    const tensor = (offset: number, size: number) =>
      joined(
        P.global("torch._utils", "_rebuild_tensor_v2"),
        line(storage("7", 4, part), offset, size),
        "\x89}tR",
      );
    const weights = await stream([tensor(1, 1)], ["7"], [[1, 2, 3, 4]]);
    expect(await weights.readFloat32("tensor")).toEqual(Float32Array.of(3));
    await expect(stream([tensor(1, 2)], ["7"], [[1, 2, 3, 4]])).rejects.toMatchObject(
      invalid("needs more than the 2 numbers"),
    );
    const beyond = [P.mark, P.text("9"), P.int(3), P.int(2), "t"];
    await expect(stream([storage("7", 4, beyond)], ["7"], [[1, 2, 3, 4]])).rejects.toMatchObject(
      invalid("lies outside"),
    );
  });

  it("must have its storages", async () => {
    const one = tensorPickle([2], [1], 2, true);
    await expect(zip([one], {})).rejects.toMatchObject(invalid('no "m/data/0"'));
    await expect(zip([one], { 0: floats(1) })).rejects.toMatchObject(invalid("has 4 bytes instead of 8"));
    await expect(stream([one], [], [])).rejects.toMatchObject(invalid('no storage "0"'));
    await expect(stream([one], ["0"], [[1]])).rejects.toMatchObject(invalid("not complete"));
    await expect(stream([one], ["1"], [[1, 2]])).rejects.toMatchObject(invalid('"1" is not described'));
    await expect(
      stream(["](", storage("0", 2), storage("0", 3), "e"], ["0"], [[1, 2]]),
    ).rejects.toMatchObject(invalid("in two ways"));
  });

  it.each([
    ["a shape beyond the storage", [3], [1]],
    ["strides beyond the storage", [2], [2]],
    ["a huge shape", [2 ** 31, 2 ** 31, 2 ** 31], [1, 1, 1]],
    ["more dimensions than strides", [1, 1], [1]],
    ["a number repeated without end", [2 ** 30], [0]],
    ["65 dimensions", Array(65).fill(1), Array(65).fill(1)],
  ])("has no tensor with %s", async (_, shape: number[], strides: number[]) => {
    const opened = zip([tensorPickle(shape, strides, 2)], { 0: floats(1, 2) });
    await expect(opened).rejects.toMatchObject({ code: "WEIGHTS_INVALID" });
  });

  it("has no tensor of anything else", async () => {
    const rebuilt = P.global("torch._utils", "_rebuild_tensor_v2");
    for (const args of ["(tR", "(NNNNtR", "(](K\x01eK\x00))tR"])
      await expect(zip([rebuilt, args], {})).rejects.toMatchObject(
        invalid("makes a tensor of something else"),
      );
    const text = joined(rebuilt, P.mark, storage("0", 1), P.text("0"), "))tR");
    await expect(zip([text], { 0: floats(1) })).rejects.toMatchObject(invalid("makes a tensor"));
    const itself = joined(P.global("torch._tensor", "_rebuild_from_type_v2"), fields([1, 0x71], [1, 0]));
    const deep = `${"(h\0N".repeat(100_000)})${"t".repeat(100_000)}R`;
    await expect(zip([itself, deep], {})).rejects.toMatchObject(invalid("makes a tensor of something else"));
    const kept = [P.mark, P.text("module"), P.global("torch", "FloatStorage"), "tQ"];
    await expect(zip(kept, {})).rejects.toMatchObject(invalid("not described as PyTorch does"));
    const size = joined(
      P.mark,
      P.text("storage"),
      P.global("torch", "Size"),
      P.text("0"),
      P.text("cpu"),
      P.int(1),
      "tQ",
    );
    await expect(zip([size], {})).rejects.toMatchObject(invalid("no known type"));
  });

  it("is not read without end where its lists hold each other", async () => {
    // Each list has the one before it twice: 2 ** 60 tensors.
    const doubling = Array.from({ length: 60 }, (_, i) => [
      fields([1, 0x5d], [1, 0x71], [1, i + 1]),
      "(",
      `h${String.fromCharCode(i)}`.repeat(2),
      "e",
    ]);
    const opened = zip([tensorPickle([1], [1], 1), fields([1, 0x71], [1, 0]), ...doubling.flat()], {
      0: floats(1),
    });
    await expect(opened).rejects.toMatchObject(invalid("nested too deep"));
    await expect(zip([fields([1, 0x5d], [1, 0x71], [1, 0]), "h\0a"], {})).rejects.toMatchObject(
      invalid("nested too deep"),
    );
    await expect(zip(["]".repeat(100_000) + "a".repeat(99_999)], {})).rejects.toMatchObject(
      invalid("nested too deep"),
    );
  });

  it("has one tensor of a name", async () => {
    const one = tensorPickle([1], [1], 1);
    const twice = ["}(", P.text("a.b"), one, P.text("a"), "}", P.text("b"), one, "su"];
    await expect(zip(twice, { 0: floats(1) })).rejects.toMatchObject(invalid('tensor "a.b" twice'));
  });

  it("counts keys that are neither text nor numbers", async () => {
    const one = tensorPickle([1], [1], 1);
    const weights = await zip(["}(", P.int(5), one, "N", one, ")", one, "u"], { 0: floats(1) });
    expect(weights.tensors.map(({ name }) => name)).toEqual(["5", "1", "2"]);
  });

  it("has the numbers of a machine like this", async () => {
    const order = (bytes: string) => [{ name: "m/byteorder", bytes: Buffer.from(bytes) }];
    const one = tensorPickle([1], [1], 1);
    const weights = await zip([one], { 0: floats(4) }, order("little"));
    expect(await weights.readFloat32("tensor")).toEqual(Float32Array.of(4));
    await expect(zip([one], { 0: floats(4) }, order("big"))).rejects.toMatchObject(invalid("big-endian"));
  });
});

describe("a zip", () => {
  const pickle = { name: "m/data.pkl", bytes: Buffer.from("N.") };
  it.each<[string, EntryToZip[], string]>([
    ["without a pickle", [{ name: "m/weights.npy", bytes: Buffer.of(1) }], "not one that torch.save wrote"],
    ["with two pickles", [pickle, { ...pickle, name: "n/data.pkl" }], "not one that torch.save wrote"],
    ["with one pickle twice", [pickle, pickle], 'has "m/data.pkl" twice'],
    ["with a compressed pickle", [{ ...pickle, method: 8 }], "compressed or encrypted"],
    ["with an encrypted pickle", [{ ...pickle, flags: 1 }], "compressed or encrypted"],
    ["with a pickle behind the end", [{ ...pickle, position: 10_000 }], "outside of the file"],
    ["with a pickle that ends too early", [{ ...pickle, bytes: Buffer.from("]") }], "ends too early"],
    ["with a pickle far too long", [{ ...pickle, bytes: Buffer.from("("), size: 1 }], "ends too early"],
  ])("%s", async (_, entries, why) => {
    await expect(open(zipBytes(entries))).rejects.toMatchObject(invalid(why));
  });

  it("whose directory points into its middle", async () => {
    const opened = open(zipBytes([{ ...pickle, position: 3 }]));
    await expect(opened).rejects.toMatchObject(invalid("not where the directory"));
  });

  it("may end with a comment, which may look like an end", async () => {
    const bytes = zipBytes([pickle]);
    const comment = joined("PK\x05\x06", new Uint8Array(40));
    const ended = joined(bytes.slice(0, -2), fields([2, comment.length]), comment);
    expect((await open(ended)).tensors).toEqual([]);
  });
});
