import {
  add,
  CpuStepper,
  classifierHead,
  constant,
  embedding,
  emit,
  flatten,
  float32,
  input,
  int32,
  type Model,
  mean,
  mul,
  type Parameters,
  Scope,
  Session,
  softplus,
  sub,
  type Tensor,
} from "../../nn/index.js";
import { random } from "../../random.js";
import { areaUnderCurve } from "./auc.js";
import { type Contexts, FIRST_WORD } from "./contexts.js";

/** One of the small classifiers by which it is found out how well types can be told by contexts. */
export interface ClassifierSettings {
  /** Words to either side, at most those of the contexts. */
  window: number;
  /** Numbers of a word. */
  width: number;
  seed: number;
}

/** How they are trained. */
export interface ClassifierTraining {
  epochs: number;
  /** Mentions of a step. */
  batch: number;
  /** Learning rate of Adam. */
  rate: number;
}

/** Types that are learned at once. */
export interface TypeBlock {
  /** How many. */
  readonly types: number;
  /** By mention, the types that hold: those of mention m are at `starts[m]` to before `starts[m + 1]`. */
  readonly starts: Uint32Array;
  readonly labels: Uint32Array;
}

/** Share of the numbers that are dropped before the layer. */
const DROPOUT = 0.5;
/** Of the first numbers of words, so large that little training moves them where they mean something. */
const DEVIATION = 0.3;
/** Mentions that have a type, and that have it not, below which its AUC says nothing. */
const LEAST = 10;
/** Mentions that are scored at once. */
const SCORED = 512;

type Batch = "words" | "targets";

/**
 * Trains a classifier of context windows for all types of a block at once, and measures each type on the mentions that are held
 * out. The words of the window are looked up, joined, and one layer makes a score of each type (Raiman and Raiman 2018,
 * https://arxiv.org/abs/1802.01021). A type counts the same whether it is frequent or rare: right and wrong examples of each have
 * the same weight in sum.
 *
 * @returns the area under the ROC curve by type; NaN where fewer than ten mentions that are held out have the type, or have it not
 */
export async function typeAucs(
  contexts: Contexts,
  block: TypeBlock,
  settings: ClassifierSettings,
  training: ClassifierTraining,
): Promise<Float64Array> {
  const mentions = [...contexts.entities.keys()];
  const trained = Uint32Array.from(mentions.filter((m) => contexts.heldOut[m] === 0));
  const measured = Uint32Array.from(mentions.filter((m) => contexts.heldOut[m] === 1));
  if (trained.length === 0 || measured.length === 0) return new Float64Array(block.types).fill(Number.NaN);
  const parameters = await trainedOn(contexts, block, trained, settings, training);
  return measure(contexts, block, measured, settings, parameters);
}

/** @returns scores before the sigmoid, [batch, types] */
function scores(scope: Scope, words: Tensor, rows: number, types: number, width: number): Tensor {
  const vectors = embedding(scope.at("words"), words, { rows, width, deviation: DEVIATION });
  return classifierHead(scope.at("types"), flatten(vectors, 1, 2), types, { dropout: DROPOUT });
}

async function trainedOn(
  contexts: Contexts,
  block: TypeBlock,
  trained: Uint32Array,
  { window, width, seed }: ClassifierSettings,
  { epochs, batch: most, rate }: ClassifierTraining,
): Promise<Parameters> {
  const { types } = block;
  const rows = contexts.vocabulary.length + FIRST_WORD;
  const [right, wrong] = balance(block, trained);
  const model: Model<Batch> = {
    name: "types-by-context",
    batch: { words: int32("batch", 2 * window), targets: float32("batch", types) },
    loss(scope, { words, targets }) {
      const logits = scores(scope, words, rows, types, width);
      const losses = sub(softplus(logits), mul(logits, targets));
      // The weight of a right example of a type is `right`, that of a wrong one `wrong`.
      const weights = add(mul(targets, constant(difference(right, wrong))), constant(wrong));
      return mean(mul(losses, weights));
    },
  };
  const batch = Math.min(most, trained.length);
  const stepper = await CpuStepper.open(model, { seed, decay: 0 });
  try {
    const next = random(seed);
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(trained, next);
      // The last mentions that do not fill a batch are others in each epoch.
      for (let from = 0; from + batch <= trained.length; from += batch) {
        const mentions = trained.subarray(from, from + batch);
        const words = { dims: [batch, 2 * window], data: wordsOf(contexts, mentions, window) };
        const targets = { dims: [batch, types], data: targetsOf(block, mentions) };
        await stepper.step([{ inputs: { words, targets }, examples: batch }], rate);
      }
    }
    return await stepper.parameters();
  } finally {
    await stepper.close();
  }
}

