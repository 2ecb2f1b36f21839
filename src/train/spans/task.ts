import { type SpanFeed, spanGraph, spanTrainingModel } from "../../models/spans/network.js";
import type { SpanDefinition } from "../../models/spans/settings.js";
import { SpanModel } from "../../models/spans/span-model.js";
import { emit } from "../../nn/graph/emit.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Session } from "../../nn/session.js";
import type { Task, Validation } from "../../nn/training/task.js";
import { ANY_CLASS, answersOf, type Texts } from "../tagger/labelled-text.js";
import { NameScore } from "../tagger/scoring.js";
import { collateSpans, type SpanExample, spanExamples } from "./examples.js";
import { type SpanPreparation, sizesOf } from "./preparation.js";
import type { SpanConfig } from "./schema.js";

/** What a model of spans is trained on and measured with. */
export interface SpanData {
  /** Trained on, read again for each epoch. */
  training: Texts;
  /** Measured with, read again for each validation. */
  development: Texts;
  preparation: SpanPreparation;
}

/** The name under which a validation gives the least probability of a mention: its key in the configuration. */
export const SPAN_THRESHOLD = "decision.threshold";

/**
 * The training of a model of spans: its examples are windows of the texts, and what grows is the F1 of the mentions that it finds in
 * the development texts, whole texts as they are, each with exactly the right span.
 *
 * @example
 * ```ts
 * const preparation = await prepareSpans("runs/spans", config, undefined);
 * const task = spanTask({ training: texts, development, preparation }, config);
 * const { parameters } = await train(task, trainOptions(config, "runs/spans"));
 * ```
 */
export function spanTask(
  { training, development, preparation }: SpanData,
  config: SpanConfig,
): Task<SpanExample, SpanFeed> {
  const { settings, tokeniser, initial } = preparation;
  const { special, contextTokens, head } = settings;
  const options = { tokeniser, special, contextTokens };
  const validator = new Validator(development, preparation, config);
  return {
    model: spanTrainingModel(sizesOf(settings, config)),
    initial,
    examples: (epoch) => spanExamples(training, options, Math.imul(config.seed, 0x9e3779b1) ^ epoch),
    lengthOf: ({ ids, words }) => Math.max(ids.length, words.length),
    collate: (examples, length) => collateSpans(examples, length, special, head.words, config.loss.mentions),
    validate: (parameters) => validator.validate(parameters),
  };
}

/** Below this probability no threshold is sought. */
const LEAST = 0.02;

/** Finds the mentions of development texts with parameters that change, and measures how well. */
class Validator {
  #session: Session | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly preparation: SpanPreparation,
    private readonly config: SpanConfig,
  ) {}

  async validate(parameters: Parameters): Promise<Validation> {
    const { settings, tokeniser } = this.preparation;
    const { decision, training } = this.config;
    this.#session ??= await this.#open(settings, training.threads);
    const sessions = { scores: this.#session };
    // The best first is taken whatever the threshold: a higher one leaves out the last.
    const model = new SpanModel(settings, tokeniser, sessions, LEAST, Object.fromEntries(parameters));
    const score = new NameScore();
    for await (const document of this.texts()) {
      const found = await model.find(document.text);
      score.add(
        answersOf(document, [ANY_CLASS]),
        found.map((span) => ({ ...span, label: ANY_CLASS })),
      );
    }
    const threshold = decision.threshold > 0 ? decision.threshold : score.bestThreshold(true);
    const { precision, recall, f1 } = score.at(threshold, true);
    return {
      score: f1,
      measures: { f1, precision, recall, threshold },
      thresholds: { [SPAN_THRESHOLD]: threshold },
    };
  }

  /** Parameters are inputs of the graph, so that it need not be made anew for others. */
  #open(settings: SpanDefinition, threads: number): Promise<Session> {
    const { scope, inputs, outputs } = spanGraph(sizesOf(settings, this.config), false);
    const all = [...scope.tensors.values(), ...Object.values(inputs)];
    return Session.open(emit("spans", outputs, { inputs: all }), { threads });
  }
}
