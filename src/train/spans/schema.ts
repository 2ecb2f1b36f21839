import { configSchema, flag, integer, number, numbers, texts, type ValuesOf } from "../config/index.js";
import { TRAINING } from "../training-schema.js";

/** What the training of a model of spans can be told. */
export const SPANS = {
  ...TRAINING,
  training: {
    ...TRAINING.training,
    batch: integer(16, { atLeast: 1, about: "windows of a batch" }),
    buckets: numbers([64, 128], { above: 0, about: TRAINING.training.buckets.about }),
  },
  optimiser: {
    ...TRAINING.optimiser,
    rate: number(3e-3, { above: 0, about: TRAINING.optimiser.rate.about }),
    // The trunk knows something, which the rate that a head learns at would destroy.
    rates: texts(["trunk.*=0.1"], { about: TRAINING.optimiser.rates.about }),
  },
  model: {
    frozen: flag(false, {
      about: "leave the trunk as it is: on that of a bi-encoder, its vectors of mentions come with the spans",
    }),
    words: integer(10, { atLeast: 1, atMost: 64, about: "the most words of a mention, marks included" }),
    shapeWidth: integer(16, {
      atLeast: 0,
      about: "numbers for how a word is written: Abc, ABC, 123; 0 = none",
    }),
    width: integer(128, {
      atLeast: 0,
      about: "numbers that an LSTM over the words keeps, in each direction; 0 = no LSTM",
    }),
    dropout: number(0.2, { atLeast: 0, below: 1, about: "share of numbers that is dropped in training" }),
  },
  inputs: {
    contextTokens: integer(64, {
      atLeast: 8,
      about: "the most tokens of a window of text; on the frozen trunk of a bi-encoder its own",
    }),
  },
  loss: {
    mentions: number(1, {
      above: 0,
      about: "how much a span that is a mention counts, where one that is none counts 1",
    }),
  },
  decision: {
    threshold: number(0, {
      atLeast: 0,
      atMost: 1,
      about: "the least probability of a mention; 0 = the best on the development data",
    }),
  },
} as const;

export const spanSchema = configSchema(SPANS);
export type SpanConfig = ValuesOf<typeof SPANS>;