async function measure(
  contexts: Contexts,
  block: TypeBlock,
  measured: Uint32Array,
  { window, width }: ClassifierSettings,
  parameters: Parameters,
): Promise<Float64Array> {
  const { types } = block;
  const rows = contexts.vocabulary.length + FIRST_WORD;
  const words = input("words", "int32", ["batch", 2 * window]);
  const logits = scores(new Scope(), words, rows, types, width);
  const session = await Session.open(emit("types-by-context", { logits }, { constants: parameters }));
  const byType = Array.from({ length: types }, () => new Float32Array(measured.length));
  try {
    for (let from = 0; from < measured.length; from += SCORED) {
      const mentions = measured.subarray(from, from + SCORED);
      const fed = { dims: [mentions.length, 2 * window], data: wordsOf(contexts, mentions, window) };
      const { logits: found } = await session.run({ words: fed });
      const data = found?.data as Float32Array;
      byType.forEach((own, type) => {
        for (let i = 0; i < mentions.length; i++) own[from + i] = data[i * types + type] as number;
      });
    }
  } finally {
    await session.close();
  }
  const holders = holdersOf(block, measured);
  return Float64Array.from(byType, (own, type) => {
    const right = Uint32Array.from(holders[type] as number[]);
    const isTelling = right.length >= LEAST && own.length - right.length >= LEAST;
    return isTelling ? areaUnderCurve(own, right) : Number.NaN;
  });
}

/** Weights of right and of wrong examples by type: one over how frequent they are. */
function balance(block: TypeBlock, mentions: Uint32Array): [right: Float32Array, wrong: Float32Array] {
  const all = mentions.length;
  const counts = holdersOf(block, mentions).map(({ length }) => length);
  return [
    Float32Array.from(counts, (count) => all / Math.max(1, count)),
    Float32Array.from(counts, (count) => all / Math.max(1, all - count)),
  ];
}

/** By type, which of some mentions have it, as their places. */
function holdersOf({ types, starts, labels }: TypeBlock, mentions: Uint32Array): number[][] {
  const holders: number[][] = Array.from({ length: types }, () => []);
  mentions.forEach((m, place) => {
    for (const type of labels.subarray(starts[m], starts[m + 1])) holders[type]?.push(place);
  });
  return holders;
}

/** The inner words of contexts. */
function wordsOf(contexts: Contexts, mentions: Uint32Array, window: number): Int32Array {
  const words = new Int32Array(mentions.length * 2 * window);
  mentions.forEach((m, i) => {
    const from = m * 2 * contexts.window + contexts.window - window;
    words.set(contexts.words.subarray(from, from + 2 * window), i * 2 * window);
  });
  return words;
}

function targetsOf({ types, starts, labels }: TypeBlock, mentions: Uint32Array): Float32Array {
  const targets = new Float32Array(mentions.length * types);
  mentions.forEach((m, i) => {
    for (const type of labels.subarray(starts[m], starts[m + 1])) targets[i * types + type] = 1;
  });
  return targets;
}

const difference = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, i) => x - (b[i] as number));

/** Fisher and Yates. */
function shuffle(items: Uint32Array, next: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const other = next() % (i + 1);
    [items[i], items[other]] = [items[other] as number, items[i] as number];
  }
}
