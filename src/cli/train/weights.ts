import type { Command } from "commander";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError } from "../../errors.js";
import { cacheFolder } from "../../kb/location.js";
import { type Means, meanOf } from "../../link/centring.js";
import { readCorrections } from "../../link/corrections/corrections.js";
import type { FeatureName } from "../../link/features.js";
import { weightsFor } from "../../link/linked-counts.js";
import type { Budget, Linker } from "../../link/linker.js";
import type { Weights } from "../../link/weights.js";
import { modelFolder, shippedWeights } from "../../linker-parts.js";
import { createLinker } from "../../load.js";
import { loadEncoder } from "../../models/encoder.js";
import { lines } from "../../sources/text-file.js";
import { type Document, parseDocument } from "../../text/document.js";
import {
  evaluateWeights,
  type FitOptions,
  fitTemperature,
  fitWeights,
  RIDGE,
} from "../../train/fit-weights.js";
import { type LabelledMentionWithTexts, labelledMentions } from "../../train/labelled-mentions.js";
import { STARTING_WEIGHTS } from "../../train/starting-weights.js";
import { EXIT } from "../exit.js";
import { openShowingProgress } from "../open.js";
import { numberBetween, oneOf } from "../options.js";
import { write } from "../terminal.js";
import { withTypes } from "../type-options.js";
import { missing } from "./flags.js";
import { FROM, type FromFlags, withCorrections } from "./from-corrections.js";

interface Flags extends FromFlags {
  encoder?: string;
  types?: string;
  out?: string;
  ridge: number;
  freeze: string[];
  without: string[];
}

const FOLDS = 5;
/** Axes of a type system whose weight is told. */
const SHOWN_AXES = 5;

const EXAMPLES = `
Example, by which the shipped weights were made (see models/linker.md):
  $ namesake train weights examples/sample/sentences.jsonl test/acceptance/known.jsonl --freeze popularity --out linker.json

With --from corrections and no file it begins with the shipped weights, whose means and temperature stay:
  $ namesake link "Jordan rested." --kb drugs --fix 0:6=drugs:jordan --save
  $ namesake train weights --from corrections --kb drugs --out drugs.json
  $ namesake link --kb drugs --model drugs.json "Jordan rested."`;

/** Adds `train weights`; `done` is told the exit code. */
export function addWeightsCommand(train: Command, done: (code: number) => void): void {
  train
    .command("weights")
    .description(
      "how much each kind of evidence counts: fits it to labelled documents and prints the cross-validated accuracy",
    )
    .argument(
      "[file...]",
      'JSON lines: {"id", "text", "mentions": [{"start", "end", "entity"}]}, entity null = NIL',
    )
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option(
      "--from <what>",
      "corrections: what people have said of texts that were linked to the knowledge base, see namesake link --fix",
      oneOf("--from", FROM),
    )
    .option("--encoder <name|folder>", "a bi-encoder that reads contexts; without, the sentence encoder")
    .option(
      "--types <folder>",
      "types of entities with a model of namesake train types: how much they count is fitted too",
    )
    .option("-o, --out <file>", "where the weights go; default: standard output")
    .option(
      "--ridge <strength>",
      "pull towards the starting weights",
      numberBetween("--ridge", 0, 100),
      RIDGE,
    )
    .option("--freeze <feature...>", "features that keep their starting weight", [])
    .option("--without <feature...>", "features that are left out: what is one worth?", [])
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: Flags) => done(await run(files, flags)));
}

