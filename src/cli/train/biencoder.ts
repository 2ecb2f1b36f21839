import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import type { TrainResult } from "../../nn/training/train.js";
import {
  type BI_ENCODER,
  type BiEncoderConfig,
  biEncoderSchema,
  inheritedSettings,
  prepareBiEncoder,
  readPreparation,
} from "../../train/biencoder/index.js";
import { isEncoderFolder } from "../../train/encoders/foundation.js";
import type { ModelKind, Run } from "./kind.js";
import { listedMentions } from "./listed-mentions.js";
import { prepareLinked } from "./prepare-linked.js";
import { counted, percent } from "./words.js";

const EXAMPLES = `
Examples:
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/biencoder
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/mine --init runs/biencoder --set optimiser.rate=1e-4
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/minilm --init all-MiniLM-L6-v2
  $ namesake mine train.jsonl --kb mine --encoder runs/biencoder --out mined.lists
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/second --init runs/biencoder --set negatives.mined=mined.lists
  $ namesake train biencoder --print-config > biencoder.yaml      all settings with their help, for --config`;

const SPACE = `
  optimiser:
    rate: { from: 1e-5, to: 1e-3, scale: log }
  masking:
    strength: { from: 0, to: 1 }
  negatives:
    hard: { one of: [0, 0.5, 1, 2] }`;

/** A bi-encoder, as `namesake train` and `namesake tune` know it. */
export const BI_ENCODER_KIND: ModelKind<typeof BI_ENCODER> = {
  name: "biencoder",
  about: "a bi-encoder, which makes vectors of mentions and of entities",
  needsKb: true,
  schema: biEncoderSchema,
  thresholds: [],
  examples: { train: EXAMPLES, space: SPACE },
  prepare,
  inherited: async (init) => (isEncoderFolder(init) ? inheritedSettings(init) : []),
  task: (run) => ({
    module: new URL("./biencoder-task.js", import.meta.url).href,
    name: "biEncoderTaskOf",
    argument: run,
  }),
  async finish({ config, folder }: Run<BiEncoderConfig>, { parameters }: TrainResult) {
    const { settings, tokeniser } = await readPreparation(folder, config);
    const scale = Math.exp((parameters.get("scale") as Float32Array)[0] as number);
    return saveBiEncoder(folder, { settings: { ...settings, scale }, tokeniser, parameters });
  },
  describe: ({ accuracy = 0, recall1 = 0, recall64 = 0 }) => [
    `${percent(accuracy)} right among the candidates of the alias, by the vectors alone`,
    `${percent(recall1)} first and ${percent(recall64)} among the first 64 of the entities measured with`,
  ],
};

async function prepare(run: Run<BiEncoderConfig>, problem: (message: string) => void): Promise<string[]> {
  const { mined } = run.config.negatives;
  const listed = mined === "" ? 0 : await listedMentions(mined, run);
  const notes = await prepareLinked(run, problem, prepareBiEncoder);
  if (mined === "") return notes;
  return [...notes, `Wrong entities of the first ${counted(listed, "mention")} are those of ${mined}.`];
}
