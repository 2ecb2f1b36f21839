import { collateFeatures, type FeatureName } from "../../models/tagger/features.js";
import { NameFinder } from "../../models/tagger/name-finder.js";
import { type TaggerSizes, taggerGraph, taggerModel } from "../../models/tagger/network.js";
import type { Vocabulary } from "../../models/tagger/vocabulary.js";
import { emit } from "../../nn/graph/emit.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Session } from "../../nn/session.js";
import type { Task, Validation } from "../../nn/training/task.js";
import { randomFractions } from "../../random.js";
import {
  answersOf,
  type TaggedSentence,
  type Texts,
  taggedSentences,
  withUnknownWords,
} from "./labelled-text.js";
import type { TaggerConfig } from "./schema.js";
import { NameScore } from "./scoring.js";

/** What a tagger is trained on and measured with. */
export interface TaggerData {
  /** Trained on, read again for each epoch. */
  training: Texts;
  /** Measured with, read again for each validation. */
  development: Texts;
  vocabulary: Vocabulary;
  /** Numbers to begin with; the others are drawn. */
  initial?: Parameters;
}

/** The name under which a validation gives the least probability of a name: its key in the configuration. */
export const THRESHOLD = "decision.threshold";

/** The sizes of a tagger that is configured so, for a vocabulary. */
export const taggerSizes = (vocabulary: Vocabulary, { model }: TaggerConfig): TaggerSizes => ({
  ...model,
  ...vocabulary.sizes,
});

/**
 * The training of a tagger: its examples are the sentences of the texts, and what grows is the F1 of the names that it finds
 * in the development texts, whole texts as they are.
 *
 * @example
 * ```ts
 * const { vocabulary } = await countVocabulary(texts, config);
 * const task = taggerTask({ training: texts, development, vocabulary }, config);
 * const { parameters } = await train(task, trainOptions(config, "runs/tagger"));
 * ```
 */
export function taggerTask(
  { training, development, vocabulary, initial }: TaggerData,
  config: TaggerConfig,
): Task<TaggedSentence, FeatureName | "labels"> {
  const { letters, unknownWords } = config.model;
  const longest = Math.max(...config.training.buckets);
  const sizes = taggerSizes(vocabulary, config);
  const validator = new Validator(development, vocabulary, sizes, config);
  return {
    model: taggerModel(vocabulary.labels, sizes),
    ...(initial === undefined ? {} : { initial }),
    async *examples(epoch) {
      const next = randomFractions(Math.imul(config.seed, 0x9e3779b1) ^ epoch);
      for await (const document of training())
        for (const { features, labels } of taggedSentences(document, vocabulary, { letters, longest }))
          yield { features: withUnknownWords(features, unknownWords, next), labels };
    },
    lengthOf: ({ labels }) => labels.length,
    collate(examples, length) {
      const labels = new Int32Array(examples.length * length);
      for (const [i, example] of examples.entries()) labels.set(example.labels, i * length);
      const features = examples.map((example) => example.features);
      return {
        ...collateFeatures(features, length, letters),
        labels: { data: labels, dims: [examples.length, length] },
      };
    },
    validate: (parameters) => validator.validate(parameters),
  };
}

/** Finds the names of development texts with parameters that change, and measures how well. */
class Validator {
  #session: Session | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly vocabulary: Vocabulary,
    private readonly sizes: TaggerSizes,
    private readonly config: TaggerConfig,
  ) {}

  async validate(parameters: Parameters): Promise<Validation> {
    const { decision, training } = this.config;
    this.#session ??= await this.#open(training.threads);
    const fed = Object.fromEntries(parameters);
    const finder = new NameFinder(this.#session, this.vocabulary, this.sizes.letters, fed);
    const score = new NameScore();
    const { classes } = this.vocabulary;
    for await (const document of this.texts())
      score.add(answersOf(document, classes), await finder.find(document.text));
    const threshold =
      decision.threshold > 0 ? decision.threshold : score.bestThreshold(decision.measure === "f1");
    const { precision, recall, f1 } = score.at(threshold, true);
    const { f1: spanF1 } = score.at(threshold, false);
    const measures = { f1, precision, recall, spanF1 };
    return {
      score: measures[decision.measure],
      measures: { ...measures, threshold },
      thresholds: { [THRESHOLD]: threshold },
    };
  }

  /** Parameters are inputs of the graph, so that it need not be made anew for others. */
  #open(threads: number): Promise<Session> {
    const { scope, inputs, outputs } = taggerGraph(this.sizes);
    const all = [...scope.tensors.values(), ...Object.values(inputs)];
    return Session.open(emit("tagger", outputs, { inputs: all }), { threads });
  }
}
