import { where } from "./graph/compare.js";
import { dropout, type Randomness } from "./graph/dropout.js";
import { add, gelu, mul } from "./graph/elementwise.js";
import { gather } from "./graph/gather.js";
import { reshape, select, transpose } from "./graph/layout.js";
import { crossEntropy } from "./graph/losses.js";
import { linear, matmul } from "./graph/matmul.js";
import { layerNorm } from "./graph/normalise.js";
import { adamW } from "./graph/optimisers.js";
import { softmax } from "./graph/softmax.js";
import type { Tensor } from "./graph/tensor.js";
import { nextOf, TRAINING, trainingProgram } from "./graph/training.js";
import type { TrainingDefinition } from "./graph/training-definition.js";
import type { Tensor as Numbers } from "./onnx.js";
import { type Feed, Session, type SessionOptions } from "./session.js";
import { Trainer, type TrainerOptions } from "./trainer.js";

/**
 * A transformer of two layers that classifies sequences of ids: small, but with every kind of operator that large ones
 * are made of. Tests train it on different devices and in different precisions.
 */
const [VOCABULARY, WIDTH, HEADS, INNER, TOKENS, CLASSES, BATCH] = [50, 16, 2, 32, 6, 3, 8];
const LAYERS = ["first", "second"];

const layerShapes = (layer: string): Record<string, readonly number[]> => ({
  [`${layer}.in`]: [WIDTH, 3 * WIDTH],
  [`${layer}.inBias`]: [3 * WIDTH],
  [`${layer}.out`]: [WIDTH, WIDTH],
  [`${layer}.outBias`]: [WIDTH],
  [`${layer}.up`]: [WIDTH, INNER],
  [`${layer}.upBias`]: [INNER],
  [`${layer}.down`]: [INNER, WIDTH],
  [`${layer}.downBias`]: [WIDTH],
  [`${layer}.norm`]: [WIDTH],
  [`${layer}.normBias`]: [WIDTH],
});

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  words: [VOCABULARY, WIDTH],
  places: [TOKENS, WIDTH],
  ...Object.assign({}, ...LAYERS.map(layerShapes)),
  classes: [WIDTH, CLASSES],
  classesBias: [CLASSES],
};

type Parameters = (name: string) => Tensor;

function attention(x: Tensor, mask: Tensor, layer: string, p: Parameters): Tensor {
  const width = WIDTH / HEADS;
  const all = reshape(linear(x, p(`${layer}.in`), p(`${layer}.inBias`)), ["batch", TOKENS, 3, HEADS, width]);
  const [queries, keys, values] = [0, 1, 2].map((part) => transpose(select(all, part, 2), [0, 2, 1, 3])) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const scores = mul(matmul(queries, keys, { transposeB: true }), 1 / Math.sqrt(width));
  const mixed = matmul(softmax(where(reshape(mask, ["batch", 1, 1, TOKENS]), scores, -1e9)), values);
  const rows = reshape(transpose(mixed, [0, 2, 1, 3]), ["batch", TOKENS, WIDTH]);
  return linear(rows, p(`${layer}.out`), p(`${layer}.outBias`));
}

function encoderLayer(x: Tensor, mask: Tensor, layer: string, p: Parameters, random: Randomness): Tensor {
  const attended = add(x, dropout(attention(x, mask, layer, p), 0.1, random));
  const normal = layerNorm(attended, p(`${layer}.norm`), p(`${layer}.normBias`));
  const up = gelu(linear(normal, p(`${layer}.up`), p(`${layer}.upBias`)));
  return add(normal, dropout(linear(up, p(`${layer}.down`), p(`${layer}.downBias`)), 0.1, random));
}

