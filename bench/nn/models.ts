import {
  type BertOptions,
  bert,
  bidirectionalLstm,
  constant,
  crossEntropy,
  embedding,
  equal,
  firstToken,
  greater,
  inBatchLoss,
  linearLayer,
  type Model,
  type Scope,
  type Tensor,
} from "namesake/nn";

/** What is trained and run, here and in PyTorch (peer.py has the same under the same names). */
export interface Subject {
  name: string;
  /** Lengths of the batches for training. */
  lengths: Record<string, number>;
  /** How many rows of tokens one step reads. */
  sequences: number;
  /** How many different ids there are. */
  vocabulary: number;
  model: Model;
  /** What it gives in use, from ids [batch, tokens]. */
  use(scope: Scope, ids: Tensor): Tensor;
}

const encoder: BertOptions = {
  vocabulary: 30_000,
  width: 192,
  heads: 4,
  layers: 3,
  inner: 768,
  positions: 64,
  segments: 0,
};

const ids = { type: "int32", shape: ["batch", "tokens"] } as const;

/** Two texts through one encoder; the other texts of the batch are the wrong answers. */
const biEncoder: Subject = {
  name: "bi-encoder",
  lengths: { batch: 64, tokens: 64 },
  sequences: 128,
  vocabulary: encoder.vocabulary,
  model: {
    name: "bi-encoder",
    batch: { mentions: ids, entities: ids },
    loss(scope, { mentions, entities }) {
      const tower = (of: Tensor) => firstToken(bert(scope, { ids: of, mask: greater(of, zero) }, encoder));
      return inBatchLoss(tower(mentions as Tensor), tower(entities as Tensor));
    },
  },
  use: (scope, of) => firstToken(bert(scope, { ids: of, mask: greater(of, zero) }, encoder)),
};

const zero = constant(Int32Array.of(0), []);

const base: BertOptions = {
  vocabulary: 30_522,
  width: 768,
  heads: 12,
  layers: 12,
  inner: 3072,
  positions: 512,
  segments: 2,
};

const bertBase: Subject = {
  name: "BERT-base",
  lengths: { batch: 8, tokens: 128 },
  sequences: 8,
  vocabulary: base.vocabulary,
  model: {
    name: "BERT-base",
    batch: { ids, labels: { type: "int32", shape: ["batch"] } },
    loss: (scope, { ids, labels }) =>
      crossEntropy(
        linearLayer(scope.at("out"), firstToken(bert(scope, { ids: ids as Tensor }, base)), 2),
        labels as Tensor,
      ),
  },
  use: (scope, of) => firstToken(bert(scope, { ids: of }, base)),
};

const WIDTH = 128;

/** A tagger without its chain of labels. */
const recurrent: Subject = {
  name: "BiLSTM",
  lengths: { batch: 32, tokens: 64 },
  sequences: 32,
  vocabulary: 1000,
  model: {
    name: "BiLSTM",
    batch: { ids, labels: ids },
    loss: (scope, { ids, labels }) => crossEntropy(tag(scope, ids as Tensor), labels as Tensor),
  },
  use: tag,
};

function tag(scope: Scope, of: Tensor): Tensor {
  const tokens = embedding(scope.at("tokens"), of, { rows: 1000, width: WIDTH });
  const states = bidirectionalLstm(scope.at("states"), tokens, WIDTH, equal(of, of));
  return linearLayer(scope.at("out"), states, 9);
}

export const SUBJECTS: readonly Subject[] = [biEncoder, recurrent, bertBase];
