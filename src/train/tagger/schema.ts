import { BI_ENCODER } from "../biencoder/schema.js";
import { choice, configSchema, integer, number, texts, type ValuesOf } from "../config/index.js";
import { TRAINING } from "../training-schema.js";

const { layers, states, heads, vocabulary } = BI_ENCODER.model;

/** What the training of a tagger can be told. */
export const TAGGER = {
  ...TRAINING,
  optimiser: {
    ...TRAINING.optimiser,
    // Small tables and an LSTM learn well at rates at which a large transformer goes astray.
    rate: number(5e-3, { above: 0, about: TRAINING.optimiser.rate.about }),
    clip: number(5, { atLeast: 0, about: TRAINING.optimiser.clip.about }),
  },
  model: {
    leastCount: integer(2, {
      atLeast: 1,
      about: "how often a word has to be in the data to be known; rarer ones are known by their spelling",
    }),
    mostWords: integer(50_000, { atLeast: 1, about: "words that are known; the frequent ones are kept" }),
    wordWidth: integer(100, { atLeast: 1, about: "numbers of the vector of a word" }),
    shapeWidth: integer(8, { atLeast: 1, about: "numbers for how it is written: Abc, ABC, 123" }),
    characterWidth: integer(32, { atLeast: 1, about: "numbers of the vector of a character" }),
    filters: integer(48, { atLeast: 1, about: "filters over three characters" }),
    letters: integer(16, { atLeast: 3, atMost: 64, about: "characters of a word that are read" }),
    trunk: choice("none", ["none", "init", "use-lite", "new"], {
      about:
        "a transformer that reads sentences too: that of --init, the Universal Sentence Encoder Lite, or a new one",
    }),
    width: integer(128, {
      atLeast: 0,
      about: "numbers that the LSTM keeps, in each direction; 0 = no LSTM",
    }),
    dropout: number(0.4, { atLeast: 0, below: 1, about: "share of numbers that is dropped in training" }),
    unknownWords: number(0.05, {
      atLeast: 0,
      below: 1,
      about: "share of words that is made unknown in training",
    }),
  },
  trunk: {
    // It knows something, which the rate that a head learns at would destroy.
    rate: number(0.1, { above: 0, about: "learning rate of the transformer, as a factor" }),
    dropout: number(0.1, { atLeast: 0, below: 1, about: "share of its numbers that is dropped in training" }),
    ...{ layers, states, heads, vocabulary },
  },
  labels: {
    mean: texts([], {
      about:
        'classes that labels of the data may mean, where they are others: ["MISC=MEDIA|EVE", "group=ORG"]',
    }),
  },
  decision: {
    threshold: number(0, {
      atLeast: 0,
      atMost: 1,
      about: "the least probability of a name; 0 = the best on the development data",
    }),
    measure: choice("f1", ["f1", "spanF1"], {
      about: "what is to grow: F1 of names with their classes, or of names alone",
    }),
  },
} as const;

export const taggerSchema = configSchema(TAGGER);
export type TaggerConfig = ValuesOf<typeof TAGGER>;
