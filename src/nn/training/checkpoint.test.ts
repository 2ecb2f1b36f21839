import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { sizeOf } from "../onnx.js";
import { bytesOf } from "../weights/dtypes.js";
import { encodeSafetensors } from "../weights/safetensors-writer.js";
import { bestAndLast } from "./best-and-last.js";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));

const small: Checkpoint = {
  tensors: {
    weight: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    "adamw.mean/weight": { shape: [2, 3], data: new Float32Array(6).fill(0.1) },
    temperature: { shape: [], data: Float32Array.of(20) },
  },
  state: {
    step: 7,
    epoch: 0.5,
    seed: 1,
    best: null,
    config: { optimiser: { rate: 0.001 } },
    order: [3, 1, 2],
  },
};

describe("a checkpoint", () => {
  it("comes back as it was, bit by bit", async () => {
    const path = join(folder, "any.safetensors");
    const tensor = fc
      .record({ shape: fc.array(fc.nat(3), { maxLength: 3 }), bits: fc.integer() })
      .map(({ shape, bits }) => {
        const size = sizeOf(shape);
        const data = new Float32Array(Int32Array.from({ length: size }, (_, i) => bits ^ (i << 20)).buffer);
        return { shape, data };
      });
    const name = fc.string().filter((text) => text !== "__metadata__");
    const tensors = fc.dictionary(name, tensor, { maxKeys: 5, noNullPrototype: true });
    const state = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(tensors, state, async (tensors, values) => {
        // JSON has no negative zero.
        const state = JSON.parse(JSON.stringify(values));
        await writeCheckpoint(path, { tensors, state });
        const found = await readCheckpoint(path);
        expect(found.state).toEqual(state);
        expect(Object.keys(found.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const [name, { shape, data }] of Object.entries(tensors)) {
          const other = found.tensors[name];
          expect(other?.shape).toEqual(shape);
          expect(other && bytesOf(other.data)).toEqual(bytesOf(data));
        }
      }),
      { numRuns: 50 },
    );
    expect(readdirSync(folder)).toEqual(["any.safetensors"]);
  });

  it("keeps numbers exactly, and refuses those that JSON would lose", async () => {
    const path = join(folder, "numbers.safetensors");
    const state = { third: 1 / 3, large: 2 ** 53 - 1, small: 5e-324 };
    await writeCheckpoint(path, { tensors: {}, state });
    expect((await readCheckpoint(path)).state).toEqual(state);
    const lost = writeCheckpoint(path, {
      tensors: {},
      state: { scores: { best: Number.NEGATIVE_INFINITY } },
    });
    await expect(lost).rejects.toThrow('"best" in the state of a checkpoint is -Infinity');
    expect((await readCheckpoint(path)).state).toEqual(state);
  });

  it("clears away what a killed process left", async () => {
    const path = join(folder, "left", "last.safetensors");
    await writeCheckpoint(path, small);
    writeFileSync(`${path}.0b0e.tmp`, "half a checkpoint");
    writeFileSync(join(folder, "left", "other.tmp"), "not ours");
    await writeCheckpoint(path, small);
    expect(readdirSync(join(folder, "left")).sort()).toEqual(["last.safetensors", "other.tmp"]);
  });

  it("leaves the old one where it cannot be written", async () => {
    const path = join(folder, "kept.safetensors");
    await writeCheckpoint(path, small);
    const wrong = { weight: { shape: [4], data: new Float32Array(3) } };
    await expect(writeCheckpoint(path, { tensors: wrong, state: {} })).rejects.toThrow(RangeError);
    expect(await readCheckpoint(path)).toEqual(small);
    await expect(writeCheckpoint(join(path, "inside"), small)).rejects.toMatchObject({
      code: "WRITE_FAILED",
    });
  });
});

