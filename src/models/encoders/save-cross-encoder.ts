import { crossEncoderGraph } from "./cross-network.js";
import type { CrossEncoderDefinition, CrossEncoderSettings } from "./cross-settings.js";
import { ENCODER_FILES } from "./encoder-files.js";
import { type MadeEncoder, writeEncoderFolder } from "./write-encoder-folder.js";

/** A cross-encoder to be written. */
export interface MadeCrossEncoder extends MadeEncoder {
  settings: CrossEncoderDefinition & Pick<CrossEncoderSettings, "scale">;
}

/**
 * Writes a cross-encoder into a folder, as `loadCrossEncoder` opens it.
 *
 * @returns the paths of the files
 * @throws {NamesakeError} WRITE_FAILED, PARAMETER_MISSING
 */
export function saveCrossEncoder(folder: string, made: MadeCrossEncoder): Promise<string[]> {
  const model = { file: ENCODER_FILES.shared, name: "cross-encoder", ...crossEncoderGraph(made.settings) };
  const whole = { format: "namesake-cross-encoder", version: 1, ...made.settings } as const;
  return writeEncoderFolder(folder, "cross-encoder", whole, [model], made);
}
