import {
  choice,
  configSchema,
  flag,
  integer,
  number,
  numbers,
  text,
  type ValuesOf,
} from "../config/index.js";
import { TRAINING } from "../training-schema.js";

/** How mentions and entities are written; of every model that reads them. */
export const INPUTS = {
  markers: flag(false, {
    about: "mark the mention by tokens, with a sequence for each; otherwise mentions of a text share passes",
  }),
  contextTokens: integer(64, { atLeast: 4, about: "the most tokens of a mention with the words around it" }),
  mentionTokens: integer(16, { atLeast: 1, about: "of a mention that is longer, the first" }),
  entityTokens: integer(48, { atLeast: 4, about: "the most tokens of an entity" }),
  nameTokens: integer(12, { atLeast: 1, about: "of which its name has at most" }),
  typeTokens: integer(10, { atLeast: 0, about: "its types; 0 leaves them out" }),
  relationTokens: integer(16, { atLeast: 0, about: "its relations; 0 leaves them out" }),
  aliasTokens: integer(8, {
    atLeast: 0,
    about: "its aliases; 0 leaves them out; the description has the rest",
  }),
} as const;

/** What is hidden in training, so that a model has to read the rest. */
export const MASKING = {
  strength: number(0.4, {
    atLeast: 0,
    atMost: 1,
    about: "how much: 0 = nothing; 1 = as percentiles and shares say",
  }),
  percentiles: numbers([50, 65, 80, 95], {
    above: 0,
    about: "entities by how often they are trained on: the least popular first, in percent",
  }),
  shares: numbers([0.5, 0.62, 0.73, 0.84, 0.95], {
    atLeast: 0,
    about: "of the mentions and names of each of these groups, and of the most popular, that is hidden",
  }),
  fields: number(0.1, {
    atLeast: 0,
    below: 1,
    about: "share of the types, relations, aliases and descriptions that is left out",
  }),
} as const;

/** What the training of a bi-encoder can be told. */
export const BI_ENCODER = {
  ...TRAINING,
  training: {
    ...TRAINING.training,
    batch: integer(64, { atLeast: 2, about: TRAINING.training.batch.about }),
    buckets: numbers([32, 64], { above: 0, about: TRAINING.training.buckets.about }),
  },
  optimiser: {
    ...TRAINING.optimiser,
    rate: number(3e-4, { above: 0, about: TRAINING.optimiser.rate.about }),
  },
  model: {
    trunk: choice("use-lite", ["use-lite", "new"], {
      about:
        "what reads texts where --init names no other: the Universal Sentence Encoder Lite, or a new transformer",
    }),
    shared: flag(true, { about: "one transformer reads both mentions and entities" }),
    pooling: choice("span", ["span", "mean", "first"], {
      about: "of which tokens a vector is made: of the mention or name and of all, of all, or of the first",
    }),
    width: integer(256, { atLeast: 1, about: "numbers of a vector" }),
    dropout: number(0.1, { atLeast: 0, below: 1, about: "share of numbers that is dropped in training" }),
    layers: integer(2, { atLeast: 1, about: "of a new transformer" }),
    states: integer(256, { atLeast: 8, about: "numbers of a token's state in a new transformer" }),
    heads: integer(4, { atLeast: 1, about: "heads of its attention" }),
    vocabulary: integer(8000, {
      atLeast: 100,
      about: "subwords of its tokeniser, learned from the training data",
    }),
  },
  inputs: INPUTS,
  masking: MASKING,
  negatives: {
    hard: number(1, {
      atLeast: 0,
      about: "wrong entities a mention beside those of the others in the batch: of the same alias, or mined",
    }),
    perMention: integer(4, { atLeast: 1, about: "of which so many are drawn from, anew in each epoch" }),
    mined: text("", { about: "a file of `namesake mine`: what another bi-encoder took for the mentions" }),
    sameClass: flag(false, {
      about: "where a mention has fewer than `perMention`, fill up with entities of the class of its own",
    }),
    nil: flag(false, { about: "train on mentions that mean nothing in the KB too, with the answer none" }),
  },
  types: {
    file: text("", {
      about:
        "assigned types of the KB's entities, the first axis of which counts; without, the classes of records",
    }),
    inText: flag(false, { about: "write the class of an entity, in a word, before its other types" }),
  },
  validation: {
    mentions: integer(1500, { atLeast: 1, about: "mentions of the development data that are measured" }),
    others: integer(20_000, { atLeast: 0, about: "entities of the KB among which they are sought" }),
    measure: choice("accuracy", ["accuracy", "recall1", "recall64"], {
      about: "what is to grow: right among the candidates of the alias, or found among the others",
    }),
  },
} as const;

export const biEncoderSchema = configSchema(BI_ENCODER);
export type BiEncoderConfig = ValuesOf<typeof BI_ENCODER>;
