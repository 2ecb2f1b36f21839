import { biEncoderModel } from "../../models/encoders/network.js";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import type { EncoderDefinition } from "../../models/encoders/settings.js";
import { initialParameters, parametersOf } from "../../nn/layers/model.js";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { trainWordPiece } from "../../text/subword/training/train.js";

/** Writes a small bi-encoder into a folder, for tests: what it begins with is drawn, so that it knows nothing. */
export async function writeSmallEncoder(folder: string, texts: readonly string[]): Promise<void> {
  const tokeniser = new Tokeniser(await trainWordPiece(texts, { size: 300, lowercase: false }));
  const rows = tokeniser.rows;
  const settings: EncoderDefinition & { scale: number } = {
    trunk: {
      kind: "bert",
      vocabulary: rows + 6,
      width: 16,
      positions: 40,
      segments: 0,
      layers: 1,
      heads: 2,
      inner: 32,
    },
    shared: true,
    vectors: { pooling: "span", width: 8, unit: true },
    inputs: {
      markers: false,
      contextTokens: 32,
      mentionTokens: 6,
      entityTokens: 16,
      nameTokens: 8,
      typeTokens: 0,
      relationTokens: 0,
      aliasTokens: 0,
    },
    special: {
      pad: 0,
      mask: rows,
      mentionStart: rows + 1,
      mentionEnd: rows + 2,
      type: rows + 3,
      relation: rows + 4,
      alias: rows + 5,
      description: rows + 5,
    },
    scale: 12,
  };
  const specs = parametersOf(biEncoderModel(settings, false));
  await saveBiEncoder(folder, { settings, tokeniser, parameters: initialParameters(specs, 3) });
}
