import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { type ExportPrecision, exportModel } from "../../nn/export.js";
import type { Parameters as Numbers } from "../../nn/layers/model.js";
import { type TensorToWrite, writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { ENCODER_FILES } from "./encoder-files.js";
import { biEncoderGraph, type Side } from "./network.js";
import type { EncoderDefinition, EncoderSettings } from "./settings.js";

/** A bi-encoder to be written. */
export interface MadeBiEncoder {
  settings: EncoderDefinition & Pick<EncoderSettings, "scale">;
  tokeniser: Tokeniser;
  parameters: Numbers;
  /** Default "int8". */
  precision?: ExportPrecision;
  /** Whether the parameters are written as float32 too, for further training; default true. */
  trainable?: boolean;
  /** Texts to go with the models: their licence, the command that trained them. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a bi-encoder into a folder, as `loadBiEncoder` opens it.
 *
 * @returns the paths of the files
 * @throws {NamesakeError} WRITE_FAILED, PARAMETER_MISSING
 */
export async function saveBiEncoder(folder: string, made: MadeBiEncoder): Promise<string[]> {
  const { settings, tokeniser, parameters, precision = "int8", trainable = true, metadata = {} } = made;
  await mkdir(folder, { recursive: true });
  const id = identify(made, precision);
  const files: string[] = [];
  // Of both towers, each parameter once.
  const tensors = new Map<string, TensorToWrite>();
  const write = async (name: string, sides: readonly Side[]): Promise<void> => {
    const { scope, inputs, outputs } = biEncoderGraph(settings, sides);
    const exported = await exportModel(join(folder, name), {
      name: "bi-encoder",
      outputs,
      inputs: Object.values(inputs),
      scope,
      parameters,
      precision,
      metadata: { ...metadata, encoder: id },
    });
    files.push(...exported.files);
    if (!trainable) return;
    for (const [parameter, { shape }] of scope.parameters)
      tensors.set(parameter, {
        name: parameter,
        dtype: "float32",
        shape,
        data: parameters.get(parameter) as Float32Array,
      });
  };
  if (settings.shared) await write(ENCODER_FILES.shared, ["mention", "entity"]);
  else {
    await write(ENCODER_FILES.mention, ["mention"]);
    await write(ENCODER_FILES.entity, ["entity"]);
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
  const whole: EncoderSettings = { format: "namesake-encoder", version: 1, id, ...settings };
  await json(ENCODER_FILES.settings, whole);
  return files;
}

/** A hash of all that decides the vectors. */
function identify({ settings, tokeniser, parameters }: MadeBiEncoder, precision: ExportPrecision): string {
  const { scale, ...deciding } = settings;
  const hash = createHash("sha256").update(JSON.stringify([precision, deciding, tokeniser.json]));
  for (const [name, { buffer, byteOffset, byteLength }] of parameters)
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  return `bi-encoder-${hash.digest("hex").slice(0, 16)}`;
}
