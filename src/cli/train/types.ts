import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { ASSIGNED_FILE } from "../../link/types/open-types.js";
import { TRUNK } from "../../models/types/network.js";
import type { TrainResult } from "../../nn/training/train.js";
import {
  ACCURACY_OF,
  inheritedSettings,
  prepareTypes,
  readTypePreparation,
  saveTypes,
  type TYPES,
  type TypeConfig,
  TypeLabels,
  typeSchema,
} from "../../train/types/index.js";
import { type AssignedTypes, assignTypes } from "../../types/assigned-types.js";
import { writeAssignedTypes } from "../../types/assigned-types-file.js";
import { type OpenSystem, withSystem } from "../types/open-system.js";
import { missing } from "./flags.js";
import type { ModelKind, Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";
import { noteKnowledgeBase } from "./run-kb.js";
import { counted, percent } from "./words.js";

const EXAMPLES = `
The classes of an entity are those that the type system gives it in the knowledge base. They are kept beside the
model, in ${ASSIGNED_FILE}.

Examples:
  $ namesake train types train.jsonl --dev dev.jsonl --kb mine --system ner --out runs/types
  $ namesake train types train.jsonl --dev dev.jsonl --kb mine --system kinds.yaml --out runs/kinds --init runs/biencoder
  $ namesake train types train.jsonl --dev dev.jsonl --kb mine --system ner --out runs/frozen --init runs/biencoder --set encoder.frozen=true
                                            the vectors of mentions come with the types, in one pass
  $ namesake train types train.jsonl --dev dev.jsonl --kb mine --system ner --out runs/lstm --set model.kind=lstm
  $ namesake train types --print-config > types.yaml      all settings with their help, for --config`;

const SPACE = `
  optimiser:
    rate: { from: 3e-4, to: 1e-2, scale: log }
  noise:
    mentions: { from: 0, to: 0.5 }
  model:
    hidden: { one of: [0, 128, 256] }`;

/** A type classifier, as `namesake train` and `namesake tune` know it. */
export const TYPE_KIND: ModelKind<typeof TYPES> = {
  name: "types",
  about: "a type classifier, which tells by the words around a name what types of entity it means",
  needsKb: true,
  needsTypes: true,
  schema: typeSchema,
  thresholds: [],
  examples: { train: EXAMPLES, space: SPACE },
  prepare,
  inherited: inheritedSettings,
  frozen: ({ model, encoder }) => (model.kind === "encoder" && encoder.frozen ? [`${TRUNK}.*`] : []),
  rates: ({ model, encoder }) => (model.kind === "encoder" ? [`${TRUNK}.*=${encoder.rate}`] : []),
  task: (run) => ({
    module: new URL("./types-task.js", import.meta.url).href,
    name: "typeTaskOf",
    argument: run,
  }),
  finish: async ({ folder }: Run<TypeConfig>, { parameters }: TrainResult) =>
    saveTypes(folder, { preparation: await readTypePreparation(folder), parameters }),
  describe,
};

/** Axes that are told of, those first that are least often right. */
const TOLD = 5;

function describe(measures: Readonly<Record<string, number>>): string[] {
  const { micro = 0, macro = 0, accuracy = 0 } = measures;
  const axes = Object.entries(measures)
    .flatMap(([name, share]) => (name.startsWith(ACCURACY_OF) ? [{ name, share }] : []))
    .sort((a, b) => a.share - b.share);
  const told = axes
    .slice(0, TOLD)
    .map(({ name, share }) => `${name.slice(ACCURACY_OF.length)} ${percent(share)}`);
  return [
    `F1 of classes ${percent(micro)}, as a mean over classes ${percent(macro)}`,
    `${percent(accuracy)} of all answers right${axes.length > 1 ? `; least often those of ${told.join(", ")}` : ""}`,
  ];
}

async function prepare(run: Run<TypeConfig>, problem: (message: string) => void): Promise<string[]> {
  if (run.system === undefined) throw missing("--system", "a type system: ner, or a file");
  return withSystem(run.system, { kb: run.kb }, (opened) => prepareWith(opened, run, problem));
}

async function prepareWith(
  { kb, graph, system }: OpenSystem,
  { data, config, folder, init, kb: name }: Run<TypeConfig>,
  problem: (message: string) => void,
): Promise<string[]> {
  // What the KB lacks was told of already.
  const types = assignTypes(system, graph, { unknown: "skip" });
  const texts = await linkedTexts(kb, data.training, data, ({ message }) => problem(message));
  const { popularity, begun, parameters, settings } = await prepareTypes(folder, texts, types, config, init);
  const { counts } = new TypeLabels(types, popularity, config.loss);
  if (counts.every((classes) => classes.every((count) => count === 0)))
    throw new NamesakeError("OPTION_INVALID", {
      option: "The training data",
      expected: `documents in which entities of the knowledge base ${name} are linked that have types of "${types.system}"`,
      found: popularity.mentions === 0 ? "none" : "entities without",
    });
  await writeAssignedTypes(join(folder, ASSIGNED_FILE), types, graph);
  await noteKnowledgeBase(folder, kb);
  const origin = init ?? (config.encoder.trunk === "new" ? "nothing" : "the Universal Sentence Encoder Lite");
  return [
    `Training on ${counted(popularity.mentions, "mention")} of ${counted(popularity.counts.size, "entity", "entities")}.`,
    ...unlearnable(types, counts),
    config.model.kind === "lstm"
      ? `All of ${counted(parameters, "tensor")} are drawn.`
      : `Of ${counted(parameters, "tensor")} ${begun} begin with the numbers of ${origin}; the others are drawn.`,
    ...(settings.vectors === undefined
      ? []
      : [`It makes the vectors of mentions of ${settings.vectors.encoder} in the same pass.`]),
  ];
}

/** Classes that are told of by their names. */
const NAMED = 8;

/** Classes that no mention of the training data has, "other" apart. */
function unlearnable({ axes }: AssignedTypes, counts: readonly Float64Array[]): string[] {
  const unseen = axes.flatMap(({ name, classes }, axis) =>
    classes.flatMap((one, i) => (i > 0 && counts[axis]?.[i] === 0 ? [`${one} (${name})`] : [])),
  );
  if (unseen.length === 0) return [];
  const more = unseen.length > NAMED ? ` and ${unseen.length - NAMED} more` : "";
  return [
    `Nothing can be learned of ${counted(unseen.length, "class", "classes")} that no mention has: ${unseen.slice(0, NAMED).join(", ")}${more}.`,
  ];
}
