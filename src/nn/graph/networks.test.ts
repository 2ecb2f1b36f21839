import { expect, it } from "vitest";
import { sizeOf } from "../onnx.js";
import { Session } from "../session.js";
import { cast, equal, where } from "./compare.js";
import { dropout, Randomness } from "./dropout.js";
import { add, gelu, mul, sigmoid, sub, tanh } from "./elementwise.js";
import { emit } from "./emit.js";
import { gather, gatherElements, gatherRows, range } from "./gather.js";
import { gradients } from "./gradients.js";
import { concat, reshape, select, split, squeeze, stack, transpose, unsqueeze } from "./layout.js";
import { crossEntropy, inBatchLoss } from "./losses.js";
import { linear, matmul } from "./matmul.js";
import { layerNorm, unitLength } from "./normalise.js";
import { logSumExp, mean, sum } from "./reduce.js";
import { softmax } from "./softmax.js";
import { constant, input, scalar, type Tensor } from "./tensor.js";

/** Small networks of the kinds that linkers are made of, to see that operators suffice and fit together. */

/** Parameters made on demand, by name, with numbers that are small and all different. */
class Parameters {
  readonly tensors = new Map<string, Tensor>();
  readonly values: Record<string, Float32Array> = {};

  get(name: string, ...shape: number[]): Tensor {
    const known = this.tensors.get(name);
    if (known !== undefined) return known;
    const tensor = input(name, "float32", shape);
    this.tensors.set(name, tensor);
    const size = sizeOf(shape);
    const start = this.tensors.size * 7;
    this.values[name] = Float32Array.from({ length: size }, (_, i) => 0.6 * Math.sin((i + start) * 12.9898));
    return tensor;
  }
}

const indices = (shape: number[], ...values: number[]): Tensor => constant(Int32Array.from(values), shape);

/**
 * Compares derivatives with differences of the loss along a direction for each parameter, of fourth order so that the
 * steps can be long: in float32 short ones drown in rounding.
 */
async function expectDerivatives(parameters: Parameters, loss: Tensor): Promise<void> {
  const names = [...parameters.tensors.keys()];
  const derivatives = gradients(loss, [...parameters.tensors.values()]);
  const outputs = Object.fromEntries(derivatives.map((derivative, i) => [`d${i}`, derivative]));
  const session = await Session.open(emit("network", { loss, ...outputs }));
  const { values } = parameters;
  const results = await session.run(values);
  for (const [i, name] of names.entries()) {
    const direction = (values[name] as Float32Array).map((_, k) => Math.cos(3 * k + i));
    const at = async (step: number): Promise<number> => {
      const moved = (values[name] as Float32Array).map((value, k) => value + step * (direction[k] as number));
      return (await session.run({ ...values, [name]: moved }))["loss"]?.data[0] as number;
    };
    const h = 0.003;
    const [near, far] = [(await at(h)) - (await at(-h)), (await at(2 * h)) - (await at(-2 * h))];
    const derivative = results[`d${i}`]?.data as Float32Array;
    const found = derivative.reduce((all, d, k) => all + d * (direction[k] as number), 0);
    const expected = (8 * near - far) / (12 * h);
    expect(Math.abs(found - expected), `${name}: ${found} and ${expected}`).toBeLessThan(
      1e-4 + 2e-3 * Math.abs(expected),
    );
  }
  await session.close();
}

const [BATCH, TOKENS, WIDTH, CLASSES] = [2, 4, 6, 3];
const ids = indices([BATCH, TOKENS], 1, 4, 2, 4, 3, 3, 0, 2);
/** The second text has one token less. */
const isToken = equal(indices([BATCH, TOKENS], 1, 1, 1, 1, 1, 1, 1, 0), scalar(1, "int32"));

/** One direction of a long short-term memory (Hochreiter and Schmidhuber 1997): [batch, tokens, width]. */
function lstm(p: Parameters, name: string, x: Tensor, backwards: boolean): Tensor {
  const steps = split(x, TOKENS, 1).map((step) => squeeze(step, 1));
  let [hidden, cell] = [constant(new Float32Array(BATCH * WIDTH), [BATCH, WIDTH]), scalar(0)];
  const states: Tensor[] = [];
  for (const [i, step] of (backwards ? steps.reverse() : steps).entries()) {
    const gates = linear(
      concat([step, hidden], 1),
      p.get(`${name}/w`, 2 * WIDTH, 4 * WIDTH),
      p.get(`${name}/b`, 4 * WIDTH),
    );
    const [inputGate, forget, output, value] = split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const next = add(mul(sigmoid(forget), cell), mul(sigmoid(inputGate), tanh(value)));
    const nextHidden = mul(sigmoid(output), tanh(next));
    // Where there is no token the state stays.
    const here = unsqueeze(select(isToken, backwards ? TOKENS - 1 - i : i, 1), 1);
    cell = where(here, next, cell);
    hidden = where(here, nextHidden, hidden);
    states.push(hidden);
  }
  return stack(backwards ? states.reverse() : states, 1);
}

