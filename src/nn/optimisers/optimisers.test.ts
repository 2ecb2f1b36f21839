import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AdamW, clipShare, gradientNorm } from "./adamw.js";
import { treatments } from "./groups.js";
import { sumRows } from "./row-gradient.js";
import { schedule } from "./schedule.js";

const numbers = (length: number, scale = 1) =>
  Float32Array.from({ length }, (_, i) => scale * Math.sin(i * 7.3 + 1));

describe("AdamW", () => {
  it("does what its definition says, in double precision", () => {
    const moved = { parameter: numbers(5), mean: new Float32Array(5), variance: new Float32Array(5) };
    const expected = [...moved.parameter].map((parameter) => ({ parameter, mean: 0, variance: 0 }));
    const optimiser = new AdamW({ beta1: 0.8, beta2: 0.95, epsilon: 1e-6 });
    for (let count = 1; count <= 6; count++) {
      const gradient = numbers(5, count);
      optimiser.update(moved, gradient, { count, rate: 0.1, decay: 0.05, share: 0.5 });
      for (const [i, one] of expected.entries()) {
        const g = 0.5 * (gradient[i] as number);
        one.mean = 0.8 * one.mean + 0.2 * g;
        one.variance = 0.95 * one.variance + 0.05 * g * g;
        const step = one.mean / (1 - 0.8 ** count) / (Math.sqrt(one.variance / (1 - 0.95 ** count)) + 1e-6);
        one.parameter -= 0.1 * (step + 0.05 * one.parameter);
      }
    }
    for (const [i, { parameter }] of expected.entries()) expect(moved.parameter[i]).toBeCloseTo(parameter, 5);
  });

  it("changes the rows that were used as it changes a whole parameter, and no others", () => {
    const make = () => ({ parameter: numbers(12), mean: numbers(12), variance: numbers(12).map(Math.abs) });
    const [rows, whole] = [make(), make()];
    const step = { count: 3, rate: 0.1, decay: 0.1, share: 1 };
    const values = numbers(6, 2);
    new AdamW().updateRows(rows, { rows: Int32Array.of(3, 1), values }, step);
    const gradient = new Float32Array(12);
    gradient.set(values.subarray(0, 3), 9);
    gradient.set(values.subarray(3), 3);
    new AdamW().update(whole, gradient, step);
    const untouched = make();
    for (const key of ["parameter", "mean", "variance"] as const) {
      expect(rows[key].subarray(3, 6)).toEqual(whole[key].subarray(3, 6));
      expect(rows[key].subarray(9)).toEqual(whole[key].subarray(9));
      expect(rows[key].subarray(0, 3)).toEqual(untouched[key].subarray(0, 3));
      expect(rows[key].subarray(6, 9)).toEqual(untouched[key].subarray(6, 9));
    }
  });

  it("clips", () => {
    expect(gradientNorm([Float32Array.of(3), Float32Array.of(0, 4)])).toBe(5);
    expect([clipShare(5, undefined), clipShare(5, 10), clipShare(5, 1)]).toEqual([1, 1, 0.2]);
  });
});

it("sums up rows that were looked up several times", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: -6, max: 5 }), { maxLength: 8 }), { maxLength: 3 }),
      (lookups) => {
        const given = lookups.map((indices, i) => ({
          indices: i % 2 === 0 ? Int32Array.from(indices) : BigInt64Array.from(indices, BigInt),
          values: numbers(2 * indices.length, i + 1),
          share: 1 / (i + 1),
        }));
        const { rows, values } = sumRows(given, 6, 2);
        const dense = Array.from({ length: 12 }, () => 0);
        for (const { indices, values, share } of given)
          [...indices].forEach((index, i) => {
            const row = (Number(index) + 6) % 6;
            for (const k of [0, 1])
              dense[2 * row + k] = (dense[2 * row + k] as number) + share * (values[2 * i + k] as number);
          });
        expect(new Set(rows).size).toBe(rows.length);
        const found = Array.from({ length: 12 }, () => 0);
        rows.forEach((row, i) => {
          for (const k of [0, 1]) found[2 * row + k] = values[2 * i + k] as number;
        });
        for (const [i, value] of dense.entries()) expect(found[i]).toBeCloseTo(value, 5);
      },
    ),
  );
});

