import { NamesakeError } from "../../errors.js";
import type { TrainResult } from "../../nn/training/train.js";
import {
  prepareSpans,
  readSpanPreparation,
  SPAN_THRESHOLD,
  type SPANS,
  type SpanConfig,
  saveSpans,
  spanSchema,
} from "../../train/spans/index.js";
import { ANY_CLASS, answersOf, type Texts } from "../../train/tagger/index.js";
import { documentsOf } from "./data.js";
import type { ModelKind, Run } from "./kind.js";
import { counted, percent } from "./words.js";

const EXAMPLES = `
The data are texts in which all mentions are marked, also of what no knowledge base has; what the marks
mean is not read. Where only some are marked, as with the links of web pages, a model learns to leave
out the others.

Examples:
  $ namesake train spans aida-train.jsonl --dev aida-dev.jsonl --out runs/spans
  $ namesake train spans train.jsonl --dev dev.jsonl --out runs/spans --init runs/biencoder
  $ namesake train spans train.jsonl --dev dev.jsonl --out runs/spans --init runs/biencoder --set model.frozen=true
                                            the vectors of mentions come with the spans, in one pass
  $ namesake link --finder runs/spans "Jordan crossed the Jordan."
  $ namesake train spans --print-config > spans.yaml      all settings with their help, for --config`;

const SPACE = `
  optimiser:
    rate: { from: 1e-4, to: 3e-3, scale: log }
  loss:
    mentions: { from: 0.5, to: 4, scale: log }
  model:
    width: { one of: [0, 64, 128] }
  sweep: [decision.threshold]`;

/** A model of spans, as `namesake train` and `namesake tune` know it. */
export const SPAN_KIND: ModelKind<typeof SPANS> = {
  name: "spans",
  about: "a model that finds mentions, on an encoder",
  needsKb: false,
  schema: spanSchema,
  thresholds: [SPAN_THRESHOLD],
  examples: { train: EXAMPLES, space: SPACE },
  prepare,
  frozen: ({ model }) => (model.frozen ? ["trunk.*"] : []),
  task: (run) => ({
    module: new URL("./spans-task.js", import.meta.url).href,
    name: "spanTaskOf",
    argument: run,
  }),
  finish: async ({ config, folder }: Run<SpanConfig>, { parameters, best }: TrainResult) =>
    saveSpans(folder, {
      config,
      preparation: await readSpanPreparation(folder, config),
      parameters,
      threshold: best?.thresholds[SPAN_THRESHOLD] ?? config.decision.threshold,
    }),
  describe: ({ f1 = 0, precision = 0, recall = 0, threshold = 0 }) => [
    `F1 of spans ${percent(f1)} (precision ${percent(precision)}, recall ${percent(recall)})`,
    `mentions are kept from a probability of ${threshold.toFixed(2)}`,
  ],
};

async function prepare(run: Run<SpanConfig>, problem: (message: string) => void): Promise<string[]> {
  const { data, config, folder, init } = run;
  const tell = ({ message }: Error) => problem(message);
  const sizes = {
    "The training data": await countMentions(await documentsOf(data.training, data, tell)),
    "--dev": await countMentions(await documentsOf(data.development, data, tell)),
  };
  for (const [option, { documents, mentions }] of Object.entries(sizes))
    if (mentions === 0)
      throw new NamesakeError("OPTION_INVALID", {
        option,
        expected: "documents in which mentions are marked",
        found: `none in ${counted(documents, "document")}`,
      });
  const { settings, begun, parameters } = await prepareSpans(folder, config, init);
  const { documents, mentions } = sizes["The training data"];
  return [
    `Training on ${counted(mentions, "mention")} in ${counted(documents, "document")}.`,
    `Of ${counted(parameters, "tensor")} ${begun} begin with the numbers of ${init ?? "the Universal Sentence Encoder Lite"}; the others are drawn.`,
    settings.vectors === undefined
      ? "It makes no vectors of mentions: that takes the trunk of a bi-encoder as it is, with model.frozen=true."
      : `It makes the vectors of mentions of ${settings.vectors.encoder}.`,
  ];
}

async function countMentions(texts: Texts): Promise<{ documents: number; mentions: number }> {
  const size = { documents: 0, mentions: 0 };
  for await (const document of texts()) {
    size.documents++;
    size.mentions += answersOf(document, [ANY_CLASS]).names.length;
  }
  return size;
}
