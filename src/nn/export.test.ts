import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { NamesakeError } from "../errors.js";
import { type ExportOptions, type ExportPrecision, exportModel } from "./export.js";
import { ExternalData } from "./external-data.js";
import { gelu, mul } from "./graph/elementwise.js";
import { emit } from "./graph/emit.js";
import { gather } from "./graph/gather.js";
import { linear } from "./graph/matmul.js";
import { unitLength } from "./graph/normalise.js";
import { mean } from "./graph/reduce.js";
import { input, type Tensor } from "./graph/tensor.js";
import { ZEROS } from "./layers/initial.js";
import { Scope } from "./layers/scope.js";
import { loadModel } from "./load-model.js";
import { encodeModel, GraphBuilder, type Tensor as Numbers } from "./onnx.js";
import { Session, type SessionOptions } from "./session.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const normal = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 12.9898 + seed) + Math.sin(i * 78.233));

/** Means of embeddings through two layers, with numbers that differ by the seed. */
function encoder(width: number, inner: number, seed: number) {
  const ids = input("ids", "int32", ["batch", "tokens"]);
  const scope = new Scope();
  const shapes = {
    table: [2000, width],
    up: [width, inner],
    upBias: [inner],
    down: [width, inner],
    downBias: [width],
  };
  const [table, up, upBias, down, downBias] = Object.entries(shapes).map(([name, shape]) =>
    scope.parameter(name, shape, ZEROS),
  ) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const x = mean(gather(table, ids), { axes: [1] });
  const hidden = gelu(linear(x, up, upBias));
  const parameters = new Map(
    Object.entries(shapes).map(([name, [rows = 1, columns = 1]], i) => [
      name,
      normal(rows * columns, seed + i).map((value) => value / Math.sqrt(rows)),
    ]),
  );
  const outputs = { vectors: unitLength(linear(hidden, down, downBias, { transposeB: true })) };
  return { name: "encoder", inputs: [ids], outputs, scope, parameters };
}

const feeds = { ids: { dims: [2, 3], data: Int32Array.of(1, 2, 3, 49, 0, 7) } };

async function run(path: string, options: SessionOptions = {}): Promise<Numbers> {
  const { session } = await loadModel(path, options);
  try {
    return (await session.run(feeds))["vectors"] as Numbers;
  } finally {
    await session.close();
  }
}

/** What a model computes before it is written. */
async function inMemory({ name, outputs, parameters }: ExportOptions): Promise<Numbers> {
  const session = await Session.open(emit(name, outputs, { constants: parameters }));
  const result = await session.run(feeds);
  await session.close();
  return result["vectors"] as Numbers;
}

