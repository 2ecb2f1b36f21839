import { choice, configSchema, flag, integer, number, numbers, type ValuesOf } from "../config/index.js";
import { TRAINING } from "../training-schema.js";

/** What the training of a type classifier can be told. */
export const TYPES = {
  ...TRAINING,
  training: {
    ...TRAINING.training,
    batch: integer(32, { atLeast: 1, about: "windows of a batch" }),
    buckets: numbers([32, 64], { above: 0, about: TRAINING.training.buckets.about }),
  },
  optimiser: {
    ...TRAINING.optimiser,
    rate: number(3e-3, { above: 0, about: TRAINING.optimiser.rate.about }),
  },
  model: {
    kind: choice("encoder", ["encoder", "lstm"], {
      about: "what reads texts: the transformer of an encoder, or DeepType's LSTMs, which begin with nothing",
    }),
    hidden: integer(256, {
      atLeast: 0,
      about: "numbers of a layer between the states of a text and the answers; 0 = no layer",
    }),
    dropout: number(0.2, { atLeast: 0, below: 1, about: "share of numbers that is dropped in training" }),
  },
  encoder: {
    frozen: flag(false, {
      about: "leave the transformer as it is: on that of a bi-encoder, its vectors come with the types",
    }),
    // It knows something, which the rate that a head learns at would destroy.
    rate: number(0.1, { above: 0, about: "learning rate of the transformer, as a factor" }),
    trunk: choice("use-lite", ["use-lite", "new"], {
      about:
        "what reads texts where --init names no other: the Universal Sentence Encoder Lite, or a new transformer",
    }),
    layers: integer(2, { atLeast: 1, about: "of a new transformer" }),
    states: integer(256, { atLeast: 8, about: "numbers of a token's state in a new transformer" }),
    heads: integer(4, { atLeast: 1, about: "heads of its attention" }),
    vocabulary: integer(8000, {
      atLeast: 100,
      about: "subwords of its tokeniser, learned from the training data",
    }),
  },
  lstm: {
    leastCount: integer(2, { atLeast: 1, about: "how often a word has to be in the data to be known" }),
    mostWords: integer(50_000, { atLeast: 1, about: "words that are known; the frequent ones are kept" }),
    wordWidth: integer(100, { atLeast: 1, about: "numbers of the vector of a word" }),
    shapeWidth: integer(8, { atLeast: 1, about: "numbers for how it is written: Abc, ABC, 123, a mark" }),
    affixes: integer(8192, { atLeast: 2, about: "rows of the table of first and last characters" }),
    affixWidth: integer(6, { atLeast: 1, about: "numbers for each of two beginnings and two endings" }),
    characterWidth: integer(16, { atLeast: 1, about: "numbers of the vector of a character" }),
    filters: integer(32, { atLeast: 1, about: "filters over three characters" }),
    letters: integer(16, { atLeast: 3, atMost: 64, about: "characters of a word that are read" }),
    width: integer(200, { atLeast: 1, about: "numbers that an LSTM keeps, in each direction" }),
    layers: integer(2, { atLeast: 1, about: "LSTMs, each over the states of the one before" }),
  },
  inputs: {
    contextTokens: integer(64, {
      atLeast: 4,
      about: "the most tokens of a window of text; on the frozen trunk of a bi-encoder its own",
    }),
    mentionTokens: integer(16, { atLeast: 1, about: "of a mention that is longer, the first; as above" }),
    mentions: integer(8, {
      atLeast: 1,
      about: "mentions of a window that are trained on together; of more, the window is read again",
    }),
  },
  noise: {
    mentions: number(0.15, {
      atLeast: 0,
      atMost: 1,
      about: "share of mentions that are hidden in training, so that the words around them have to be read",
    }),
    words: number(0.05, { atLeast: 0, below: 1, about: "share of all tokens that are hidden" }),
    case: number(0.05, { atLeast: 0, below: 1, about: "share of words that are written in small letters" }),
    endings: number(0.05, { atLeast: 0, below: 1, about: 'share of words in "s" that are without it' }),
  },
  loss: {
    classWeights: number(0, {
      atLeast: 0,
      atMost: 1,
      about: "how much more a rare class counts: 0 = nothing, 1 = as much as it is rarer",
    }),
    mostWeight: number(1000, { atLeast: 1, about: "the greatest such weight" }),
  },
  validation: {
    mentions: integer(2000, { atLeast: 1, about: "mentions of the development data that are measured" }),
  },
} as const;

export const typeSchema = configSchema(TYPES);
export type TypeConfig = ValuesOf<typeof TYPES>;