describe("schedule", () => {
  const rates = (options: Partial<Parameters<typeof schedule>[0]>) => {
    const rate = schedule({ peak: 1, steps: 10, ...options });
    return Array.from({ length: 10 }, (_, step) => Number(rate(step).toFixed(3)));
  };

  it("warms up, then falls", () => {
    expect(rates({ warmUp: 4 })).toEqual([0.25, 0.5, 0.75, 1, 1, 0.833, 0.667, 0.5, 0.333, 0.167]);
    expect(rates({ warmUp: 0.4 })).toEqual(rates({ warmUp: 4 }));
    expect(rates({ decay: "constant" })).toEqual(Array(10).fill(1));
    expect(rates({ decay: "cosine", floor: 0.5, warmUp: 0 }).slice(0, 6)).toEqual([
      1, 0.988, 0.952, 0.897, 0.827, 0.75,
    ]);
    expect(schedule({ peak: 2, steps: 10, floor: 0.1 })(99)).toBe(0.2);
  });

  it.each([{ peak: 0 }, { steps: 0 }, { floor: 2 }, { warmUp: 11 }, { warmUp: -1 }, { warmUp: Number.NaN }])(
    "refuses %j",
    (wrong) => {
      expect(() => schedule({ peak: 1, steps: 10, ...wrong })).toThrow(Object.keys(wrong)[0] as string);
    },
  );
});

it("refuses a way of falling that there is not, as JavaScript may ask for it", () => {
  const ask = (decay: string) => () => schedule({ peak: 1, steps: 10, decay: decay as "linear" });
  expect(ask("none")).toThrow("decay should be one of constant, linear, cosine");
  expect(ask("cosin")).toThrow('(the nearest is cosine), found "cosin"');
});

describe("treatments", () => {
  const names = ["words.weight", "layers.0.norm.weight", "layers.0.inner.weight", "layers.0.inner.bias"];

  it("decays all but biases and norms, and heeds the first group that matches", () => {
    const groups = [
      { match: "layers.0.inner.*", rate: 0.5 },
      { match: "layers.*", decay: 0.3 },
      { match: "words.weight", frozen: true },
    ];
    expect(Object.fromEntries(treatments(names, groups, 0.1))).toEqual({
      "words.weight": { rate: 1, decay: 0.1, frozen: true },
      "layers.0.norm.weight": { rate: 1, decay: 0.3, frozen: false },
      "layers.0.inner.weight": { rate: 0.5, decay: 0.1, frozen: false },
      "layers.0.inner.bias": { rate: 0.5, decay: 0, frozen: false },
    });
  });

  it.each([
    [
      "normaliser.weight",
      "abnormal.weight",
      "norman.out.weight",
      "unbiased.weight",
      "bias.weight",
      "Normandy.rows",
    ],
    ["norm", "norm.weight", "layers.0.norm1.weight", "norms.2.weight", "embeddings.LayerNorm.gamma"],
    [
      "encoder.final_layer_norm.weight",
      "input_layernorm.weight",
      "preNorm.scale",
      "batch_normalization.gamma",
    ],
    ["out.bias", "lstm.bias_ih_l0", "chain.biases", "attention.Bias"],
  ])("%s and the like", (...alike) => {
    const decays = alike[0] === "normaliser.weight";
    for (const [name, { decay }] of treatments(alike, [], 0.1))
      expect([name, decay]).toEqual([name, decays ? 0.1 : 0]);
  });

  it("refuses a group of nothing", () => {
    expect(() => treatments(names, [{ match: "wrds.weight" }], 0)).toThrow(
      'No parameter is called "wrds.weight". There are words.weight',
    );
  });
});
