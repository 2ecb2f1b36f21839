import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Randomness } from "../graph/dropout.js";
import { emit } from "../graph/emit.js";
import { gradients } from "../graph/gradients.js";
import { mean } from "../graph/reduce.js";
import { input, type Tensor } from "../graph/tensor.js";
import { Session } from "../session.js";
import { attention } from "./attention.js";
import { initialParameters } from "./model.js";
import { Scope } from "./scope.js";
import { type TransformerOptions, transformer } from "./transformer.js";

const WIDTH = 8;
const OPTIONS: TransformerOptions = { layers: 2, heads: 2, inner: 12 };
const PARTS = { after: OPTIONS, before: { ...OPTIONS, norm: "before", activation: "relu" } } as const;

/** Numbers that a name and a seed decide. */
const numbersOf = (scope: Scope) => initialParameters(scope.parameters, 3);
const wave = (length: number, start: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * 12.9898 + start));

describe("transformer", () => {
  let session: Session;
  beforeAll(async () => {
    const scope = new Scope();
    const x = input("x", "float32", ["batch", "tokens", WIDTH]);
    const mask = input("mask", "bool", ["batch", "tokens"]);
    const outputs = Object.fromEntries(
      Object.entries(PARTS).map(([name, options]) => [name, transformer(scope.at(name), x, mask, options)]),
    );
    session = await Session.open(emit("transformer", outputs, { constants: numbersOf(scope) }));
  });
  afterAll(() => session.close());

  const run = async (x: Float32Array, mask: ArrayLike<number>, tokens: number) => {
    const batch = mask.length / tokens;
    const results = await session.run({
      x: { data: x, dims: [batch, tokens, WIDTH] },
      mask: { data: Uint8Array.from(mask), dims: [batch, tokens] },
    });
    return Object.keys(PARTS).map((name) => results[name]?.data as Float32Array);
  };
  const rowOf = (data: Float32Array, row: number) => data.subarray(row * WIDTH, (row + 1) * WIDTH);
  const masks = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 7 }))
    .chain(([batch, tokens]) =>
      fc.record({
        tokens: fc.constant(tokens),
        mask: fc.array(fc.boolean(), { minLength: batch * tokens, maxLength: batch * tokens }),
        start: fc.integer(),
      }),
    );

  it("gives what is masked no influence on any other token, to the last bit", async () => {
    await fc.assert(
      fc.asyncProperty(masks, fc.double({ min: -1000, max: 1000, noNaN: true }), async (texts, other) => {
        const { mask, tokens, start } = texts;
        const x = wave(mask.length * WIDTH, start);
        const changed = x.map((value, i) => (mask[Math.floor(i / WIDTH)] ? value : value + other));
        const [first, second] = [
          await run(x, mask.map(Number), tokens),
          await run(changed, mask.map(Number), tokens),
        ];
        for (const [i, states] of first.entries()) {
          expect(states.every(Number.isFinite)).toBe(true);
          for (const [row, present] of mask.entries())
            if (present) expect(rowOf(second[i] as Float32Array, row)).toEqual(rowOf(states, row));
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("treats texts alike wherever they stand in a batch", async () => {
    await fc.assert(
      fc.asyncProperty(masks, async ({ mask, tokens, start }) => {
        const batch = mask.length / tokens;
        const x = wave(mask.length * WIDTH, start);
        const reversed = <T extends Float32Array | number[]>(all: T, size: number): T[] =>
          Array.from({ length: batch }, (_, i) => all.slice((batch - 1 - i) * size, (batch - i) * size) as T);
        const back = Float32Array.from(reversed(x, tokens * WIDTH).flatMap((text) => [...text]));
        const forth = await run(x, mask.map(Number), tokens);
        const turned = await run(back, reversed(mask.map(Number), tokens).flat(), tokens);
        for (const [i, states] of forth.entries()) {
          const expected = reversed(states, tokens * WIDTH).flatMap((text) => [...text]);
          for (const [j, value] of expected.entries()) expect(turned[i]?.[j]).toBeCloseTo(value, 5);
        }
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  it("mixes tokens that are not masked", async () => {
    const x = wave(3 * WIDTH, 1);
    const changed = x.map((value, i) => (i >= 2 * WIDTH ? value + 1 : value));
    const [first, second] = [await run(x, [1, 1, 1], 3), await run(changed, [1, 1, 1], 3)];
    for (const [i, states] of first.entries())
      expect(rowOf(second[i] as Float32Array, 0)).not.toEqual(rowOf(states, 0));
  });

  it("has the parameters that its options ask for", () => {
    const shapesOf = (options: TransformerOptions) => {
      const scope = new Scope();
      const states = transformer(scope, input("x", "float32", [2, 3, WIDTH]), undefined, options);
      const shapes = [...scope.parameters].map(([name, { shape }]) => [name, shape]);
      return { shape: states.shape, parameters: Object.fromEntries(shapes) };
    };
    const layer = (i: number) => ({
      ...Object.fromEntries(
        ["query", "key", "value", "output"].flatMap((part) => [
          [`layers.${i}.attention.${part}.weight`, [8, 8]],
          [`layers.${i}.attention.${part}.bias`, [8]],
        ]),
      ),
      [`layers.${i}.attention.norm.weight`]: [8],
      [`layers.${i}.attention.norm.bias`]: [8],
      [`layers.${i}.feedForward.inner.weight`]: [12, 8],
      [`layers.${i}.feedForward.inner.bias`]: [12],
      [`layers.${i}.feedForward.outer.weight`]: [8, 12],
      [`layers.${i}.feedForward.outer.bias`]: [8],
      [`layers.${i}.feedForward.norm.weight`]: [8],
      [`layers.${i}.feedForward.norm.bias`]: [8],
    });
    const both = { ...layer(0), ...layer(1) };
    expect(shapesOf(PARTS.after)).toEqual({ shape: [2, 3, 8], parameters: both });
    expect(shapesOf(PARTS.before).parameters).toEqual({ ...both, "norm.weight": [8], "norm.bias": [8] });
    const wider = shapesOf({ ...OPTIONS, outputs: 10, layers: 2 });
    expect(wider.shape).toEqual([2, 3, 10]);
    expect(wider.parameters).toMatchObject({
      "layers.0.attention.output.weight": [10, 8],
      "layers.0.attention.residual.weight": [10, 8],
      "layers.1.attention.query.weight": [10, 10],
    });
    expect(Object.keys(wider.parameters)).not.toContain("layers.1.attention.residual.weight");
  });

  it("refuses what heads do not divide", () => {
    const x = input("x", "float32", [2, 3, WIDTH]);
    const refused = expect.objectContaining({
      code: "GRAPH_INVALID",
      message: expect.stringContaining("3 divides"),
    });
    expect(() => attention(new Scope(), x, { heads: 3 })).toThrow(refused);
  });
});

describe("dropout", () => {
  const rates = { dropout: 0.2, attentionDropout: 0.3 };
  const graph = (
    options: Partial<TransformerOptions>,
    random?: Randomness,
  ): { scope: Scope; loss: Tensor } => {
    const scope = new Scope(random === undefined ? {} : { random });
    const x = input("x", "float32", [3, 5, WIDTH]);
    return {
      scope,
      loss: mean(transformer(scope, x, undefined, { ...OPTIONS, norm: "before", ...options })),
    };
  };

  it("drops in training only, otherwise with every seed", async () => {
    const seed = input("seed", "int32", []);
    const { scope, loss } = graph(rates, new Randomness(seed));
    const outputs = {
      loss,
      numbers: graph({ dropout: 0.2 }, new Randomness(seed)).loss,
      attention: graph({ attentionDropout: 0.3 }, new Randomness(seed)).loss,
      used: graph(rates).loss,
      none: graph({}).loss,
    };
    expect(gradients(loss, [...scope.tensors.values()])).toHaveLength(scope.parameters.size);
    const results = [];
    for (const [name, tensor] of Object.entries(outputs)) {
      const program = emit(name, { loss: tensor }, { inputs: [seed], constants: numbersOf(scope) });
      const session = await Session.open(program);
      const losses = [];
      for (const value of [1, 1, 2])
        losses.push((await session.run({ x: wave(120, 1), seed: Int32Array.of(value) }))["loss"]?.data[0]);
      await session.close();
      results.push(losses);
    }
    const [both, numbers, attended, used, none] = results as number[][];
    for (const dropped of [both, numbers, attended]) {
      expect(dropped?.[0]).toBe(dropped?.[1]);
      expect(dropped?.[0]).not.toBe(dropped?.[2]);
      expect(dropped?.[0]).not.toBe(none?.[0]);
    }
    expect(used).toEqual(none);
    expect(new Set(none).size).toBe(1);
  });
});
