import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { crossEncoderModel } from "../../models/encoders/cross-network.js";
import type { Task } from "../../nn/training/task.js";
import type { CandidateLists } from "../encoders/candidate-lists.js";
import { EntitySource } from "../encoders/entity-source.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { Masking } from "../encoders/masking.js";
import { firstMentions } from "../encoders/mention-hash.js";
import { type CandidateExample, type CandidateOptions, candidateExamples } from "./examples.js";
import { formOf } from "./form.js";
import { type CrossPreparation, sizesOf } from "./preparation.js";
import type { CrossEncoderConfig } from "./schema.js";
import { CrossEncoderValidator } from "./validator.js";

/** What a cross-encoder is trained on and measured with. */
export interface CrossEncoderData {
  kb: KnowledgeBase;
  /** Trained on, read again for each epoch; where there are lists for the first mentions alone, these. */
  training: LinkedTexts;
  /** Measured with. */
  development: LinkedTexts;
  preparation: CrossPreparation;
  /** What was found for the mentions of the training texts; absent = the entities of the alias. */
  lists?: CandidateLists;
}

/**
 * The training of a cross-encoder: its examples are mentions, each with some of its candidates; what grows is how often its own
 * entity has the highest score of all candidates of a mention of the development texts.
 */
export function crossEncoderTask(
  { kb, training, development, preparation, lists }: CrossEncoderData,
  config: CrossEncoderConfig,
): Task<CandidateExample> {
  const { settings, tokeniser, initial, popularity } = preparation;
  const { inputs, special } = settings;
  const { count, first, strangers } = config.candidates;
  const entities = new EntitySource(kb, tokeniser, inputs);
  const options: CandidateOptions = {
    tokeniser,
    entities,
    inputs,
    special,
    masking: new Masking(config.masking, popularity),
    unrelated: config.masking.relations,
    count,
    first,
    strangers,
    ...(lists === undefined ? {} : { lists }),
  };
  const texts: LinkedTexts = lists === undefined ? training : () => firstMentions(training(), lists.mentions);
  const validator = new CrossEncoderValidator(development, entities, tokeniser, settings, config);
  return {
    model: crossEncoderModel(sizesOf(settings, config), count),
    initial,
    examples: (epoch) => candidateExamples(texts, options, Math.imul(config.seed, 0x9e3779b1) ^ epoch),
    ...formOf(settings, count),
    validate: (parameters) => validator.validate(parameters),
  };
}