/** The whole step as a program. */
export const tinyTransformer = (options: Partial<TrainingDefinition<string, string>> = {}) =>
  trainingProgram({
    name: "tiny transformer",
    parameters: SHAPES,
    batch: {
      ids: { type: "int32", shape: ["batch", TOKENS] },
      mask: { type: "bool", shape: ["batch", TOKENS] },
      labels: { type: "int32", shape: ["batch"] },
    },
    loss(parameters, batch, random) {
      const p = (name: string) => parameters[name] as Tensor;
      let x = add(gather(p("words"), batch["ids"] as Tensor), p("places"));
      for (const layer of LAYERS) x = encoderLayer(x, batch["mask"] as Tensor, layer, p, random);
      return crossEntropy(linear(select(x, 0, 1), p("classes"), p("classesBias")), batch["labels"] as Tensor);
    },
    optimiser: adamW(),
    clip: 1,
    ...options,
  });

/** Numbers that are small, all different, and about 1 for the scales of norms. */
export function initialNumbers(): Record<string, Float32Array> {
  const names = Object.entries(SHAPES);
  return Object.fromEntries(
    names.map(([name, shape], start) => {
      const length = shape.reduce((product, one) => product * one, 1);
      const centre = name.endsWith("norm") ? 1 : 0;
      return [
        name,
        Float32Array.from({ length }, (_, i) => centre + 0.3 * Math.sin((i + 7 * start) * 12.9898)),
      ];
    }),
  );
}

/** Ids repeat, so that derivatives of rows are sums; the class is told by the second. */
function batchOf(step: number): Record<string, Numbers> {
  const ids = Int32Array.from(
    { length: BATCH * TOKENS },
    (_, i) => (i * i + 3 * step * i + step) % VOCABULARY,
  );
  const rows = Array.from({ length: BATCH }, (_, row) => row);
  return {
    ids: { dims: [BATCH, TOKENS], data: ids },
    mask: {
      dims: [BATCH, TOKENS],
      data: Uint8Array.from(ids, (_, i) => (i % TOKENS < 2 + ((i / TOKENS) | 0) ? 1 : 0)),
    },
    labels: {
      dims: [BATCH],
      data: Int32Array.from(rows, (row) => (ids[row * TOKENS + 1] as number) % CLASSES),
    },
  };
}

type TinyTransformer = ReturnType<typeof tinyTransformer>;

const batchesOf = ({ steps }: TinyTransformer, first: number) =>
  Array.from({ length: steps }, (_, i) => batchOf(first + i));

const RATE = 3e-3;

/** Trains from the same start on the same batches. */
export async function train(program: TinyTransformer, count: number, options: TrainerOptions = {}) {
  const trainer = await Trainer.open(program, initialNumbers(), options);
  const losses: number[] = [];
  while (losses.length < count)
    losses.push(...(await trainer.step(batchesOf(program, losses.length), RATE)).losses);
  await trainer.close();
  return { losses, parameters: trainer.parameters() };
}

/** The same training, with the state carried by the session. */
export async function trainCarried(program: TinyTransformer, count: number, options: SessionOptions = {}) {
  const { state, steps } = program;
  const carried = Object.fromEntries(state.map(({ name }) => [name, nextOf(name)]));
  const session = await Session.open(program, { ...options, carried });
  const initial = initialNumbers();
  const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  let feeds: Record<string, Feed> = Object.fromEntries(
    state.map(({ name, shape }) => [name, initial[name] ?? new Float32Array(sizeOf(shape))]),
  );
  const losses: number[] = [];
  while (losses.length < count) {
    const batches = batchesOf(program, losses.length);
    const stacked = Object.keys(program.batch).map((name): [string, Numbers] => {
      const all = batches.map((batch) => batch[name] as Numbers);
      const { dims, data } = all[0] as Numbers;
      const numbers = all.flatMap((one) => [...(one.data as Int32Array)]);
      return [name, { dims: [steps, ...dims], data: (data.constructor as typeof Int32Array).from(numbers) }];
    });
    const results = await session.run({
      ...feeds,
      ...Object.fromEntries(stacked),
      [TRAINING.count]: Int32Array.of(losses.length),
      [TRAINING.seed]: Int32Array.of(0),
      [TRAINING.rates]: new Float32Array(steps).fill(RATE),
    });
    losses.push(...Array.from(results[TRAINING.losses]?.data as Float32Array));
    feeds = {};
  }
  const last = await session.state();
  await session.close();
  return { losses, state: last };
}
