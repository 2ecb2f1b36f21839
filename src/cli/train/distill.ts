import { type DISTILLATION, type DistillationConfig, distillationSchema } from "../../train/distill/index.js";
import { BI_ENCODER_KIND } from "./biencoder.js";
import { missing } from "./flags.js";
import type { ModelKind, Run } from "./kind.js";
import { listedMentions } from "./listed-mentions.js";
import { counted } from "./words.js";

const EXAMPLES = `
Examples:
  $ namesake mine train.jsonl --kb mine --encoder runs/biencoder --score runs/crossencoder --out taught.lists
  $ namesake train distill train.jsonl --dev dev.jsonl --kb mine --init runs/biencoder --out runs/student --set teacher.file=taught.lists
  $ namesake train distill train.jsonl --dev dev.jsonl --kb mine --out runs/small --set teacher.file=taught.lists model.trunk=new
  $ namesake train distill --print-config > distill.yaml      all settings with their help, for --config`;

const SPACE = `
  optimiser:
    rate: { from: 1e-5, to: 1e-3, scale: log }
  teacher:
    file: taught.lists
    share: { one of: [0, 0.25, 0.5, 0.75] }
    temperature: { from: 1, to: 5 }`;

/** A bi-encoder that is taught by another model, as `namesake train` and `namesake tune` know it. */
export const DISTILLATION_KIND: ModelKind<typeof DISTILLATION> = {
  name: "distill",
  about: "a bi-encoder that learns what another model thinks of candidates",
  needsKb: true,
  schema: distillationSchema,
  thresholds: [],
  examples: { train: EXAMPLES, space: SPACE },
  prepare,
  inherited: (init) => BI_ENCODER_KIND.inherited?.(init) ?? Promise.resolve([]),
  task: (run) => ({
    module: new URL("./distill-task.js", import.meta.url).href,
    name: "distillationTaskOf",
    argument: run,
  }),
  finish: (run, result) => BI_ENCODER_KIND.finish(run, result),
  describe: (measures) => BI_ENCODER_KIND.describe(measures),
};

async function prepare(run: Run<DistillationConfig>, problem: (message: string) => void): Promise<string[]> {
  const { file, share } = run.config.teacher;
  if (file === "") throw missing("teacher.file", "candidate lists that namesake mine wrote with --score");
  const listed = await listedMentions(file, run);
  const notes = await BI_ENCODER_KIND.prepare(run, problem);
  return [
    ...notes,
    `Of ${counted(listed, "mention")} the teacher's thoughts are in ${file}; the labels count ${share}.`,
  ];
}
