import { BI_ENCODER, INPUTS, MASKING } from "../biencoder/schema.js";
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

const { trunk, dropout, layers, states, heads, vocabulary } = BI_ENCODER.model;
const { mentionTokens, nameTokens, typeTokens, relationTokens, aliasTokens } = INPUTS;

/** What the training of a cross-encoder can be told. */
export const CROSS_ENCODER = {
  ...TRAINING,
  training: {
    ...TRAINING.training,
    batch: integer(8, { atLeast: 1, about: "mentions of a batch, each with all its candidates" }),
    buckets: numbers([64, 96], { above: 0, about: TRAINING.training.buckets.about }),
  },
  optimiser: {
    ...TRAINING.optimiser,
    rate: number(1e-4, { above: 0, about: TRAINING.optimiser.rate.about }),
  },
  model: {
    trunk,
    joint: choice("all", ["upper", "all"], {
      about:
        "which layers read mention and entity together: all, or those above a bi-encoder, as where --init is one",
    }),
    pooling: choice("parts", ["parts", "first"], {
      about:
        "of joint all: what scores are made of, the means over mention, window, name and entity, or the first token",
    }),
    width: integer(256, {
      atLeast: 0,
      about: "numbers of the vectors whose product is added, as a bi-encoder of --init has them; 0 = none is",
    }),
    upperWidth: integer(256, { atLeast: 8, about: "of joint upper: numbers of a token's state above" }),
    upperHeads: integer(4, { atLeast: 1, about: "of joint upper: heads of the attention above" }),
    dropout,
    layers,
    states,
    heads,
    vocabulary,
  },
  inputs: {
    contextTokens: integer(48, { atLeast: 8, about: INPUTS.contextTokens.about }),
    mentionTokens,
    entityTokens: integer(48, {
      atLeast: 4,
      about: "the most tokens of an entity",
    }),
    nameTokens,
    typeTokens,
    relationTokens,
    aliasTokens,
  },
  masking: {
    ...MASKING,
    relations: number(0, {
      atLeast: 0,
      atMost: 1,
      about:
        "share of mentions whose candidates are shown without relations; high where relations were counted in the training texts, which then tell there what they tell nowhere else",
    }),
  },
  candidates: {
    file: text("", {
      about:
        "a file of `namesake mine`: what a bi-encoder took for the mentions; without, the entities of the alias",
    }),
    count: integer(8, { atLeast: 2, about: "candidates of a mention, its own entity among them" }),
    first: integer(16, {
      atLeast: 1,
      about: "of so many wrong ones, the first, they are drawn anew in each epoch",
    }),
    strangers: flag(true, {
      about: "fill up short lists with entities drawn from the whole KB; otherwise they are left short",
    }),
  },
  validation: { mentions: BI_ENCODER.validation.mentions },
} as const;

export const crossEncoderSchema = configSchema(CROSS_ENCODER);
export type CrossEncoderConfig = ValuesOf<typeof CROSS_ENCODER>;
