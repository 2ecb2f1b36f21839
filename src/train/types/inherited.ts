import { readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { isTypeFolder, readTypeSettings } from "../../models/types/type-files.js";
import { isEncoderFolder } from "../encoders/foundation.js";
import { TYPES } from "./schema.js";

/**
 * The settings by which another model reads texts, as overrides: what begins with its numbers should read so too, where nothing else is
 * said.
 *
 * @param folder of a bi-encoder or a classifier; of another model there are none
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function inheritedSettings(folder: string): Promise<string[]> {
  if (isTypeFolder(folder)) {
    const { hidden, ...inputs } = await readTypeSettings(folder);
    return [`model.hidden=${hidden}`, ...inputSettings(inputs)];
  }
  return isEncoderFolder(folder) ? inputSettings((await readEncoderSettings(folder)).inputs) : [];
}

function inputSettings(inputs: { contextTokens: number; mentionTokens: number }): string[] {
  const { contextTokens, mentionTokens } = inputs;
  const shorter = TYPES.training.buckets.standard.filter((length) => length < contextTokens);
  return [
    `training.buckets=[${[...shorter, contextTokens].join(", ")}]`,
    `inputs.contextTokens=${contextTokens}`,
    `inputs.mentionTokens=${mentionTokens}`,
  ];
}
