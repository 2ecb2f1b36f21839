import { readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { BI_ENCODER, INPUTS } from "./schema.js";

/**
 * The settings by which another bi-encoder reads and writes, as overrides: one that begins with its numbers has to do the same, where
 * nothing else is said. Imported ones that have no setting of that name keep the standard.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function inheritedSettings(folder: string): Promise<string[]> {
  const { shared, vectors, inputs } = await readEncoderSettings(folder);
  const { contextTokens } = inputs;
  const named = Object.keys(INPUTS).map((name) => `inputs.${name}=${inputs[name as keyof typeof INPUTS]}`);
  return [
    `training.buckets=[${bucketsUpTo(contextTokens).join(", ")}]`,
    `model.shared=${shared}`,
    `model.pooling=${vectors.pooling}`,
    ...(vectors.width > 0 ? [`model.width=${vectors.width}`] : []),
    ...named,
    ...(inputs.classInText === true ? ["types.inText=true"] : []),
  ];
}

/** The standard lengths of batches that are of use, and the greatest that occurs. */
function bucketsUpTo(tokens: number): number[] {
  const shorter = BI_ENCODER.training.buckets.standard.filter((length) => length < tokens);
  return [...shorter, tokens];
}
