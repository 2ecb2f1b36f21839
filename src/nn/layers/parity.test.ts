import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cast, greater } from "../graph/compare.js";
import { add, mul } from "../graph/elementwise.js";
import { emit } from "../graph/emit.js";
import { range } from "../graph/gather.js";
import { gradients } from "../graph/gradients.js";
import { unsqueeze } from "../graph/layout.js";
import { crossEntropy, inBatchLoss } from "../graph/losses.js";
import type { Tensor } from "../graph/tensor.js";
import type { Tensor as Numbers } from "../onnx.js";
import { Session } from "../session.js";
import { CpuStepper } from "../training/cpu-stepper.js";
import { DeviceStepper } from "../training/device-stepper.js";
import type { Stepper } from "../training/stepper.js";
import { openWeights } from "../weights/weights.js";
import { bert, projected } from "./bert.js";
import { embedding } from "./embedding.js";
import { batchInputs, type Model, type Parameters, parametersOf } from "./model.js";
import { firstToken } from "./pooling.js";
import { Scope } from "./scope.js";
import { transformer } from "./transformer.js";

/** The models of bench/parity/models.py, as layers make them, against what PyTorch computed. */

const LENGTHS = { batch: 6, tokens: 10 };
const SIZES = { vocabulary: 200, positions: 16, width: 32, heads: 4, inner: 64 };
const CLASSES = 3;
const ids = { type: "int32", shape: ["batch", "tokens"] } as const;

/** A model whose loss comes with all that can be compared. */
interface Compared<B extends string = string> extends Model<B> {
  outputs(scope: Scope, batch: Readonly<Record<B, Tensor>>): Record<string, Tensor> & { loss: Tensor };
}

function compared<B extends string>(
  name: string,
  batch: Model<B>["batch"],
  outputs: Compared<B>["outputs"],
): Compared<B> {
  return { name, batch, outputs, loss: (scope, given) => outputs(scope, given).loss };
}

const crossEncoder = compared(
  "bert",
  { ids, segments: ids, labels: { type: "int32", shape: ["batch"] } },
  (scope, { ids, segments, labels }) => {
    const mask = greater(ids, 0);
    const hidden = bert(scope, { ids, mask, segments }, { ...SIZES, layers: 4, segments: 2 });
    const logits = projected(scope, hidden, CLASSES);
    const states = mul(hidden, unsqueeze(cast(mask, "float32"), -1));
    return { loss: crossEntropy(logits, labels), states, logits };
  },
);

const biEncoder = compared("bi-encoder", { mentions: ids, entities: ids }, (scope, batch) => {
  const tower = (ids: Tensor): Tensor => {
    const { vocabulary, positions, width } = SIZES;
    const places = range(ids.shape[1] ?? 1);
    const x = add(
      embedding(scope.at("tokens"), ids, { rows: vocabulary, width }),
      embedding(scope.at("positions"), places, { rows: positions, width }),
    );
    const options = {
      ...SIZES,
      layers: 2,
      norm: "before",
      activation: "geluTanh",
      normEpsilon: 1e-5,
    } as const;
    return firstToken(transformer(scope, x, greater(ids, 0), options));
  };
  const [mentions, entities] = [tower(batch.mentions), tower(batch.entities)];
  return { loss: inBatchLoss(mentions, entities, 0.25), mentions, entities };
});

interface Fixture {
  initial: Parameters;
  derivatives: Parameters;
  outputs: Parameters;
  batches: Record<string, Numbers>[];
  losses: Float32Array;
  rate: number;
  decay: number;
}