describe("readCheckpoint", () => {
  const f32 = { name: "weight", dtype: "float32", shape: [1], data: Float32Array.of(1) } as const;
  const meta = { format: "namesake-checkpoint", version: "1", state: "{}" };
  const i64 = { name: "ids", dtype: "int64", shape: [1], data: BigInt64Array.of(1n) } as const;

  it.each([
    ["an empty file", new Uint8Array(), "CHECKPOINT_INVALID", "it is empty"],
    ["text", Buffer.from("loss 0.5\n"), "CHECKPOINT_INVALID", "neither safetensors nor"],
    ["weights alone", encodeSafetensors([f32]), "CHECKPOINT_INVALID", "not the state of a training run"],
    [
      "weights of another library",
      encodeSafetensors([f32], { format: "pt" }),
      "CHECKPOINT_INVALID",
      "not the state of a training run",
    ],
    [
      "a version that is none",
      encodeSafetensors([f32], { ...meta, version: "one" }),
      "CHECKPOINT_INVALID",
      'found "one"',
    ],
    [
      "no state",
      encodeSafetensors([f32], { format: meta.format, version: "1" }),
      "CHECKPOINT_INVALID",
      "not a JSON object",
    ],
    [
      "a state that is a list",
      encodeSafetensors([f32], { ...meta, state: "[1]" }),
      "CHECKPOINT_INVALID",
      "not a JSON object",
    ],
    [
      "numbers of another type",
      encodeSafetensors([f32, i64], meta),
      "CHECKPOINT_INVALID",
      'its tensor "ids" has numbers of type int64',
    ],
    [
      "a later version",
      encodeSafetensors([f32], { ...meta, version: "2" }),
      "CHECKPOINT_NEWER",
      "has format version 2, this Namesake reads up to 1",
    ],
  ])("refuses %s", async (_, bytes, code, why) => {
    const path = join(folder, "refused.safetensors");
    writeFileSync(path, bytes);
    await expect(readCheckpoint(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(why),
      details: { path },
    });
  });

  it("refuses one that was cut off anywhere", async () => {
    const path = join(folder, "cut.safetensors");
    await writeCheckpoint(path, small);
    const whole = readFileSync(path);
    for (let length = whole.length - 1; length > 0; length = Math.floor(0.8 * length)) {
      truncateSync(path, length);
      await expect(readCheckpoint(path)).rejects.toMatchObject({ code: "CHECKPOINT_INVALID" });
    }
  });

  it("says that a file is not there", async () => {
    await expect(readCheckpoint(join(folder, "none"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });

  it("refuses one of another model before it reads numbers", async () => {
    const path = join(folder, "other.safetensors");
    await writeCheckpoint(path, small);
    const shapes = { weight: [2, 3], "adamw.mean/weight": [2, 3], temperature: [] };
    expect(await readCheckpoint(path, shapes)).toEqual(small);
    await expect(readCheckpoint(path, { ...shapes, weight: [3, 2] })).rejects.toMatchObject({
      code: "CHECKPOINT_MISMATCH",
      message: expect.stringContaining('its tensor "weight" has the shape [2, 3], not [3, 2]'),
    });
  });
});

describe("bestAndLast", () => {
  it("writes the last one, and the best one where it is", async () => {
    const checkpoints = bestAndLast(join(folder, "run"));
    const steps = async () =>
      Promise.all(
        [checkpoints.best, checkpoints.last].map(async (path) => (await readCheckpoint(path)).state["step"]),
      );
    const write = (step: number, isBest: boolean) => checkpoints.write({ ...small, state: { step } }, isBest);
    await write(1, true);
    expect(await steps()).toEqual([1, 1]);
    await write(2, false);
    await write(3, false);
    expect(await steps()).toEqual([1, 3]);
    await write(4, true);
    expect(await steps()).toEqual([4, 4]);
    await write(5, true);
    expect(await steps()).toEqual([5, 5]);
    expect(readdirSync(join(folder, "run")).sort()).toEqual(["best.safetensors", "last.safetensors"]);
  });

  it("writes both where a file can have but one name", async () => {
    const checkpoints = bestAndLast(join(folder, "unlinked"));
    const link = vi.spyOn(promises, "link").mockRejectedValue(new Error("not supported"));
    syncBuiltinESMExports();
    onTestFinished(() => {
      link.mockRestore();
      syncBuiltinESMExports();
    });
    await checkpoints.write(small, true);
    expect(link).toHaveBeenCalledOnce();
    expect(readFileSync(checkpoints.last)).toEqual(readFileSync(checkpoints.best));
    expect(readdirSync(join(folder, "unlinked")).sort()).toEqual(["best.safetensors", "last.safetensors"]);
  });
});