/** A linear chain of labels (Lafferty et al. 2001): minus the logarithm of the probability of the right ones. */
function chainLoss(scores: Tensor, transitions: Tensor, labels: Tensor): Tensor {
  const steps = split(scores, TOKENS, 1).map((step) => squeeze(step, 1));
  const chosen = squeeze(gatherElements(scores, unsqueeze(labels, -1)), -1);
  let right = sum(where(isToken, chosen, 0), { axes: [1] });
  let all = steps[0] as Tensor;
  for (let t = 1; t < TOKENS; t++) {
    const here = select(isToken, t, 1);
    const next = add(logSumExp(add(unsqueeze(all, 2), transitions), 1), steps[t] as Tensor);
    all = where(unsqueeze(here, 1), next, all);
    const pair = add(mul(select(labels, t - 1, 1), CLASSES), select(labels, t, 1));
    right = add(right, where(here, gather(reshape(transitions, [CLASSES * CLASSES]), pair), 0));
  }
  return mean(sub(logSumExp(all, 1), right));
}

it("a bidirectional LSTM with a chain of labels", async () => {
  const p = new Parameters();
  const x = gather(p.get("table", 5, WIDTH), ids);
  const both = concat([lstm(p, "forwards", x, false), lstm(p, "backwards", x, true)], -1);
  const scores = linear(both, p.get("out/w", 2 * WIDTH, CLASSES), p.get("out/b", CLASSES));
  const labels = indices([BATCH, TOKENS], 0, 2, 1, 1, 2, 0, 0, 0);
  await expectDerivatives(p, chainLoss(scores, p.get("transitions", CLASSES, CLASSES), labels));
});

/** A layer of a transformer (Vaswani et al. 2017), norms after the sums as in BERT. */
function transformerLayer(p: Parameters, name: string, x: Tensor, random: Randomness): Tensor {
  const heads = 2;
  const shape = [BATCH, TOKENS, heads, WIDTH / heads];
  const layer = (part: string, of: Tensor, from = WIDTH, to = WIDTH): Tensor =>
    linear(of, p.get(`${name}/${part}/w`, from, to), p.get(`${name}/${part}/b`, to));
  const norm = (part: string, of: Tensor): Tensor =>
    layerNorm(of, p.get(`${name}/${part}/scale`, WIDTH), p.get(`${name}/${part}/bias`, WIDTH), 1e-3);
  const [q, k, v] = ["q", "k", "v"].map((part) =>
    transpose(reshape(layer(part, x), shape), [0, 2, 1, 3]),
  ) as [Tensor, Tensor, Tensor];
  // Sharper than usual, or else the derivatives by queries and keys would be too small to be tested.
  const scores = mul(matmul(q, k, { transposeB: true }), 2);
  const masked = where(reshape(isToken, [BATCH, 1, 1, TOKENS]), scores, -1e9);
  const mixed = reshape(transpose(matmul(softmax(masked), v), [0, 2, 1, 3]), [BATCH, TOKENS, WIDTH]);
  const middle = norm("norm1", add(x, dropout(layer("o", mixed), 0.2, random)));
  const inner = gelu(layer("in", middle, WIDTH, 2 * WIDTH));
  return norm("norm2", add(middle, dropout(layer("out", inner, 2 * WIDTH), 0.2, random)));
}

it("a transformer that scores spans", async () => {
  const p = new Parameters();
  const random = new Randomness(scalar(5, "int32"));
  const x = add(gather(p.get("table", 5, WIDTH), ids), gather(p.get("places", 8, WIDTH), range(TOKENS)));
  // The bias of keys adds the same to all scores of a query, so its derivative is 0 and what is found is rounding.
  const states = transformerLayer(p, "layer1", transformerLayer(p, "layer0", x, random), random);
  const [starts, ends] = [indices([BATCH, 3], 0, 1, 1, 0, 0, 2), indices([BATCH, 3], 0, 1, 3, 1, 2, 2)];
  const spans = concat([gatherRows(states, starts), gatherRows(states, ends)], -1);
  const scores = linear(spans, p.get("span/w", 2 * WIDTH, CLASSES), p.get("span/b", CLASSES));
  const weights = cast(indices([BATCH, 3], 1, 1, 0, 1, 1, 1), "float32");
  await expectDerivatives(p, crossEntropy(scores, indices([BATCH, 3], 0, 1, 2, 2, 0, 1), weights));
});

it("two towers with the others of the batch as wrong answers", async () => {
  const p = new Parameters();
  const tower = (name: string, of: Tensor): Tensor => {
    const tokens = gather(p.get("table", 5, WIDTH), of);
    const pooled = mean(tanh(linear(tokens, p.get(`${name}/w`, WIDTH, WIDTH), p.get(`${name}/b`, WIDTH))), {
      axes: [1],
    });
    return unitLength(pooled);
  };
  const entities = indices([BATCH + 1, 2], 1, 2, 3, 4, 0, 1);
  await expectDerivatives(p, inBatchLoss(tower("mention", ids), tower("entity", entities), 5));
});
