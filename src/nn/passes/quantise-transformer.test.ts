import { expect, it } from "vitest";
import { add, gelu, mul } from "../graph/elementwise.js";
import { emit } from "../graph/emit.js";
import { gather } from "../graph/gather.js";
import { reshape, select, transpose } from "../graph/layout.js";
import { linear, matmul } from "../graph/matmul.js";
import { layerNorm } from "../graph/normalise.js";
import { softmax } from "../graph/softmax.js";
import { input, type Tensor } from "../graph/tensor.js";
import { sizeOf } from "../onnx.js";
import { Session } from "../session.js";
import { type QuantiseOptions, quantiseWeights } from "./quantise.js";

const [VOCABULARY, WIDTH, HEADS, INNER, LAYERS, TEXTS, TOKENS] = [500, 96, 4, 384, 3, 6, 12];

/** Sums of four even numbers, near to normal, of about the given deviation; the same in every run. */
function random(size: number, deviation: number, seed: number): Float32Array {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length: size }, () => deviation * 1.73 * (next() + next() + next() + next()));
}

/** An encoder with random weights: the vectors of its first tokens. */
function encoder() {
  const constants = new Map<string, Float32Array>();
  const parameter = (name: string, shape: number[], deviation: number, around = 0): Tensor => {
    const size = sizeOf(shape);
    constants.set(
      name,
      random(size, deviation, constants.size + 1).map((value) => value + around),
    );
    return input(name, "float32", shape);
  };
  const layer = (name: string, x: Tensor, from: number, to: number): Tensor =>
    linear(x, parameter(`${name}.w`, [to, from], 1 / Math.sqrt(from)), parameter(`${name}.b`, [to], 0.02), {
      transposeB: true,
    });
  const norm = (name: string, x: Tensor): Tensor =>
    layerNorm(x, parameter(`${name}.s`, [WIDTH], 0.1, 1), parameter(`${name}.b`, [WIDTH], 0.1));
  const ids = input("ids", "int32", ["batch", "tokens"]);
  let x = norm("first", gather(parameter("table", [VOCABULARY, WIDTH], 0.5), ids));
  for (let l = 0; l < LAYERS; l++) {
    const shape = ["batch", "tokens", HEADS, WIDTH / HEADS];
    const [q, k, v] = ["q", "k", "v"].map((part) =>
      transpose(reshape(layer(`${part}${l}`, x, WIDTH, WIDTH), shape), [0, 2, 1, 3]),
    ) as [Tensor, Tensor, Tensor];
    const weights = softmax(mul(matmul(q, k, { transposeB: true }), Math.sqrt(HEADS / WIDTH)));
    const mixed = reshape(transpose(matmul(weights, v), [0, 2, 1, 3]), ["batch", "tokens", WIDTH]);
    x = norm(`a${l}`, add(x, layer(`o${l}`, mixed, WIDTH, WIDTH)));
    x = norm(`b${l}`, add(x, layer(`down${l}`, gelu(layer(`up${l}`, x, WIDTH, INNER)), INNER, WIDTH)));
  }
  return { outputs: { vectors: select(x, 0, 1) }, constants };
}

it("a transformer of int8 makes nearly the vectors of float32, in a quarter of the space", async () => {
  const { outputs, constants } = encoder();
  const ids = Int32Array.from({ length: TEXTS * TOKENS }, (_, i) => (i * i * 7919) % VOCABULARY);
  const run = async (options?: QuantiseOptions) => {
    const passes = options === undefined ? [] : [quantiseWeights(options)];
    const program = emit("encoder", outputs, { constants, passes });
    const session = await Session.open(program);
    const { vectors } = await session.run({ ids: { dims: [TEXTS, TOKENS], data: ids } });
    await session.close();
    return { vectors: vectors?.data as Float32Array, size: program.model.length };
  };
  const exact = await run();
  for (const scale of ["row", "batch"] as const)
    for (const operators of ["standard", "onnxruntime"] as const) {
      const { vectors, size } = await run({ scale, operators });
      expect(size).toBeLessThan(0.3 * exact.size);
      for (let text = 0; text < TEXTS; text++) {
        const [a, b] = [exact.vectors, vectors].map((all) => all.subarray(text * WIDTH, (text + 1) * WIDTH));
        expect(cosine(a as Float32Array, b as Float32Array)).toBeGreaterThan(0.999);
      }
      expect(vectors).not.toEqual(exact.vectors);
    }
});

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (p: Float32Array, q: Float32Array) =>
    p.reduce((sum, value, i) => sum + value * (q[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
