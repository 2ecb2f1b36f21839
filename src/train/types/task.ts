import type { Task } from "../../nn/training/task.js";
import type { AssignedTypes } from "../../types/assigned-types.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { collateTypes, type TypeExample, typeExamples } from "./examples.js";
import { TypeLabels } from "./labels.js";
import { type TypePreparation, trainedModel } from "./preparation.js";
import type { TypeConfig } from "./schema.js";
import { TypeValidator } from "./validator.js";

/** What a type classifier is trained on and measured with. */
export interface TypeData {
  types: AssignedTypes;
  /** Trained on, read again for each epoch. */
  training: LinkedTexts;
  /** Measured with. */
  development: LinkedTexts;
  preparation: TypePreparation;
}

/**
 * The training of a type classifier: its examples are windows with mentions whose entities are known, and nothing is learned of other
 * tokens; what grows is the F1 of the classes of mentions of the development texts.
 *
 * @example
 * ```ts
 * const preparation = await prepareTypes("runs/types", texts, types, config, undefined);
 * const task = typeTask({ types, training: texts, development, preparation }, config);
 * const { parameters } = await train(task, trainOptions(config, "runs/types"));
 * ```
 */
export function typeTask(
  { types, training, development, preparation }: TypeData,
  config: TypeConfig,
): Task<TypeExample> {
  const { settings, reader, initial, popularity } = preparation;
  const { noise, inputs } = config;
  const labels = new TypeLabels(types, popularity, config.loss);
  const options = { reader, labels, sizes: settings, mentions: inputs.mentions, noise };
  const validator = new TypeValidator(development, labels, preparation, config);
  return {
    model: trainedModel(settings, config),
    initial,
    examples: (epoch) => typeExamples(training, options, Math.imul(config.seed, 0x9e3779b1) ^ epoch),
    lengthOf: ({ window }) => reader.lengthOf(window),
    collate: (examples, length) => collateTypes(examples, length, options),
    validate: (parameters) => validator.validate(parameters),
  };
}