const errorOf = (made: Promise<unknown>): Promise<unknown> =>
  made.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("exportModel", () => {
  it("writes what the graph computes, bit for bit", async () => {
    const path = join(folder, "same.onnx");
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat(1000), fc.boolean(), async (width, inner, seed, isOutside) => {
        const model = encoder(width, inner, seed);
        await exportModel(path, { ...model, ...(isOutside ? { largest: 0 } : {}) });
        expect(await run(path)).toEqual(await inMemory(model));
      }),
      { numRuns: 15 },
    );
  });

  const precisions: [ExportPrecision, number][] = [
    ["float32", 1e-6],
    ["int8", 0.02],
    ["float16", 2e-3],
  ];
  it.each(precisions)(
    "writes %s that both runtimes load, with dynamic lengths",
    async (precision, tolerance) => {
      const path = join(folder, `${precision}.onnx`);
      const model = encoder(64, 128, 3);
      const { files, inputs, outputs } = await exportModel(path, { ...model, precision });
      expect(files).toEqual([path]);
      expect(inputs).toEqual([{ name: "ids", type: "int32", dims: ["batch", "tokens"] }]);
      expect(outputs).toEqual([{ name: "vectors", type: "float32", dims: ["batch", 64] }]);
      const expected = await inMemory(model);
      for (const runtime of ["native", "wasm"] as const) {
        const { dims, data } = await run(path, { runtime });
        expect(dims).toEqual([2, 64]);
        data.forEach((number, i) => {
          expect(Math.abs(Number(number) - Number(expected.data[i]))).toBeLessThan(tolerance);
        });
      }
      const full = readFileSync(join(folder, "float32.onnx")).length;
      const share = readFileSync(path).length / full;
      expect(share).toBeLessThan({ float32: 1.01, int8: 0.3, float16: 0.6 }[precision]);
    },
  );

  it("says what it was given to say, in the same bytes every time", async () => {
    const metadata = { licence: "Apache-2.0", tokeniser: "wordpiece\n", command: "namesake train …" };
    const [first, second] = [join(folder, "first.onnx"), join(folder, "second.onnx")];
    for (const path of [first, second]) await exportModel(path, { ...encoder(8, 8, 1), metadata });
    expect(Buffer.compare(readFileSync(first), readFileSync(second))).toBe(0);
    const { session, header } = await loadModel(first);
    await session.close();
    expect(header.metadata).toEqual(new Map(Object.entries(metadata)));
    expect(header).toMatchObject({ name: "encoder", operatorSets: { "": 20 } });
    expect(header.producer).toMatch(/^namesake \d+\.\d+\.\d+/);
  });

  const refused = async (more: object) => {
    const path = join(folder, "refused.onnx");
    const error = await errorOf(exportModel(path, { ...encoder(8, 8, 1), ...more }));
    expect(readdirSync(folder)).not.toContain("refused.onnx");
    return error;
  };
  const parametersBut = (changes: Readonly<Record<string, Float32Array<ArrayBuffer> | undefined>>) => {
    const parameters = new Map(encoder(8, 8, 1).parameters);
    for (const [name, numbers] of Object.entries(changes))
      if (numbers === undefined) parameters.delete(name);
      else parameters.set(name, numbers);
    return parameters;
  };

  it("refuses to write a model of which a parameter is missing or another's", async () => {
    const renamed = parametersBut({ upBias: undefined, upBais: new Float32Array(8) });
    expect(await refused({ parameters: renamed })).toMatchObject({
      code: "PARAMETER_MISSING",
      message: expect.stringMatching(
        /a parameter "upBias", for which there are no numbers: given were up, upBais,/,
      ),
    });
    expect(await refused({ parameters: new Map() })).toMatchObject({
      code: "PARAMETER_MISSING",
      message: expect.stringContaining("none were given"),
    });
    expect(await refused({ parameters: parametersBut({ upBias: new Float32Array(9) }) })).toMatchObject({
      code: "PARAMETER_MISMATCH",
    });
  });

  it("leaves out what only the training needs", async () => {
    const path = join(folder, "headless.onnx");
    const model = encoder(8, 8, 1);
    await exportModel(path, {
      ...model,
      parameters: parametersBut({ "head.weight": new Float32Array(100_000) }),
    });
    expect(await run(path)).toEqual(await inMemory(model));
    expect(readFileSync(path).length).toBeLessThan(100_000);
  });

  it("refuses inputs that would be neither trained nor fed", async () => {
    const model = encoder(8, 8, 1);
    const scaled = { vectors: mul(model.outputs.vectors, input("temperature", "float32", [])) };
    expect(await refused({ ...model, outputs: scaled })).toMatchObject({
      code: "GRAPH_INVALID",
      message: expect.stringContaining('found "temperature", which is neither'),
    });
    // Of another scope than the one that the outputs were made with, nothing would be written.
    expect(await refused({ scope: new Scope(), inputs: undefined })).toMatchObject({
      code: "GRAPH_INVALID",
      message: expect.stringContaining("parameters of the scope"),
    });
  });

  it.each([
    [{ parameters: { table: new Float32Array(3) } }, /parameters should be a Map .* found "object"/],
    [{ scope: undefined }, /scope should be the Scope .* found "undefined"/],
    [{ precision: "fp16" }, /precision should be one of float32, int8, float16, found "fp16"/],
    [{ precision: "toString" }, /precision should be one of float32, int8, float16/],
  ])("refuses %o, as JavaScript may give it", async (more, message) => {
    expect(await refused(more)).toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringMatching(message),
    });
  });

  it("tells where it cannot write", async () => {
    writeFileSync(join(folder, "file"), "");
    const error = await errorOf(exportModel(join(folder, "file", "m.onnx"), encoder(4, 4, 1)));
    expect(error).toMatchObject({ code: "WRITE_FAILED" });
  });
});

