import { NamesakeError } from "../../errors.js";
import { loadKnowledgeBase } from "../../load.js";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import type { TrainResult } from "../../nn/training/train.js";
import {
  type BI_ENCODER,
  type BiEncoderConfig,
  biEncoderSchema,
  prepareBiEncoder,
  readPreparation,
} from "../../train/biencoder/index.js";
import type { ModelKind, Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";
import { counted, percent } from "./words.js";

const EXAMPLES = `
Examples:
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/biencoder
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/mine --init runs/biencoder --set optimiser.rate=1e-4
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/minilm --init all-MiniLM-L6-v2
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
  const { data, config, folder, init } = run;
  const kb = await loadKnowledgeBase(run.kb);
  try {
    const tell = ({ message }: Error) => problem(message);
    const texts = await linkedTexts(kb, data.training, data, tell);
    const { popularity, begun, parameters } = await prepareBiEncoder(folder, texts, config, init);
    if (popularity.mentions === 0)
      throw new NamesakeError("OPTION_INVALID", {
        option: "The training data",
        expected: `documents in which entities of the knowledge base ${run.kb} are linked`,
        found: "none",
      });
    return [
      `Training on ${counted(popularity.mentions, "mention")} of ${counted(popularity.counts.size, "entity", "entities")}.`,
      `Of ${counted(parameters, "tensor")} ${begun} begin with the numbers of ${init ?? (config.model.trunk === "new" ? "nothing" : "the Universal Sentence Encoder Lite")}; the others are drawn.`,
    ];
  } finally {
    await kb.close();
  }
}
