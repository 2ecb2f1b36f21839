import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openWeights } from "../../nn/weights/weights.js";
import { randomFractions } from "../../random.js";
import { npyHeader } from "./npy-header.js";
import { readNpy } from "./npy-reader.contract.js";
import { ROW_TYPES, type RowType } from "./row-types.js";
import { safetensorsHeader } from "./safetensors-header.js";
import { VectorFile, type VectorFileOptions } from "./vector-file.js";
import { vectorPaths } from "./vector-paths.js";

const DIMENSIONS = 5;
const RUN = { encoder: "é-1", kb: "abc" };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-vectors-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** Vectors of length 1, always the same. */
const random = randomFractions(7);
const VECTORS = Array.from({ length: 40 }, () => {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
});
const KEYS = VECTORS.map((_, i) => ({ id: `Q${i}`, name: `Näme ${i}` }));

const openFile = (path: string, options: Partial<VectorFileOptions> = {}) =>
  VectorFile.open(join(folder, path), { dimensions: DIMENSIONS, run: RUN, interval: 0, ...options });

/** Writes rows from where the file is up to `to`, a few at a time. */
async function write(file: VectorFile, to = VECTORS.length): Promise<void> {
  for (let row = file.rows; row < to; row = file.rows) {
    const end = Math.min(to, row + 7);
    await file.append(VECTORS.slice(row, end), KEYS.slice(row, end));
  }
}

/** How far numbers may be from those that were given. */
const TOLERANCE: Record<RowType, number> = { float32: 0, float16: 2 ** -12, int8: 0.5 / 127 + 1e-6 };

function expectVectors(found: Float32Array, type: RowType): void {
  expect(found).toHaveLength(VECTORS.length * DIMENSIONS);
  for (const [row, vector] of VECTORS.entries())
    for (const [i, value] of vector.entries())
      expect(Math.abs((found[row * DIMENSIONS + i] as number) - value)).toBeLessThanOrEqual(TOLERANCE[type]);
}

const scaled = (numbers: Float32Array, scales: Float32Array | undefined) =>
  scales === undefined
    ? numbers
    : numbers.map((value, i) => value * (scales[Math.floor(i / DIMENSIONS)] as number));

describe.each(ROW_TYPES)("%s", (type) => {
  it("is an array of NumPy, with what its rows are of beside it", async () => {
    const file = await openFile("out/vectors.npy", { type });
    await write(file);
    const { vectors, ids, scales } = file.paths;
    expect(existsSync(vectors)).toBe(false);
    await file.finish(VECTORS.length);
    const array = readNpy(vectors);
    expect(array).toMatchObject({ type, shape: [VECTORS.length, DIMENSIONS] });
    const factors = scales === undefined ? undefined : readNpy(scales);
    if (factors !== undefined) expect(factors).toMatchObject({ type: "float32", shape: [VECTORS.length] });
    expectVectors(scaled(array.numbers, factors?.numbers), type);
    const lines = readFileSync(ids, "utf8").trimEnd().split("\n");
    expect(lines[3]).toBe('{"row":3,"id":"Q3","name":"Näme 3"}');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      KEYS.map((key, row) => ({ row, ...key })),
    );
    expect(readdirSync(join(folder, "out"))).toHaveLength(type === "int8" ? 3 : 2);
  });

  it("is a tensor of safetensors", async () => {
    const file = await openFile("vectors.safetensors", { type });
    await write(file);
    await file.finish(VECTORS.length);
    const read = async (path: string, name: string) => {
      const weights = await openWeights(path);
      const [info] = weights.tensors;
      const numbers = await weights.readFloat32(name);
      const { metadata } = weights;
      await weights.close();
      return { info, numbers, metadata };
    };
    const { vectors, scales } = file.paths;
    const tensor = await read(vectors, "vectors");
    expect(tensor.info).toEqual({ name: "vectors", dtype: type, shape: [VECTORS.length, DIMENSIONS] });
    expect(JSON.parse(tensor.metadata.get("run") ?? "")).toEqual(RUN);
    const factors = scales === undefined ? undefined : (await read(scales, "scales")).numbers;
    expectVectors(scaled(tensor.numbers, factors), type);
  });

  it("has the same bytes when it is gone on with", async () => {
    const bytesOf = ({ vectors, ids, scales }: VectorFile["paths"]) =>
      [vectors, ids, ...(scales === undefined ? [] : [scales])].map((path) =>
        readFileSync(path).toString("hex"),
      );
    const whole = await openFile("whole.npy", { type });
    await write(whole);
    await whole.finish(VECTORS.length);
    const file = await openFile("part.npy", { type });
    await write(file, 17);
    await file.close();
    const more = await openFile("part.npy", { type, resume: true });
    expect(more.rows).toBe(17);
    await write(more);
    await more.finish(VECTORS.length);
    expect(bytesOf(more.paths)).toEqual(bytesOf(whole.paths));
  });
});