async function readFixture(model: string): Promise<Fixture> {
  const weights = await openWeights(fileURLToPath(new URL(`fixtures/${model}.safetensors`, import.meta.url)));
  const under = async (prefix: string): Promise<Map<string, Float32Array>> => {
    const named = weights.tensors.map(({ name }) => name).filter((name) => name.startsWith(prefix));
    const read = named.map(
      async (name) => [name.slice(prefix.length), await weights.readFloat32(name)] as const,
    );
    return new Map(await Promise.all(read));
  };
  const batches: Record<string, Numbers>[] = [];
  for (const [name, all] of await under("batch/")) {
    const [count = 0, ...dims] = weights.info(`batch/${name}`).shape;
    const size = all.length / count;
    for (let i = 0; i < count; i++) {
      const data = Int32Array.from(all.subarray(i * size, (i + 1) * size));
      batches[i] = { ...batches[i], [name]: { dims, data } };
    }
  }
  const fixture = {
    initial: await under("initial/"),
    derivatives: await under("derivative/"),
    outputs: await under("output/"),
    batches,
    losses: await weights.readFloat32("losses"),
    rate: Number(weights.metadata.get("rate")),
    decay: Number(weights.metadata.get("decay")),
  };
  await weights.close();
  return fixture;
}

const length = (numbers: Iterable<number>): number => Math.hypot(...numbers);
const relative = (found: Float32Array, expected: Float32Array): number =>
  length(found.map((value, i) => value - (expected[i] as number))) / length(expected);
const sumOf = (numbers: Float32Array): number => numbers.reduce((sum, value) => sum + value, 0);
const floats = (tensor: Numbers | undefined): Float32Array => tensor?.data as Float32Array;

const STEPPERS = [
  {
    name: "AdamW in the graph",
    open: (model: Model, options: { initial: Parameters; decay: number }): Promise<Stepper> =>
      DeviceStepper.open(model, options),
  },
  {
    name: "AdamW on arrays",
    open: (model: Model, options: { initial: Parameters; decay: number }): Promise<Stepper> =>
      CpuStepper.open(model, { ...options, tables: "whole" }),
  },
];

describe.each<Compared>([crossEncoder, biEncoder])("$name", (model) => {
  it("has the parameters of PyTorch's", async () => {
    const { initial } = await readFixture(model.name);
    const sizes = [...parametersOf(model)].map(([name, { shape }]) => [
      name,
      shape.reduce((a, b) => a * b, 1),
    ]);
    expect(new Map(sizes as [string, number][])).toEqual(
      new Map([...initial].map(([name, numbers]) => [name, numbers.length])),
    );
  });

  it("computes what PyTorch does, forwards and backwards", async () => {
    const { initial, derivatives, outputs, batches } = await readFixture(model.name);
    const scope = new Scope();
    const results = model.outputs(scope, batchInputs(model, LENGTHS));
    const named = Object.entries(results).map(([name, tensor]) => [`output/${name}`, tensor]);
    const names = [...scope.parameters.keys()];
    const found = gradients(results.loss, [...scope.tensors.values()]);
    const derived = Object.fromEntries(found.map((derivative, i) => [`derivative/${names[i]}`, derivative]));
    const session = await Session.open(emit(model.name, { ...Object.fromEntries(named), ...derived }));
    const computed = await session.run({ ...Object.fromEntries(initial), ...batches[0] });
    await session.close();

    for (const [name, expected] of outputs)
      expect(relative(floats(computed[`output/${name}`]), expected), name).toBeLessThan(1e-5);
    const whole = length([...derivatives.values()].map(length));
    for (const [name, expected] of derivatives) {
      const made = floats(computed[`derivative/${name}`]);
      // It adds the same to all scores of a query, so that its derivative is 0 and what is found is rounding.
      if (name.endsWith("key.bias")) expect(length(made), name).toBeLessThan(1e-6 * whole);
      else expect(relative(made, expected), name).toBeLessThan(1e-5);
    }
  });

  it.each(STEPPERS)("learns as PyTorch does: $name", async ({ open }) => {
    const { initial, batches, losses, rate, decay } = await readFixture(model.name);
    const stepper = await open(model, { initial, decay });
    for (const [step, expected] of losses.entries()) {
      const inputs = batches[step % batches.length] as Record<string, Numbers>;
      const { loss } = await stepper.step([{ inputs, examples: 1 }], rate);
      expect(Math.abs(loss - expected) / expected, `step ${step}`).toBeLessThan(1e-4);
    }
    await stepper.close();
    const [first, last] = [losses.subarray(0, batches.length), losses.subarray(-batches.length)];
    expect(sumOf(last)).toBeLessThan(sumOf(first) / 2);
  });
});
