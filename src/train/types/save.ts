import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { hashOfTypes } from "../../models/types/classified-types.js";
import { HEAD, typeGraph } from "../../models/types/network.js";
import type { TypeDefinition, TypeSettings } from "../../models/types/settings.js";
import { TYPE_FILES } from "../../models/types/type-files.js";
import { exportModel } from "../../nn/export.js";
import type { Parameters } from "../../nn/layers/model.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import type { TypePreparation } from "./preparation.js";

/** What was learned. */
export interface TrainedTypes {
  preparation: Pick<TypePreparation, "settings" | "reader" | "tower">;
  parameters: Parameters;
}

/** What stays float32: the last layers, which are small. */
const EXACT = new RegExp(`^${HEAD}\\.`);

/**
 * Writes a type classifier into a folder, as `loadTypeClassifier` opens it, with its parameters by name as safetensors.
 *
 * @returns the paths of the files
 * @throws {NamesakeError} WRITE_FAILED, PARAMETER_MISSING
 */
export async function saveTypes(folder: string, trained: TrainedTypes): Promise<string[]> {
  const { settings, reader, tower } = trained.preparation;
  const { file, json } = reader.lexicon;
  const numbers = new Map([...trained.parameters, ...tower]);
  const id = identify(settings, json, numbers);
  await mkdir(folder, { recursive: true });
  const { scope, inputs, outputs } = typeGraph(settings);
  const { files } = await exportModel(join(folder, TYPE_FILES.model), {
    name: "types",
    outputs,
    inputs: Object.values(inputs),
    scope,
    parameters: numbers,
    precision: "int8",
    quantise: { keep: EXACT },
    metadata: { types: id },
  });
  const tensors = [...scope.parameters].map(([name, { shape }]) => {
    return { name, dtype: "float32" as const, shape, data: numbers.get(name) as Float32Array };
  });
  await writeSafetensors(join(folder, TYPE_FILES.parameters), tensors);
  const whole: TypeSettings = {
    format: "namesake-type-classifier",
    version: 1,
    id,
    typesHash: hashOfTypes(settings),
    ...settings,
  };
  const texts = { [file]: json, [TYPE_FILES.settings]: whole };
  for (const [name, value] of Object.entries(texts))
    await writeAtomically(join(folder, name), [`${JSON.stringify(value)}\n`]);
  return [...files, ...[TYPE_FILES.parameters, ...Object.keys(texts)].map((name) => join(folder, name))];
}

/** A hash of all that decides what is answered. */
function identify(settings: TypeDefinition, lexicon: unknown, numbers: Parameters): string {
  const hash = createHash("sha256").update(JSON.stringify([settings, lexicon]));
  for (const [name, { buffer, byteOffset, byteLength }] of numbers)
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  return `types-${hash.digest("hex").slice(0, 16)}`;
}