describe("VectorFile", () => {
  it("may be of no rows, and of rows that mentions are of", async () => {
    const none = await openFile("none.npy");
    await none.finish(0);
    expect(readNpy(none.paths.vectors).shape).toEqual([0, DIMENSIONS]);
    const mentions = await openFile("mentions.npy");
    await mentions.append(VECTORS.slice(0, 1), [{ id: "doc", start: 3, end: 9, text: "Jordan" }]);
    await mentions.finish(1);
    expect(readFileSync(mentions.paths.ids, "utf8")).toBe(
      '{"row":0,"id":"doc","start":3,"end":9,"text":"Jordan"}\n',
    );
  });

  it("takes rows of its dimensions alone, and counts them", async () => {
    const file = await openFile("vectors.npy");
    await expect(
      file.append([VECTORS[0] as Float32Array, new Float32Array(4)], KEYS.slice(0, 2)),
    ).rejects.toMatchObject({
      code: "VECTORS_MISMATCH",
      details: { expected: "5 dimensions", found: "4" },
    });
    await expect(file.append(VECTORS.slice(0, 2), KEYS.slice(0, 1))).rejects.toThrow(RangeError);
    await write(file, 3);
    await expect(file.finish(4)).rejects.toThrow("has 3 rows and should have 4");
    await file.finish(3);
    expect(readNpy(file.paths.vectors).shape).toEqual([3, DIMENSIONS]);
  });

  it("goes on with its own kind alone", async () => {
    const file = await openFile("vectors.npy");
    await write(file, 3);
    await file.close();
    await expect(openFile("vectors.npy")).rejects.toMatchObject({ code: "UNFINISHED_EXISTS" });
    for (const other of [{ dimensions: 6 }, { type: "float16" as const }, { run: { ...RUN, encoder: "2" } }])
      await expect(openFile("vectors.npy", { ...other, resume: true })).rejects.toMatchObject({
        code: "UNFINISHED_UNUSABLE",
      });
  });

  it("tells which files it writes", () => {
    expect(() => vectorPaths("vectors.bin", "float32")).toThrow(
      'the file of vectors should be a name that ends in .npy or .safetensors, found "vectors.bin"',
    );
  });
});

describe("headers", () => {
  it("have one length for any number of rows", () => {
    const rows = fc.nat({ max: 2 ** 40 });
    fc.assert(
      fc.property(rows, rows, fc.constantFrom(...ROW_TYPES), (a, b, type) => {
        expect(npyHeader(type, [a, 1024])).toHaveLength(128);
        expect(npyHeader(type, [a])).toHaveLength(128);
        const lengths = [a, b].map((n) => safetensorsHeader("vectors", type, [n, 1024], { run: "ü" }).length);
        expect(lengths[0]).toBe(lengths[1]);
        expect((lengths[0] as number) % 8).toBe(0);
      }),
    );
  });
});

const PYTHON = "/usr/bin/python3";
const hasNumpy = spawnSync(PYTHON, ["-c", "import numpy"]).status === 0;

it.skipIf(!hasNumpy).each(ROW_TYPES)("is mapped by numpy.load: %s", async (type) => {
  const file = await openFile("vectors.npy", { type });
  await write(file);
  await file.finish(VECTORS.length);
  const script = `
import json, sys, numpy
array = numpy.load(sys.argv[1], mmap_mode="r")
assert isinstance(array, numpy.memmap), type(array)
numbers = array.astype("float32")
if array.dtype == numpy.int8: numbers = numbers * numpy.load(sys.argv[2])[:, None]
print(json.dumps([str(array.dtype), array.shape, numbers.ravel().tolist()]))`;
  const said = execFileSync(PYTHON, ["-c", script, file.paths.vectors, file.paths.scales ?? ""], {
    encoding: "utf8",
  });
  const [dtype, shape, numbers] = JSON.parse(said) as [string, number[], number[]];
  expect([dtype, shape]).toEqual([type, [VECTORS.length, DIMENSIONS]]);
  expectVectors(Float32Array.from(numbers), type);
});

/** The compiled one, since Node reads no TypeScript. */
const DIST = new URL("../../../dist/models/vector-output/vector-file.js", import.meta.url);

it("survives a kill: every row has its id and its numbers", async () => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
  const path = join(folder, "vectors.npy");
  const script = `
    const { VectorFile } = await import(${JSON.stringify(DIST.href)});
    const file = await VectorFile.open(${JSON.stringify(path)}, { dimensions: 2, run: {}, interval: 1, resume: true });
    for (let i = file.rows; ; i++) {
      await file.append([Float32Array.of(i, -i)], [{ id: "Q" + i }]);
      if (i % 100 === 99) process.stdout.write("going");
    }`;
  let reached = 0;
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await sleep(20 + Math.random() * 40);
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
    const file = await openFile("vectors.npy", { dimensions: 2, run: {}, resume: true });
    expect(file.rows).toBeGreaterThanOrEqual(reached);
    reached = file.rows;
    await file.close();
  }
  expect(reached).toBeGreaterThan(0);
  const file = await openFile("vectors.npy", { dimensions: 2, run: {}, resume: true });
  await file.finish(reached);
  const { shape, numbers } = readNpy(path);
  expect(shape).toEqual([reached, 2]);
  const lines = readFileSync(file.paths.ids, "utf8").trimEnd().split("\n");
  expect(lines).toEqual(Array.from({ length: reached }, (_, row) => JSON.stringify({ row, id: `Q${row}` })));
  for (let row = 0; row < reached; row++)
    expect([numbers[2 * row], numbers[2 * row + 1]]).toEqual([row, row === 0 ? -0 : -row]);
});