async function run(files: string[], flags: Flags): Promise<number> {
  for (const option of ["freeze", "without"] as const)
    for (const name of flags[option])
      if (!Object.hasOwn(STARTING_WEIGHTS.features, name))
        throw new NamesakeError("OPTION_INVALID", {
          option: `--${option}`,
          expected: `one of ${Object.keys(STARTING_WEIGHTS.features).join(", ")}`,
          found: name,
        });
  const [corrections] = (await withCorrections(files, flags)).slice(files.length);
  if (files.length === 0 && corrections === undefined) throw missing("The data to fit to", "files");
  const parts = withTypes(flags.encoder === undefined ? {} : { encoder: modelFolder(flags.encoder) }, flags);
  const documents: Document[] = [];
  for (const file of files)
    for await (const { number, text } of lines(file))
      if (text.trim() !== "") documents.push(parseDocument(text, `${file}, line ${number}`));
  if (corrections !== undefined) documents.push(...readCorrections(corrections));

  const kb = await openShowingProgress(flags.kb);
  // Corrections alone are few, and of mentions that went wrong: they move what was fitted, and do not fit it anew.
  const refines = files.length === 0;
  const { means, ...origin } = refines ? weightsFor(kb, shippedWeights()) : STARTING_WEIGHTS;
  const start: Weights = {
    ...origin,
    features: {
      ...origin.features,
      ...Object.fromEntries(flags.without.map((name) => [name, 0])),
    },
  };
  const options = { ridge: flags.ridge, frozen: [...flags.freeze, ...flags.without] as FeatureName[] };
  let weights: Weights;
  try {
    // The means first, then the weights where everything is measured, then the temperature where the default budget decides.
    const measure = (weights: Weights, budget: Budget) =>
      measureAll(createLinker(kb, { ...parts, weights }), documents, budget);
    // A bi-encoder's vectors are trained as they are.
    const centring =
      flags.encoder === undefined
        ? { means: means ?? (await meansOf((await measure(start, "best")).flat())) }
        : {};
    const measured = await measure({ ...start, ...centring }, "best");
    const fitted = { ...fitWeights(measured.flat(), start, options), ...centring };
    const decided = await measure(fitted, "balanced");
    weights = refines
      ? { ...fitted, temperature: start.temperature, ...(start.shortcuts && { shortcuts: start.shortcuts }) }
      : fitTemperature(decided.flat(), fitted);
    const labelled = documents.reduce((sum, { mentions = [] }) => sum + mentions.length, 0);
    process.stderr.write(reportOf(measured, decided, labelled, weights, start, options));
  } finally {
    await kb.close();
  }
  const json = `${JSON.stringify(weights)}\n`;
  if (flags.out === undefined) await write(json);
  else await writeAtomically(flags.out, [json]);
  return EXIT.ok;
}

/** What the fit is worth, in words. */
function reportOf(
  measured: readonly LabelledMentionWithTexts[][],
  decided: readonly LabelledMentionWithTexts[][],
  labelled: number,
  weights: Weights,
  start: Weights,
  options: FitOptions,
): string {
  const all = measured.flat();
  let right = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = measured.filter((_, i) => i % FOLDS === fold).flat();
    const fitted = fitWeights(measured.filter((_, i) => i % FOLDS !== fold).flat(), start, options);
    right += evaluateWeights(held, fitted).accuracy * held.length;
  }
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const { accuracy, calibrationError } = evaluateWeights(decided.flat(), weights);
  const skipped = decided
    .flat()
    .filter(({ candidates }) => candidates.every(({ similarity, fit }) => (similarity ?? fit) === undefined));
  return [
    `${all.length} mentions of ${measured.length} documents; ${labelled - all.length} left out, as their entity is no candidate.`,
    `Right in ${FOLDS}-fold cross-validation: ${percent(right / all.length)}.`,
    ...typeLines(weights),
    `On the training data, with the default budget: ${percent(accuracy)} right, calibration error ${percent(calibrationError)}, ` +
      `${percent(skipped.length / all.length)} decided without the encoder.`,
    "",
  ].join("\n");
}

/** How much types count, where there are some: the axes that count most. */
function typeLines({ types }: Weights): string[] {
  if (types === undefined) return [];
  const alphas = Object.entries(types.alphas).sort(([, a], [, b]) => b - a);
  const shown = alphas.slice(0, SHOWN_AXES).map(([axis, alpha]) => `${axis} ${alpha}`);
  const more = alphas.length > SHOWN_AXES ? ` and ${alphas.length - SHOWN_AXES} more axes` : "";
  return [`Types count with beta ${types.beta}, and alpha ${shown.join(", ")}${more}.`];
}

async function measureAll(
  linker: Linker,
  documents: readonly Document[],
  budget: Budget,
): Promise<LabelledMentionWithTexts[][]> {
  const measured: LabelledMentionWithTexts[][] = [];
  for (const document of documents) measured.push(await labelledMentions(linker, document, budget));
  await linker.closeModels();
  if (measured.flat().length === 0)
    throw new NamesakeError("TEXT_INVALID", { expected: "documents with labelled mentions", found: "none" });
  return measured;
}

/** The mean vectors of the mentions' contexts and of their candidates. */
async function meansOf(mentions: readonly LabelledMentionWithTexts[]): Promise<Means> {
  const encoder = await loadEncoder({ folder: cacheFolder() });
  try {
    const unique = (texts: readonly string[]) => [...new Set(texts)].sort();
    return {
      encoder: encoder.id,
      context: meanOf(await encoder.encode(unique(mentions.map(({ context }) => context)))),
      entity: meanOf(await encoder.encode(unique(mentions.flatMap(({ entities }) => entities)))),
    };
  } finally {
    await encoder.close();
  }
}
