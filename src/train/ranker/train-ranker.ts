import { NamesakeError } from "../../errors.js";
import { COHERENCE_FEATURES } from "../../link/coherence/document-coherence.js";
import type { Linker } from "../../link/linker.js";
import { treeRanker } from "../../link/ranker/ranker.js";
import { RANKER_COLUMNS } from "../../link/ranker/ranker-rows.js";
import type { LinearModel, Weights } from "../../link/weights.js";
import type { BoostedTrees } from "../../models/trees/boosted-trees.js";
import { randomFractions } from "../../random.js";
import type { LinkedText, LinkedTexts } from "../encoders/linked-texts.js";
import { fitTemperature, fitWeights, type LabelledMention } from "../fit-weights.js";
import { fitTrees } from "../trees/fit-trees.js";
import { withoutItsEntity } from "./absent.js";
import { type Decision, fitTemperatureOfDecisions, thresholdsOf } from "./calibrate.js";
import { measuredMentions, NO_CANDIDATE, RankerLists } from "./ranker-lists.js";

export interface RankerOptions {
  /** Trees at most. */
  trees: number;
  leaves: number;
  rate: number;
  seed: number;
  /** Share of the mentions whose entity is taken out of the candidates, so that NIL is right: as if the KB lacked it. */
  absent: number;
  /** Told what is being done. */
  onStep?: (step: string) => void;
}

/** What a training makes. */
export interface TrainedRanker {
  /** Weights of both passes; the temperature is that of the ranker. */
  weights: Weights;
  trees: BoostedTrees;
  /** On the texts that were held back. */
  held: { mentions: number; linear: number; ranked: number };
}

/** One text in so many is held back: it ends the growing of trees, and fits the temperature. */
const HELD = 8;
/** Mentions that the linear models are fitted to: more of them change nothing. */
const LINEAR_MENTIONS = 12_000;
/** Pull of linear weights towards the start, where there are thousands of mentions. */
const RIDGE = 0.002;

/**
 * Trains the weights of the first pass, those of the second, and the trees that rank by what the second measures.
 *
 * @param linkerOf a linker with these weights, over the KB that the texts are linked to; freed by `closeModels`
 * @param start weights of before
 */
