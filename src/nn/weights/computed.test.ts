import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type EncoderConfig, encoderConfig } from "./encoder-config.js";
import { encoderShape } from "./encoder-shape.js";
import { encoderNames } from "./naming.js";
import { openWeights } from "./weights.js";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const readLines = <T>(name: string): T[] =>
  readFileSync(fixture(name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

/** What "transformers" computed with the small models; see bench/parity/weights.py. */
const computed = readLines<{ model: string; file: string; ids: number[]; hidden: number[][] }>(
  "computed.jsonl",
);
const SEGMENTS = [0, 0, 1, 1, 1];

type Vector = number[];
type Named = (name: string) => Float32Array;

const row = (table: Float32Array, i: number, width: number): Vector => [
  ...table.slice(i * width, (i + 1) * width),
];
const add = (a: Vector, b: ArrayLike<number>): Vector => a.map((value, i) => value + (b[i] as number));
const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

function linear(get: Named, name: string, x: Vector): Vector {
  const weight = get(`${name}.weight`);
  return [...get(`${name}.bias`)].map((bias, i) => bias + dot(row(weight, i, x.length), x));
}

function norm(get: Named, name: string, x: Vector, epsilon: number): Vector {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const [scale, bias] = [get(`${name}.weight`), get(`${name}.bias`)];
  return x.map(
    (value, i) =>
      ((value - mean) / Math.sqrt(variance + epsilon)) * (scale[i] as number) + (bias[i] as number),
  );
}

/** x Φ(x), with Φ by Simpson's rule. */
function gelu(x: number): number {
  const steps = 200;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const t = (x * i) / steps;
    sum += Math.exp((-t * t) / 2) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  }
  return x * (0.5 + (sum * x) / steps / 3 / Math.sqrt(2 * Math.PI));
}

function attention(get: Named, layer: string, xs: Vector[], heads: number): Vector[] {
  const [queries, keys, values] = ["query", "key", "value"].map((part) =>
    xs.map((x) => linear(get, `${layer}.attention.${part}`, x)),
  ) as [Vector[], Vector[], Vector[]];
  const size = (xs[0] as Vector).length / heads;
  return queries.map((query) => {
    const mixed: Vector = [];
    for (let head = 0; head < heads; head++) {
      const part = (x: Vector) => x.slice(head * size, (head + 1) * size);
      const powers = keys.map((key) => Math.exp(dot(part(query), part(key)) / Math.sqrt(size)));
      const sum = powers.reduce((total, power) => total + power, 0);
      for (let i = 0; i < size; i++)
        mixed.push(
          values.reduce(
            (total, value, j) => total + ((powers[j] as number) / sum) * (part(value)[i] as number),
            0,
          ),
        );
    }
    return linear(get, `${layer}.attention.output`, mixed);
  });
}

/** A transformer encoder in the words of the plain names: Devlin et al. 2019, slowly. */
function encode(
  get: Named,
  ids: number[],
  config: EncoderConfig,
  layers: number,
  width: number,
  segments: number,
) {
  const { heads, normEpsilon, firstPosition } = config;
  let xs = ids.map((id, i) => {
    const token = row(get("embeddings.token.weight"), id, width);
    const placed = add(token, row(get("embeddings.position.weight"), firstPosition + i, width));
    const segment = segments > 1 ? (SEGMENTS[i] as number) : 0;
    const whole = segments > 0 ? add(placed, row(get("embeddings.segment.weight"), segment, width)) : placed;
    return norm(get, "embeddings.norm", whole, normEpsilon);
  });
  for (let i = 0; i < layers; i++) {
    const layer = `layers.${i}`;
    const mixed = attention(get, layer, xs, heads);
    xs = xs.map((x, j) => norm(get, `${layer}.attention.norm`, add(x, mixed[j] as Vector), normEpsilon));
    xs = xs.map((x) => {
      const inner = linear(get, `${layer}.feedForward.inner`, x).map(gelu);
      return norm(
        get,
        `${layer}.feedForward.norm`,
        add(x, linear(get, `${layer}.feedForward.outer`, inner)),
        normEpsilon,
      );
    });
  }
  return xs;
}

describe("weights by their plain names", () => {
  const configs = new Map(
    readLines<{ model: string; config: unknown }>("configs.jsonl").map(({ model, config }) => [
      model,
      config,
    ]),
  );

  it.each(computed)(
    "compute in $model of $file what they do in transformers",
    async ({ model, file, ids, hidden }) => {
      const weights = await openWeights(fixture(file));
      const { towers } = encoderNames(
        weights.tensors.map(({ name }) => name),
        file,
      );
      const tower = towers.get(towers.size > 1 ? model : "encoder");
      if (tower === undefined) throw new Error("no tower");
      const shape = encoderShape(tower, (name) => weights.info(name), file);
      const tensors = new Map<string, Float32Array>();
      for (const [plain, stored] of tower.names) tensors.set(plain, await weights.readFloat32(stored));
      await weights.close();

      const config = encoderConfig(configs.get(model) ?? configs.get("BERT"), "config.json");
      const get: Named = (name) => tensors.get(name) as Float32Array;
      const found = encode(get, ids, config, shape.layers, shape.width, shape.segments);
      expect(hidden).toHaveLength(ids.length);
      hidden.forEach((vector, i) => {
        vector.forEach((value, j) => {
          expect(found[i]?.[j]).toBeCloseTo(value, 4);
        });
      });
    },
  );
});
