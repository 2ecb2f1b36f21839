import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { ExternalData } from "./external-data.js";
import { encodeModel, GraphBuilder } from "./onnx.js";
import { type ModelHeader, readHeader } from "./onnx-reader.js";
import { Message } from "./protobuf.js";
import { memorySource } from "./weights/byte-source.js";

const read = (bytes: Uint8Array): Promise<ModelHeader> => readHeader(memorySource(bytes, "m.onnx"));

const errorOf = (bytes: Uint8Array): Promise<unknown> =>
  read(bytes).then(
    () => undefined,
    (error: unknown) => error,
  );

function example(external?: ExternalData): Uint8Array {
  const g = new GraphBuilder("scores");
  const ids = g.input("ids", "int32", ["batch", 7]);
  const mask = g.input("mask", "bool", ["batch", 7]);
  const table = g.constant(new Float32Array(3000).fill(0.5), [1000, 3]);
  g.output("rows", "float32", ["batch", 7, 3], g.op("Gather", [table, ids]));
  g.output("not", "bool", ["batch", 7], g.op("Not", [mask]));
  const metadata = { licence: "Apache-2.0", größe: "中\n" };
  return encodeModel(g, { "": 20, "com.microsoft": 1 }, external, { version: "1.2.3", metadata });
}

/** A model as other programs write them, with the given inputs and constants. */
function foreign(inputs: readonly Message[], initialisers: readonly Message[] = []): Uint8Array {
  const graph = new Message();
  for (const input of inputs) graph.message(11, input);
  for (const initialiser of initialisers) graph.message(5, initialiser);
  graph.message(12, value("y", 1, [new Message()]));
  return new Message().int(1, 8).message(7, graph).message(8, new Message().int(2, 17)).finish();
}

function value(name: string, elementType: number, dims: readonly Message[]): Message {
  const shape = new Message();
  for (const dim of dims) shape.message(1, dim);
  const type = new Message().message(1, new Message().int(1, elementType).message(2, shape));
  return new Message().string(1, name).message(2, type);
}

describe("readHeader", () => {
  it("reads what encodeModel wrote", async () => {
    const external = new ExternalData("scores.weights", 100);
    for (const bytes of [example(), example(external)])
      expect(await read(bytes)).toEqual({
        name: "scores",
        inputs: [
          { name: "ids", type: "int32", dims: ["batch", 7] },
          { name: "mask", type: "bool", dims: ["batch", 7] },
        ],
        outputs: [
          { name: "rows", type: "float32", dims: ["batch", 7, 3] },
          { name: "not", type: "bool", dims: ["batch", 7] },
        ],
        metadata: new Map([
          ["licence", "Apache-2.0"],
          ["größe", "中\n"],
        ]),
        operatorSets: { "": 20, "com.microsoft": 1 },
        producer: "namesake 1.2.3",
        externalFiles: new Map(bytes.length < 5000 ? [["scores.weights", 12000]] : []),
      });
  });

  it("reads no more of a large model than it needs", async () => {
    const big = encodeModel(
      Object.assign(new GraphBuilder("big"), {
        outputs: [{ name: "y", type: "float32" as const, dims: [1] }],
        initializers: new Map([["w", { data: new Float32Array(1e6), dims: [1e6] }]]),
      }),
      { "": 20 },
    );
    const source = memorySource(big, "big.onnx");
    let read = 0;
    await readHeader({
      ...source,
      readInto(target, position) {
        read += target.length;
        return source.readInto(target, position);
      },
    });
    expect(big.length).toBeGreaterThan(4e6);
    expect(read).toBeLessThan(40_000);
  });

  it("gives names to lengths that have none or that it cannot work out", async () => {
    const dims = [
      new Message().int(1, -1),
      new Message().int(1, 0),
      new Message(),
      new Message().string(2, "past + 1"),
      new Message().string(2, "tokens"),
      new Message().int(1, 64),
    ];
    const { inputs, producer } = await read(foreign([value("x", 7, dims)]));
    expect(inputs).toEqual([{ name: "x", type: "int64", dims: ["?0", "?1", "?2", "?3", "tokens", 64] }]);
    expect(producer).toBe("");
  });

  it("leaves out inputs that the model has values for", async () => {
    const weights = new Message().int(1, 1).int(2, 1).string(8, "w").bytes(9, new Uint8Array(4));
    const values = [value("x", 1, []), value("w", 1, [new Message().int(1, 1)])];
    const { inputs } = await read(foreign(values, [weights]));
    expect(inputs.map(({ name }) => name)).toEqual(["x"]);
  });

  const sequence = new Message().string(1, "x").message(2, new Message().message(4, new Message()));
  const shapeless = new Message()
    .string(1, "x")
    .message(2, new Message().message(1, new Message().int(1, 1)));
  it.each([
    [
      "a double",
      foreign([value("x", 11, [])]),
      /its input "x" is of ONNX's element type 11, and only tensors of/,
    ],
    ["a sequence", foreign([sequence]), /its input "x" is no tensor/],
    ["no shape", foreign([shapeless]), /its input "x" does not tell how many axes/],
    ["no name", foreign([value("", 1, [])]), /an input of it has no name/],
    ["nothing", new Uint8Array(), /it is no ONNX model, or the end of it is missing/],
    ["a page", new TextEncoder().encode("<!DOCTYPE html><html><body>404"), /m\.onnx as a model/],
    [
      "no outputs",
      new Message().int(1, 8).message(7, new Message()).message(8, new Message().int(2, 20)).finish(),
      /its graph has no outputs/,
    ],
    ["a graph that is a number", new Message().int(1, 8).int(7, 3).finish(), /field 7 is a number/],
    ["a part that is too long", Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f), /it ends too early/],
    ["a number without an end", new Uint8Array(20).fill(0xff), /more than ten bytes/],
  ])("refuses a model with %s", async (_, bytes, message) => {
    const error = await errorOf(bytes);
    expect(error).toBeInstanceOf(NamesakeError);
    expect(error).toMatchObject({ code: "MODEL_INVALID" });
    expect((error as Error).message).toMatch(message);
  });

  it("refuses a model that was cut short anywhere", async () => {
    const whole = encodeModel(
      Object.assign(new GraphBuilder("m"), {
        inputs: [{ name: "x", type: "float32" as const, dims: ["n"] }],
        nodes: [{ type: "Add", inputs: ["x", "w"], outputs: ["y"] }],
        outputs: [{ name: "y", type: "float32" as const, dims: ["n"] }],
        initializers: new Map([["w", { data: Float32Array.of(1, 2, 3), dims: [3] }]]),
      }),
      { "": 20, "com.microsoft": 1 },
      undefined,
      { version: "1", metadata: { a: "b" } },
    );
    expect(await errorOf(whole)).toBeUndefined();
    for (let length = 0; length < whole.length; length++)
      expect(await errorOf(whole.subarray(0, length)), `${length}`).toMatchObject({ code: "MODEL_INVALID" });
  });

  it("reads or refuses any bytes", async () => {
    const whole = example(new ExternalData("w", 100));
    const damaged = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = whole.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), async (bytes) => {
        const error = await errorOf(bytes);
        if (error !== undefined) expect(error).toMatchObject({ code: "MODEL_INVALID" });
      }),
      { numRuns: 1000 },
    );
  });
});