export async function trainRanker(
  texts: LinkedTexts,
  linkerOf: (weights: Weights) => Linker,
  start: Weights,
  { trees, leaves, rate, seed, absent, onStep }: RankerOptions,
): Promise<TrainedRanker> {
  const next = randomFractions(seed);
  const someAbsent = (mentions: LabelledMention[]) =>
    mentions.map((mention) => (next() < absent ? withoutItsEntity(mention) : mention));
  onStep?.("measuring the first pass");
  const { first: _, ranker: __, linked: ___, ...alone } = start;
  // Weights that look twice are given all that was learned of the KB; what the second look adds is not for the first to know.
  const looking = linkerOf({ ...alone, first: alone });
  const measured = someAbsent((await measuredTexts(looking, texts, LINEAR_MENTIONS)).filter(isTold)).map(
    withoutSecondLook,
  );
  const first = fitted(measured, alone);
  onStep?.(`first pass: ${shown(accuracyOf(measured, first))} of ${measured.length} mentions right`);

  const twice: Weights = { ...alone, ...first, first };
  const [training, development] = [new RankerLists(), new RankerLists()];
  const linear: LabelledMention[] = [];
  const held: LabelledMention[] = [];
  await eachText(linkerOf(twice), texts, async (linker, text, number) => {
    const isHeld = number % HELD === 0;
    // Half of the texts as they are linked by default, where the encoder is asked only what may change the decision.
    const budget = number % 2 === 0 ? "balanced" : "best";
    const mentions = someAbsent(await measuredMentions(linker, text, { budget }));
    if (isHeld) held.push(...mentions);
    if (text.mentions.some(({ given }) => given !== undefined))
      mentions.push(...someAbsent(await measuredMentions(linker, text, { budget, given: true })));
    for (const mention of mentions.filter(isTold)) {
      (isHeld ? development : training).add(mention.candidates, mention.gold, text.set);
      if (!isHeld && linear.length < LINEAR_MENTIONS) linear.push(mention);
    }
    if (number % 100 === 99) onStep?.(`measured ${number + 1} texts, ${training.size} mentions to learn of`);
  });
  if (training.size === 0 || development.size === 0)
    throw new NamesakeError("TEXT_INVALID", {
      expected: `at least two texts with linked mentions whose entity is a candidate, of which one in ${HELD} is held back`,
      found: `${training.size} mentions to learn of, ${development.size} held back`,
    });
  const second = fitted(linear, twice);
  onStep?.(`growing trees on ${training.size} mentions`);
  const grown = fitTrees(RANKER_COLUMNS, training.lists(), development.lists(), {
    ...{ trees, leaves, rate, seed },
    onTree: (tree, trained, ofHeld) => {
      if (tree % 20 === 0)
        onStep?.(`${tree} trees, log-likelihood ${trained.toFixed(4)}, held back ${ofHeld?.toFixed(4)}`);
    },
  });
  const ranker = treeRanker(grown, "the ranker");
  const decisions = held.map(({ candidates, gold }): Decision => {
    const { scores } = ranker.rank(candidates.map((features) => ({ features })));
    return { scores, gold: gold === NO_CANDIDATE ? undefined : gold < 0 ? candidates.length : gold };
  });
  const temperature = fitTemperatureOfDecisions(decisions);
  return {
    weights: { ...twice, ...second, temperature, thresholds: thresholdsOf(decisions, temperature) },
    trees: grown,
    held: {
      mentions: held.length,
      linear: accuracyOf(held, second),
      ranked: decisions.filter(isRight).length / held.length,
    },
  };
}

function withoutSecondLook({ candidates, ...rest }: LabelledMention): LabelledMention {
  const kept = candidates.map((features) => {
    const first = { ...features };
    for (const name of COHERENCE_FEATURES) delete first[name];
    return first;
  });
  return { ...rest, candidates: kept };
}

const isTold = ({ gold }: LabelledMention): boolean => gold !== NO_CANDIDATE;

const isRight = ({ scores, gold }: Decision): boolean => scores.indexOf(Math.max(...scores)) === gold;

const shown = (share: number): string => `${(100 * share).toFixed(1)} %`;

async function eachText(
  linker: Linker,
  texts: LinkedTexts,
  action: (linker: Linker, text: LinkedText, number: number) => Promise<void>,
): Promise<void> {
  let number = 0;
  try {
    for await (const text of texts()) if (text.mentions.length > 0) await action(linker, text, number++);
  } finally {
    await linker.closeModels();
  }
}

async function measuredTexts(linker: Linker, texts: LinkedTexts, most: number): Promise<LabelledMention[]> {
  const measured: LabelledMention[] = [];
  await eachText(linker, texts, async (one, text) => {
    if (measured.length < most) measured.push(...(await measuredMentions(one, text)));
  });
  return measured;
}

function fitted(mentions: readonly LabelledMention[], start: Weights): LinearModel {
  const { features, nil, temperature } = fitTemperature(
    mentions,
    fitWeights(mentions, start, { ridge: RIDGE, steps: 300 }),
  );
  return { features, nil, temperature };
}

function accuracyOf(mentions: readonly LabelledMention[], { features, nil }: LinearModel): number {
  const right = mentions.filter(({ candidates, gold }) => {
    const scores = candidates.map((own) =>
      Object.entries(own).reduce(
        (sum, [name, value]) => sum + value * features[name as keyof typeof features],
        0,
      ),
    );
    const best = scores.indexOf(Math.max(...scores));
    return (nil > (scores[best] ?? Number.NEGATIVE_INFINITY) ? -1 : best) === gold;
  });
  return right.length / mentions.length;
}