describe("weights in a file of their own", () => {
  const large = (seed: number): ExportOptions => ({ ...encoder(64, 100, seed), largest: 1000 });
  const filesOf = (base: string) => readdirSync(folder).filter((name) => name.startsWith(base));
  afterEach(() => vi.doUnmock("../atomic-file.js"));

  it("lie beside the model, and the old ones go when new ones are there", async () => {
    const path = join(folder, "large.onnx");
    const { files } = await exportModel(path, large(1));
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
      "large.onnx",
      expect.stringMatching(/^large\.[0-9a-f]{16}\.weights$/),
    ]);
    expect(readFileSync(path).length).toBeLessThan(100_000);
    expect(await run(path)).toEqual(await inMemory(large(1)));
    writeFileSync(join(folder, "large.other.weights"), "not ours");
    await exportModel(path, large(2));
    expect(await run(path)).toEqual(await inMemory(large(2)));
    expect(filesOf("large").length).toBe(3);
    await exportModel(path, { ...large(2), largest: 1e7 });
    expect(filesOf("large")).toEqual(["large.onnx", "large.other.weights"]);
    const error = await errorOf(
      loadModel((await exportModel(path, large(1))).files[0] ?? "", { runtime: "wasm" }),
    );
    expect((error as Error).message).toContain("only the native runtime can read");
  });

  it("leave the old model whole where the writing ends between the files", async () => {
    const path = join(folder, "killed.onnx");
    await exportModel(path, large(1));
    const atomic = await import("../atomic-file.js");
    vi.resetModules();
    vi.doMock("../atomic-file.js", () => ({
      ...atomic,
      writeAtomically: (to: string, pieces: Iterable<Uint8Array>) =>
        to === path ? Promise.reject(new Error("killed")) : atomic.writeAtomically(to, pieces),
    }));
    const { exportModel: interrupted } = await import("./export.js");
    expect(await errorOf(interrupted(path, large(2)))).toMatchObject({ message: "killed" });
    expect(filesOf("killed").length).toBe(3);
    expect(await run(path)).toEqual(await inMemory(large(1)));
    await exportModel(path, large(3));
    expect(filesOf("killed").length).toBe(2);
    expect(await run(path)).toEqual(await inMemory(large(3)));
  });

  it("are missed where they are absent, cut short or elsewhere", async () => {
    const path = join(folder, "missed.onnx");
    const { files } = await exportModel(path, large(1));
    const weights = files[1] as string;
    truncateSync(weights, 100_000);
    const cut = await errorOf(loadModel(path));
    expect(cut).toMatchObject({ code: "MODEL_INVALID" });
    expect((cut as Error).message).toMatch(/has 100000 bytes, and \d+ are needed/);
    rmSync(weights);
    expect(String(await errorOf(loadModel(path)))).toContain("is not there");
    for (const location of ["../secret", "/etc/passwd", "C:\\secret", "a/../../b"]) {
      const g = new GraphBuilder("hostile");
      g.output("y", "float32", [100], g.constant(new Float32Array(100)));
      writeFileSync(path, encodeModel(g, { "": 20 }, new ExternalData(location, 10)));
      const error = await errorOf(loadModel(path));
      expect(error).toMatchObject({ code: "MODEL_INVALID" });
      expect((error as Error).message).toContain("outside of its folder");
    }
  });
});

describe("loadModel", () => {
  it("checks what is fed to a model of another program", async () => {
    const path = join(folder, "foreign.onnx");
    const g = new GraphBuilder("foreign");
    const x = g.input("x", "float32", ["a b", 2]);
    const y = g.input("y", "float32", ["past + 1", 2]);
    g.output("sum", "float32", [1, 2], g.op("ReduceSum", [g.op("Concat", [x, y], { axis: { int: 0 } })]));
    writeFileSync(path, encodeModel(g, { "": 20 }));
    const { session } = await loadModel(path);
    const [one, two] = [Float32Array.of(1, 2), Float32Array.of(1, 2, 3, 4)];
    const result = await session.run({ x: { dims: [1, 2], data: one }, y: { dims: [2, 2], data: two } });
    expect(result["sum"]?.data).toEqual(Float32Array.of(13));
    const wrong = session.run({ x: { dims: [1, 2], data: one }, y: { dims: [4, 1], data: two } });
    expect(await errorOf(wrong)).toMatchObject({ code: "FEED_INVALID" });
    await session.close();
  });

  it("refuses what is no model, in words", async () => {
    const path = join(folder, "bad.onnx");
    writeFileSync(path, "version https://git-lfs.github.com/spec/v1\n");
    const error = await errorOf(loadModel(path));
    expect(error).toBeInstanceOf(NamesakeError);
    expect(error).toMatchObject({ code: "MODEL_INVALID" });
    expect((error as Error).message).toContain(`Cannot use ${path} as a model`);
    const g = new GraphBuilder("unknown");
    g.output("y", "float32", [1], g.op("NoSuchOperator", [g.scalar(1)]));
    writeFileSync(path, encodeModel(g, { "": 20 }));
    expect(await errorOf(loadModel(path))).toMatchObject({ code: "MODEL_FAILED" });
    appendFileSync(path, "!");
    expect(await errorOf(loadModel(path))).toMatchObject({ code: "MODEL_INVALID" });
    expect(await errorOf(loadModel(join(folder, "absent.onnx")))).toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
