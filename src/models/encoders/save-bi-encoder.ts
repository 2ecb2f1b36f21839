import { ENCODER_FILES } from "./encoder-files.js";
import { biEncoderGraph, type Side } from "./network.js";
import type { EncoderDefinition, EncoderSettings } from "./settings.js";
import { type EncoderModel, type MadeEncoder, writeEncoderFolder } from "./write-encoder-folder.js";

/** A bi-encoder to be written. */
export interface MadeBiEncoder extends MadeEncoder {
  settings: EncoderDefinition & Pick<EncoderSettings, "scale">;
}

/**
 * Writes a bi-encoder into a folder, as `loadBiEncoder` opens it.
 *
 * @returns the paths of the files
 * @throws {NamesakeError} WRITE_FAILED, PARAMETER_MISSING
 */
export function saveBiEncoder(folder: string, made: MadeBiEncoder): Promise<string[]> {
  const { settings } = made;
  const model = (file: string, sides: readonly Side[]): EncoderModel => {
    const { outputs, ...graph } = biEncoderGraph(settings, sides);
    return { file, name: "bi-encoder", ...graph, outputs };
  };
  const models = settings.shared
    ? [model(ENCODER_FILES.shared, ["mention", "entity"])]
    : [model(ENCODER_FILES.mention, ["mention"]), model(ENCODER_FILES.entity, ["entity"])];
  const whole = { format: "namesake-encoder", version: 1, ...settings } as const;
  return writeEncoderFolder(folder, "bi-encoder", whole, models, made);
}
