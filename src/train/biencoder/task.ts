import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { classInText } from "../../link/types/class-in-text.js";
import type { EntityTypes } from "../../link/types/type-judge.js";
import { type BiEncoderFeed, biEncoderModel } from "../../models/encoders/network.js";
import type { Task } from "../../nn/training/task.js";
import { EntitySource } from "../encoders/entity-source.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { Masking } from "../encoders/masking.js";
import { ClassMates } from "./class-mates.js";
import { collate } from "./collate.js";
import { type ExampleOptions, type MentionExample, mentionExamples } from "./examples.js";
import { type Preparation, sizesOf } from "./preparation.js";
import type { BiEncoderConfig } from "./schema.js";
import { BiEncoderValidator } from "./validator.js";

/** What a bi-encoder is trained on and measured with. */
export interface BiEncoderData {
  kb: KnowledgeBase;
  /** Trained on, read again for each epoch. */
  training: LinkedTexts;
  /** Measured with. */
  development: LinkedTexts;
  preparation: Preparation;
  /** See `ExampleOptions`. */
  mined?: (place: number) => readonly number[] | undefined;
  /** What classes entities have; absent = the configuration does not ask for them. */
  types?: EntityTypes;
}

/**
 * The training of a bi-encoder: its examples are mentions, each with its entity and some that are hard to tell from it; what grows
 * is how often its own entity is nearest to a mention of the development texts.
 */
export function biEncoderTask(
  { kb, training, development, preparation, mined, types }: BiEncoderData,
  config: BiEncoderConfig,
): Task<MentionExample, BiEncoderFeed> {
  const { settings, tokeniser, initial, popularity } = preparation;
  const { inputs, special } = settings;
  const { hard, perMention, nil } = config.negatives;
  const classOf = types !== undefined && config.types.inText ? classInText(kb, types) : undefined;
  const entities = new EntitySource(kb, tokeniser, inputs, classOf);
  const options: ExampleOptions = {
    tokeniser,
    entities,
    inputs,
    special,
    masking: new Masking(config.masking, popularity),
    negatives: hard === 0 ? 0 : perMention,
    nil,
    ...(mined === undefined ? {} : { mined }),
    ...(types !== undefined && config.negatives.sameClass && { mates: ClassMates.read(kb, types) }),
  };
  const validator = new BiEncoderValidator(development, entities, tokeniser, settings, config);
  return {
    model: biEncoderModel(sizesOf(settings, config), nil),
    initial,
    examples: (epoch) => mentionExamples(training, options, Math.imul(config.seed, 0x9e3779b1) ^ epoch),
    lengthOf: ({ ids }) => ids.length,
    collate: (examples, length) => collate(examples, length, hard, options),
    validate: (parameters) => validator.validate(parameters),
  };
}
