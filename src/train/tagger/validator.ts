import { NameFinder } from "../../models/tagger/name-finder.js";
import { type TaggerSizes, taggerGraph } from "../../models/tagger/network.js";
import type { SentenceReader } from "../../models/tagger/sentence-reader.js";
import { emit } from "../../nn/graph/emit.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Session } from "../../nn/session.js";
import type { Validation } from "../../nn/training/task.js";
import { LabelMeanings } from "./label-meanings.js";
import { answersOf, type Texts } from "./labelled-text.js";
import type { TaggerConfig } from "./schema.js";
import { NameScore } from "./scoring.js";

/** The name under which a validation gives the least probability of a name: its key in the configuration. */
export const THRESHOLD = "decision.threshold";

/** Finds the names of development texts with parameters that change, and measures how well. */
export class TaggerValidator {
  readonly #meanings: LabelMeanings;
  #session: Session | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly reader: SentenceReader,
    private readonly sizes: TaggerSizes,
    private readonly config: TaggerConfig,
  ) {
    this.#meanings = new LabelMeanings(config.labels.mean);
  }

  async validate(parameters: Parameters): Promise<Validation> {
    const { decision, training } = this.config;
    this.#session ??= await this.#open(training.threads);
    const finder = new NameFinder(this.#session, this.reader, Object.fromEntries(parameters));
    const score = new NameScore(this.#meanings.fits);
    const { classes } = this.reader.vocabulary;
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
