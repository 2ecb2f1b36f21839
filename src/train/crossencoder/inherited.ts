import { readSettings } from "../../models/encoders/encoder-files.js";
import { CROSS_ENCODER } from "./schema.js";

/**
 * The settings that a bi-encoder or a cross-encoder gives one that begins with it, as overrides: above a bi-encoder only the upper
 * part is new, and it reads and writes as the bi-encoder does.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function inheritedSettings(folder: string): Promise<string[]> {
  const settings = await readSettings(folder, "namesake-encoder", "namesake-cross-encoder");
  const { inputs } = settings;
  const named = Object.keys(CROSS_ENCODER.inputs).map(
    (name) => `inputs.${name}=${inputs[name as keyof typeof CROSS_ENCODER.inputs]}`,
  );
  if (settings.format === "namesake-cross-encoder" && settings.joint !== "upper") return named;
  const upper = settings.format === "namesake-cross-encoder" ? settings.head : undefined;
  return [
    "model.joint=upper",
    ...(upper === undefined ? [] : [`model.upperWidth=${upper.width}`, `model.upperHeads=${upper.heads}`]),
    `training.buckets=[${inputs.contextTokens}]`,
    ...named,
  ];
}
