import { typeGraph } from "../../models/types/network.js";
import type { TypeDefinition } from "../../models/types/settings.js";
import { TypeClassifier } from "../../models/types/type-classifier.js";
import { emit } from "../../nn/graph/emit.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Session } from "../../nn/session.js";
import type { Validation } from "../../nn/training/task.js";
import { developmentSample, type MeasuredText } from "../encoders/development-sample.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import type { TypeLabels } from "./labels.js";
import type { TypePreparation } from "./preparation.js";
import type { TypeConfig } from "./schema.js";
import { type TypeFigures, TypeScore } from "./scoring.js";

/** The beginning of the name under which a validation gives the accuracy of an axis. */
export const ACCURACY_OF = "accuracy of ";

/** Measures a classifier with parameters that change on mentions that are not trained on. */
export class TypeValidator {
  #session: Session | undefined;
  #sample: MeasuredText[] | undefined;

  constructor(
    private readonly texts: LinkedTexts,
    private readonly labels: TypeLabels,
    private readonly preparation: Pick<TypePreparation, "settings" | "reader">,
    private readonly config: TypeConfig,
  ) {}

  async validate(parameters: Parameters): Promise<Validation> {
    const { settings, reader } = this.preparation;
    const { validation, training } = this.config;
    // Vectors are nothing that is measured.
    const { vectors: _, ...definition } = settings;
    this.#session ??= await openSession(definition, training.threads);
    this.#sample ??= await developmentSample(this.texts, { namesakes: () => [] }, validation.mentions);
    const fed = Object.fromEntries(parameters);
    const classifier = new TypeClassifier(definition, reader, this.#session, undefined, fed);
    const score = new TypeScore(settings.axes.map(({ classes }) => classes.length));
    for (const { text, mentions } of this.#sample)
      for (const [i, types] of (await classifier.classify(text, mentions)).entries()) {
        const { row = null } = mentions[i] ?? {};
        score.add(
          settings.axes.map((_, axis) => this.labels.labelOf(row, axis)),
          types,
        );
      }
    const { micro, macro, accuracy } = score.all;
    const axes = settings.axes.map(({ name }, axis): [string, TypeFigures] => [name, score.of(axis)]);
    const measures = {
      micro,
      macro,
      accuracy,
      ...Object.fromEntries(axes.map(([name, figures]) => [ACCURACY_OF + name, figures.accuracy])),
    };
    return { score: micro, measures };
  }
}

/** Parameters are inputs of the graph, so that it need not be made anew for others. */
function openSession(definition: TypeDefinition, threads: number): Promise<Session> {
  const { scope, inputs, outputs } = typeGraph(definition);
  const all = [...scope.tensors.values(), ...Object.values(inputs)];
  return Session.open(emit("types", outputs, { inputs: all }), { threads });
}
