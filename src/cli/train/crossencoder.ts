import { saveCrossEncoder } from "../../models/encoders/save-cross-encoder.js";
import type { TrainResult } from "../../nn/training/train.js";
import {
  type CROSS_ENCODER,
  type CrossEncoderConfig,
  crossEncoderSchema,
  inheritedSettings,
  prepareCrossEncoder,
  readCrossPreparation,
  SCALE,
} from "../../train/crossencoder/index.js";
import { isEncoderFolder } from "../../train/encoders/foundation.js";
import type { ModelKind, Run } from "./kind.js";
import { listedMentions } from "./listed-mentions.js";
import { prepareLinked } from "./prepare-linked.js";
import { counted, percent } from "./words.js";

const EXAMPLES = `
Examples:
  $ namesake mine train.jsonl --kb mine --encoder runs/biencoder --out mined.lists
  $ namesake train crossencoder train.jsonl --dev dev.jsonl --kb mine --init runs/biencoder --out runs/crossencoder --set candidates.file=mined.lists
  $ namesake train crossencoder train.jsonl --dev dev.jsonl --kb mine --init runs/biencoder --out runs/crossencoder
  $ namesake train crossencoder train.jsonl --dev dev.jsonl --kb mine --init all-MiniLM-L6-v2 --out runs/minilm --set candidates.count=4
  $ namesake train crossencoder --print-config > crossencoder.yaml      all settings with their help, for --config`;

const SPACE = `
  optimiser:
    rate: { from: 1e-5, to: 1e-3, scale: log }
  masking:
    strength: { from: 0, to: 1 }
  candidates:
    count: { one of: [4, 8, 16] }`;

/** A cross-encoder, as `namesake train` and `namesake tune` know it. */
export const CROSS_ENCODER_KIND: ModelKind<typeof CROSS_ENCODER> = {
  name: "crossencoder",
  about: "a cross-encoder, which reads a mention and a candidate together and scores them",
  needsKb: true,
  schema: crossEncoderSchema,
  thresholds: [],
  examples: { train: EXAMPLES, space: SPACE },
  prepare,
  inherited: async (init) => (isEncoderFolder(init) ? inheritedSettings(init) : []),
  task: (run) => ({
    module: new URL("./crossencoder-task.js", import.meta.url).href,
    name: "crossEncoderTaskOf",
    argument: run,
  }),
  async finish({ folder }: Run<CrossEncoderConfig>, { parameters, best }: TrainResult) {
    const { settings, tokeniser } = await readCrossPreparation(folder);
    const scale = best?.thresholds[SCALE] ?? 1;
    return saveCrossEncoder(folder, { settings: { ...settings, scale }, tokeniser, parameters });
  },
  describe: ({ accuracy = 0, loss = 0 }) => [
    `${percent(accuracy)} right among the candidates of the alias, by the scores alone`,
    `cross-entropy ${loss.toFixed(3)} with the scale that fits them best`,
  ],
};

async function prepare(run: Run<CrossEncoderConfig>, problem: (message: string) => void): Promise<string[]> {
  const { file } = run.config.candidates;
  const listed = file === "" ? 0 : await listedMentions(file, run);
  const notes = await prepareLinked(run, problem, prepareCrossEncoder);
  return [
    ...notes,
    file === ""
      ? "Candidates are the entities of the alias."
      : `Candidates are those of ${file}, for the first ${counted(listed, "mention")}; only these are trained on.`,
  ];
}
