import { type TaggerSizes, taggerModel } from "../../models/tagger/network.js";
import { PieceReader } from "../../models/tagger/pieces.js";
import { SentenceReader } from "../../models/tagger/sentence-reader.js";
import type { TaggerTrunk } from "../../models/tagger/tagger-files.js";
import type { Vocabulary } from "../../models/tagger/vocabulary.js";
import type { Parameters } from "../../nn/layers/model.js";
import type { Tensor } from "../../nn/onnx.js";
import type { Task } from "../../nn/training/task.js";
import { randomFractions } from "../../random.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { LabelMeanings } from "./label-meanings.js";
import { LabelSets } from "./label-sets.js";
import { type TaggedSentence, type Texts, taggedSentences, withUnknownWords } from "./labelled-text.js";
import type { TaggerConfig } from "./schema.js";
import { TaggerValidator } from "./validator.js";

/** A transformer that a tagger has, with what makes its tokens. */
export interface TrainedTrunk extends TaggerTrunk {
  tokeniser: Tokeniser;
}

/** What a tagger is trained on and measured with. */
export interface TaggerData {
  /** Trained on, read again for each epoch. */
  training: Texts;
  /** Measured with, read again for each validation. */
  development: Texts;
  vocabulary: Vocabulary;
  /** Absent = it reads words alone. */
  encoder?: TrainedTrunk;
  /** Numbers to begin with; the others are drawn. */
  initial?: Parameters;
}

/** The sizes of a tagger that is configured so, for a vocabulary. */
export function taggerSizes(
  vocabulary: Vocabulary,
  config: TaggerConfig,
  encoder?: TaggerTrunk,
): TaggerSizes {
  const { trunk: _, ...model } = config.model;
  return {
    ...model,
    ...vocabulary.sizes,
    ...(encoder && { trunk: encoder.trunk, trunkDropout: config.trunk.dropout }),
  };
}

/**
 * The training of a tagger: its examples are the sentences of the texts, and what grows is the F1 of the names that it finds
 * in the development texts, whole texts as they are.
 *
 * @example
 * ```ts
 * const { vocabulary } = await countVocabulary(texts, config);
 * const task = taggerTask({ training: texts, development, vocabulary }, config);
 * const { parameters } = await train(task, trainOptions(config, "runs/tagger"));
 * ```
 */
export function taggerTask(
  { training, development, vocabulary, encoder, initial }: TaggerData,
  config: TaggerConfig,
): Task<TaggedSentence> {
  const { letters, unknownWords } = config.model;
  const longest = Math.max(...config.training.buckets);
  const pieces = encoder && new PieceReader(encoder.tokeniser, encoder.special, encoder.trunk, longest);
  const reader = new SentenceReader(vocabulary, letters, pieces);
  const sizes = taggerSizes(vocabulary, config, encoder);
  const sets = new LabelSets(vocabulary, new LabelMeanings(config.labels.mean));
  const validator = new TaggerValidator(development, reader, sizes, config);
  return {
    model: taggerModel(vocabulary.labels, sizes),
    ...(initial === undefined ? {} : { initial }),
    async *examples(epoch) {
      const next = randomFractions(Math.imul(config.seed, 0x9e3779b1) ^ epoch);
      for await (const document of training())
        for (const { features, labels } of taggedSentences(document, reader, sets, longest))
          yield { features: withUnknownWords(features, unknownWords, next), labels };
    },
    lengthOf: ({ features }) => reader.lengthOf(features),
    collate: (examples, length) => ({
      ...reader.feeds(
        examples.map(({ features }) => features),
        length,
      ),
      allowed: allowedLabels(examples, length, sets, sizes.labels),
    }),
    validate: (parameters) => validator.validate(parameters),
  };
}

/** Bool [batch, length, labels]; at padding no label is marked, and none is asked for. */
function allowedLabels(
  examples: readonly TaggedSentence[],
  length: number,
  sets: LabelSets,
  count: number,
): Tensor {
  const data = new Uint8Array(examples.length * length * count);
  for (const [row, { labels }] of examples.entries())
    for (const [at, set] of labels.entries()) data.set(sets.labelsOf(set), (row * length + at) * count);
  return { data, dims: [examples.length, length, count] };
}
