import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { type ExportPrecision, exportModel } from "../../nn/export.js";
import type { Tensor } from "../../nn/graph/tensor.js";
import type { Parameters as Numbers } from "../../nn/layers/model.js";
import type { Scope } from "../../nn/layers/scope.js";
import { type TensorToWrite, writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { ENCODER_FILES } from "./encoder-files.js";

/** What is written of an encoder, of whichever kind, beside its settings. */
export interface MadeEncoder {
  tokeniser: Tokeniser;
  parameters: Numbers;
  /** Default "int8". */
  precision?: ExportPrecision;
  /** Whether the parameters are written as float32 too, for further training; default true. */
  trainable?: boolean;
  /** Texts to go with the models: their licence, the command that trained them. */
  metadata?: Readonly<Record<string, string>>;
}

/** A graph of an encoder, and the file that it is to be in. */
export interface EncoderModel {
  file: string;
  name: string;
  scope: Scope;
  inputs: Readonly<Record<string, Tensor>>;
  outputs: Readonly<Record<string, Tensor>>;
}

/**
 * Writes the folder of an encoder: its models, its tokeniser, its parameters, and last its settings with its id.
 *
 * @param kind what the id begins with
 * @param settings of which all but the scale decides what the models make
 * @returns the paths of the files
 * @throws {NamesakeError} WRITE_FAILED, PARAMETER_MISSING
 */
export async function writeEncoderFolder<S extends { format: string; version: number; scale: number }>(
  folder: string,
  kind: string,
  settings: S,
  models: readonly EncoderModel[],
  { tokeniser, parameters, precision = "int8", trainable = true, metadata = {} }: MadeEncoder,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const { scale, ...deciding } = settings;
  const id = `${kind}-${digest([precision, deciding, tokeniser.json], parameters)}`;
  const files: string[] = [];
  // Of several models that share parameters, each once.
  const tensors = new Map<string, TensorToWrite>();
  for (const { file, name, scope, inputs, outputs } of models) {
    const exported = await exportModel(join(folder, file), {
      name,
      outputs,
      inputs: Object.values(inputs),
      scope,
      parameters,
      precision,
      metadata: { ...metadata, encoder: id },
    });
    files.push(...exported.files);
    for (const [parameter, { shape }] of scope.parameters) {
      const data = parameters.get(parameter) as Float32Array;
      tensors.set(parameter, { name: parameter, dtype: "float32", shape, data });
    }
  }
  if (trainable) {
    const path = join(folder, ENCODER_FILES.parameters);
    await writeSafetensors(path, [...tensors.values()]);
    files.push(path);
  }
  const json = async (name: string, value: unknown): Promise<void> => {
    await writeAtomically(join(folder, name), [`${JSON.stringify(value)}\n`]);
    files.push(join(folder, name));
  };
  await json(ENCODER_FILES.tokeniser, tokeniser.json);
  const { format, version, ...others } = settings;
  await json(ENCODER_FILES.settings, { format, version, id, ...others });
  return files;
}

/** A hash of all that decides what an encoder makes. */
function digest(deciding: unknown, parameters: Numbers): string {
  const hash = createHash("sha256").update(JSON.stringify(deciding));
  for (const [name, { buffer, byteOffset, byteLength }] of parameters)
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex").slice(0, 16);
}
