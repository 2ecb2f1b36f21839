import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cachedModel } from "./model-file.js";

describe("cachedModel", () => {
  const model = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
  const build = vi.fn(async () => model);
  let folder: string;
  beforeEach(async () => {
    build.mockClear();
    folder = await mkdtemp(join(tmpdir(), "namesake-model-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("builds once and reads from then on", async () => {
    const first = await cachedModel(join(folder, "new"), "m-1", build);
    const second = await cachedModel(join(folder, "new"), "m-1", build);
    expect(Buffer.compare(first, second)).toBe(0);
    expect(Buffer.compare(first.subarray(0, 1000), model)).toBe(0);
    expect(build).toHaveBeenCalledTimes(1);
    expect(await readdir(join(folder, "new"))).toEqual(["m-1.onnx"]);
  });

  it.each([
    ["a bit is flipped", (file: Buffer) => file.fill((file[500] ?? 0) ^ 1, 500, 501)],
    ["the digest is damaged", (file: Buffer) => file.fill(0, file.length - 1)],
    ["it was cut off", (file: Buffer) => file.subarray(0, 700)],
    ["it is empty", () => Buffer.alloc(0)],
  ])("builds again when %s", async (_, damage) => {
    const path = join(folder, "m-1.onnx");
    const good = Buffer.from(await cachedModel(folder, "m-1", build));
    await writeFile(path, damage(Buffer.from(good)));
    expect(Buffer.compare(await cachedModel(folder, "m-1", build), good)).toBe(0);
    expect(build).toHaveBeenCalledTimes(2);
    expect(Buffer.compare(await readFile(path), good)).toBe(0);
  });

  it("does not take another model for this one", async () => {
    await cachedModel(folder, "m-1", build);
    await writeFile(join(folder, "m-2.onnx"), await readFile(join(folder, "m-1.onnx")));
    await cachedModel(folder, "m-2", build);
    expect(build).toHaveBeenCalledTimes(2);
  });

  it("does without a file where none can be written", async () => {
    await writeFile(join(folder, "file"), "");
    await cachedModel(join(folder, "file", "below"), "m-1", build);
    await cachedModel(undefined, "m-1", build);
    expect(build).toHaveBeenCalledTimes(2);
    expect(await readdir(folder)).toEqual(["file"]);
  });

  it("leaves nothing half-written behind", async () => {
    await mkdir(join(folder, "m-1.onnx", "in the way"), { recursive: true });
    await cachedModel(folder, "m-1", build);
    expect(build).toHaveBeenCalledTimes(1);
    expect(await readdir(folder)).toEqual(["m-1.onnx"]);
  });
});
