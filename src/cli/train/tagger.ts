import { NamesakeError } from "../../errors.js";
import type { TrainResult } from "../../nn/training/train.js";
import {
  areNone,
  countVocabulary,
  inheritedByTagger,
  prepareTagger,
  readTaggerPreparation,
  saveTagger,
  type TAGGER,
  type TaggerConfig,
  THRESHOLD,
  taggerSchema,
  vocabularyBeside,
} from "../../train/tagger/index.js";
import { documentsOf } from "./data.js";
import type { ModelKind, Run } from "./kind.js";
import { counted, percent } from "./words.js";

const EXAMPLES = `
Examples:
  $ namesake train tagger train.conllu --dev dev.conllu --out runs/tagger
  $ namesake train tagger aida-train.tsv --dev aida-dev.tsv --out runs/aida --set training.epochs=20 model.width=200
  $ namesake train tagger mine.jsonl --dev dev.jsonl --out runs/mine --init runs/aida --set optimiser.rate=3e-4
  $ namesake train tagger train.conllu --dev dev.conllu --out runs/c --init open     on the transformer of an encoder
  $ namesake train tagger --print-config > tagger.yaml      all settings with their help, for --config`;

const SPACE = `
  optimiser:
    rate: { from: 3e-4, to: 1e-2, scale: log }
  model:
    width: { one of: [64, 128, 200] }
    dropout: { from: 0.2, to: 0.6 }
  sweep: [decision.threshold]`;

/** A tagger, as `namesake train` and `namesake tune` know it. */
export const TAGGER_KIND: ModelKind<typeof TAGGER> = {
  name: "tagger",
  needsKb: false,
  about: "a tagger, which finds names and tells their classes",
  schema: taggerSchema,
  thresholds: [THRESHOLD],
  examples: { train: EXAMPLES, space: SPACE },
  prepare,
  inherited: inheritedByTagger,
  rates: ({ model, trunk }) => (model.trunk === "none" ? [] : [`trunk.*=${trunk.rate}`]),
  task: (run) => ({
    module: new URL("./tagger-task.js", import.meta.url).href,
    name: "taggerTaskOf",
    argument: run,
  }),
  finish: async ({ config, folder }: Run<TaggerConfig>, { parameters, best }: TrainResult) =>
    saveTagger(folder, {
      config,
      ...(await readTaggerPreparation(folder)),
      parameters,
      threshold: best?.thresholds[THRESHOLD] ?? config.decision.threshold,
    }),
  describe: ({ f1 = 0, precision = 0, recall = 0, spanF1 = 0, threshold = 0 }) => [
    `F1 ${percent(f1)} (precision ${percent(precision)}, recall ${percent(recall)}); without classes ${percent(spanF1)}`,
    `names are kept from a probability of ${threshold.toFixed(2)}`,
  ],
};

async function prepare(run: Run<TaggerConfig>, problem: (message: string) => void): Promise<string[]> {
  const { data, config, folder, init } = run;
  const tell = ({ message }: Error) => problem(message);
  const base = init === undefined ? undefined : await vocabularyBeside(init);
  const [training, development] = [
    await countVocabulary(await documentsOf(data.training, data, tell), config, base),
    await countVocabulary(await documentsOf(data.development, data, tell), config),
  ];
  for (const [option, { size }] of Object.entries({ "The training data": training, "--dev": development }))
    if (size.names === 0)
      throw new NamesakeError("OPTION_INVALID", {
        option,
        expected: "documents in which names are marked",
        found: `none in ${counted(size.documents, "document")}`,
      });
  const texts = await documentsOf(data.training, data);
  const { vocabulary, ...begun } = await prepareTagger(folder, texts, training.vocabulary, config, init);
  const unknown = unlearnable(vocabulary.classes, development.vocabulary.classes);
  return [
    `Training on ${sized(training.size)}; measuring with ${sized(development.size)}.`,
    `Known are ${counted(vocabulary.words.length, "word")} and the classes ${vocabulary.classes.join(", ")}.`,
    ...(unknown.length === 0
      ? []
      : [`Nothing can be learned of ${unknown.join(", ")}, which --dev alone has.`]),
    ...begunWith(begun, init),
  ];
}

/** Classes that the development data alone have; where there are no classes in training, none is asked for. */
function unlearnable(trained: readonly string[], measured: readonly string[]): string[] {
  if (areNone(measured) && !areNone(trained))
    throw new NamesakeError("OPTION_INVALID", {
      option: "--dev",
      expected: `documents whose names have classes, as those of the training data: ${trained.join(", ")}`,
      found: "names without classes",
    });
  return areNone(trained) ? [] : measured.filter((name) => !trained.includes(name));
}

const sized = ({ documents, words, names }: { documents: number; words: number; names: number }): string =>
  `${counted(documents, "document")} with ${counted(words, "word")} and ${counted(names, "name")}`;

function begunWith(
  { initial, drawn }: { initial: ReadonlyMap<string, unknown>; drawn: readonly string[] },
  init = "the Universal Sentence Encoder Lite",
): string[] {
  if (initial.size === 0) return [];
  const begun = `Beginning with ${counted(initial.size, "tensor")} of ${init}`;
  if (drawn.length === 0) return [`${begun}, which are all.`];
  return [`${begun}; drawn anew, as nothing of the same name and shape is there: ${drawn.join(", ")}.`];
}
