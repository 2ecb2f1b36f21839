import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { type SpanGraph, spanGraph, spanVectorGraph } from "../../models/spans/network.js";
import type { SpanDefinition, SpanSettings } from "../../models/spans/settings.js";
import { SPAN_FILES } from "../../models/spans/span-files.js";
import { exportModel } from "../../nn/export.js";
import type { Parameters } from "../../nn/layers/model.js";
import type { ParameterSpec } from "../../nn/layers/scope.js";
import { writeSafetensors } from "../../nn/weights/safetensors-writer.js";
import { type SpanPreparation, sizesOf } from "./preparation.js";
import type { SpanConfig } from "./schema.js";

/** What was learned. */
export interface TrainedSpans {
  config: SpanConfig;
  preparation: Pick<SpanPreparation, "settings" | "tokeniser" | "tower">;
  parameters: Parameters;
  /** The least probability of a mention. */
  threshold: number;
}

/** What stays float32: the scores are the difference of large sums. */
const EXACT = /^spans\./;

/**
 * Writes a model of spans into a folder, as `loadSpanModel` opens it, with its parameters by name as safetensors.
 *
 * @returns the paths of the files
 * @throws {NamesakeError} WRITE_FAILED, PARAMETER_MISSING
 */
export async function saveSpans(folder: string, trained: TrainedSpans): Promise<string[]> {
  const { config, parameters, threshold } = trained;
  const { settings, tokeniser, tower } = trained.preparation;
  const { trunk, vectors } = settings;
  const numbers = new Map([...parameters, ...tower]);
  const id = identify(settings, tokeniser.json, numbers);
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  const specs = new Map<string, ParameterSpec>();
  const write = async (name: string, { scope, inputs, outputs }: SpanGraph): Promise<void> => {
    const made = await exportModel(join(folder, name), {
      name: "spans",
      outputs,
      inputs: Object.values(inputs),
      scope,
      parameters: numbers,
      precision: "int8",
      quantise: { keep: EXACT },
      metadata: { spans: id },
    });
    files.push(...made.files);
    for (const [parameter, spec] of scope.parameters) specs.set(parameter, spec);
  };
  await write(SPAN_FILES.scores, spanGraph(sizesOf(settings, config), vectors !== undefined));
  if (vectors !== undefined) await write(SPAN_FILES.vectors, spanVectorGraph(trunk, vectors));
  const tensors = [...specs].map(([name, { shape }]) => {
    return { name, dtype: "float32" as const, shape, data: numbers.get(name) as Float32Array };
  });
  await writeSafetensors(join(folder, SPAN_FILES.parameters), tensors);
  const whole: SpanSettings = { format: "namesake-spans", version: 1, id, ...settings, threshold };
  const texts = { [SPAN_FILES.tokeniser]: tokeniser.json, [SPAN_FILES.settings]: whole };
  for (const [name, value] of Object.entries(texts))
    await writeAtomically(join(folder, name), [`${JSON.stringify(value)}\n`]);
  return [...files, ...[SPAN_FILES.parameters, ...Object.keys(texts)].map((name) => join(folder, name))];
}

/** A hash of all that decides what is found, but for the threshold. */
function identify(settings: SpanDefinition, tokeniser: unknown, numbers: Parameters): string {
  const hash = createHash("sha256").update(JSON.stringify([settings, tokeniser]));
  for (const [name, { buffer, byteOffset, byteLength }] of numbers)
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  return `spans-${hash.digest("hex").slice(0, 16)}`;
}
