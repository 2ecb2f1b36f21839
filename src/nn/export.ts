import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { writeAtomically } from "../atomic-file.js";
import { NamesakeError } from "../errors.js";
import { choiceOf } from "./choice.js";
import { ExternalData } from "./external-data.js";
import { emitGraph, operatorSetsOf, type Pass } from "./graph/emit.js";
import { formatShape } from "./graph/shape.js";
import { graphError, type Tensor } from "./graph/tensor.js";
import type { Parameters } from "./layers/model.js";
import type { Scope } from "./layers/scope.js";
import { encodeModel, type Graph, sizeOf, type TensorData, type ValueInfo } from "./onnx.js";
import { halfPrecision } from "./passes/half-precision.js";
import { type QuantiseOptions, quantiseWeights } from "./passes/quantise.js";
import { nearest } from "./weights/nearest.js";

/**
 * In which numbers a model computes: those of training, in whole numbers of 8 bits (see `quantiseWeights`), or with
 * products of 16 bits (see `halfPrecision`), which GPUs are fast at and CPUs are not.
 */
export type ExportPrecision = "float32" | "int8" | "float16";

export interface ExportOptions {
  /** Of the graph, for messages. */
  name: string;
  /** What the model makes, by the names it is to have. Axes with names may be of any length: ["batch", "tokens"]. */
  outputs: Readonly<Record<string, Tensor>>;
  /** The scope that the outputs were made with: it tells parameters from inputs. */
  scope: Scope;
  /**
   * The trained numbers, as `train` gives them: of all parameters of the scope. What they have beside, such as heads that
   * only training needs, is left out.
   */
  parameters: Parameters;
  /** What is fed when the model is used, in this order. Absent = every input that is no parameter. */
  inputs?: readonly Tensor[];
  /** Default "float32". */
  precision?: ExportPrecision;
  /** Of "int8". */
  quantise?: QuantiseOptions;
  /** Texts to go with the model: its licence, its tokeniser, the command that trained it. */
  metadata?: Readonly<Record<string, string>>;
  /** A model whose constants have more bytes keeps the large ones in a file of their own. Default 1.5 GB; it ends at 2. */
  largest?: number;
}

/** What was written. */
export interface ExportedModel {
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  /** Paths of the files, the model first. */
  files: readonly string[];
}

/**
 * Writes a trained model for use, as an `.onnx` file with its weights in it. Whenever the writing ends, even by a kill,
 * the model at the path is the old or the new one and whole. The same model makes the same bytes.
 *
 * Weights of their own file lie beside it, under a name made of the model's and a digest of what they are, so that the
 * old file is not touched before the new model is in its place.
 *
 * @throws {NamesakeError} WRITE_FAILED; OPTION_INVALID; PARAMETER_MISSING where the scope has a parameter without numbers,
 * PARAMETER_MISMATCH where they are of another size; GRAPH_INVALID where an input is neither a parameter of the scope nor
 * in `inputs`
 * @example
 * ```ts
 * const { parameters } = await train(task, options);
 * const scope = new Scope();
 * const vectors = encoder(scope, ids);
 * await exportModel("encoder.onnx", {
 *   name: "encoder", outputs: { vectors }, inputs: [ids], scope, parameters, precision: "int8",
 *   metadata: { licence: "Apache-2.0", tokeniser: "bert-base-uncased" },
 * });
 * const { session } = await loadModel("encoder.onnx");
 * ```
 */
export async function exportModel(path: string, options: ExportOptions): Promise<ExportedModel> {
  const { metadata = {}, largest = LARGEST } = options;
  const graph = graphOf(options);
  const info = { version, metadata };
  const constants = [...graph.initializers.values()].map(({ data }) => bytesOf(data));
  const size = constants.reduce((sum, { length }) => sum + length, 0);
  const base = basename(path).replace(/\.onnx$/, "");
  const folder = dirname(path);

  const external = size > largest ? new ExternalData(`${base}.${digestOf(constants)}${WEIGHTS}`) : undefined;
  const model = encodeModel(graph, operatorSetsOf(graph), external, info);
  if (external !== undefined) await writeAtomically(join(folder, external.location), external.chunks);
  await writeAtomically(path, [model]);
  await removeOldWeights(folder, base, external?.location);
  return {
    inputs: graph.inputs,
    outputs: graph.outputs,
    files: [path, ...(external === undefined ? [] : [join(folder, external.location)])],
  };
}

const LARGEST = 1.5e9;
const WEIGHTS = ".weights";
/** Hexadecimal digits of a digest. */
const DIGITS = 16;

const version = (createRequire(import.meta.url)("../../package.json") as { version: string }).version;

/** What is done with the nodes for a precision. */
const PASSES: Readonly<Record<ExportPrecision, (options: ExportOptions) => readonly Pass[]>> = {
  float32: () => [],
  int8: ({ quantise = {} }) => [quantiseWeights(quantise)],
  float16: () => [halfPrecision({ type: "float16", weights: true })],
};

const PRECISIONS = Object.keys(PASSES) as readonly ExportPrecision[];

function graphOf(options: ExportOptions): Graph {
  const { name, outputs, inputs, precision = "float32" } = options;
  const passes = PASSES[choiceOf("precision", precision, PRECISIONS)](options);
  const constants = constantsOf(options);
  const fed = inputs === undefined ? {} : { inputs };
  const graph = emitGraph(name, outputs, { constants, passes, ...fed });
  const known = inputs?.map(({ operation }) => operation.name);
  for (const { name: input } of graph.inputs)
    if (known?.includes(input) === false || options.parameters.has(input))
      throw graphError(
        "exportModel",
        [name],
        `inputs, and parameters of the scope`,
        `"${input}", which is neither`,
      );
  return graph;
}

/** The numbers of the scope's parameters, all of them. */
function constantsOf({ name, scope, parameters }: ExportOptions): Parameters {
  const refuse = (option: string, expected: string, found: unknown) =>
    new NamesakeError("OPTION_INVALID", { option, expected, found: typeof found });
  if (!(scope?.parameters instanceof Map))
    throw refuse("scope", "the Scope that the outputs were made with", scope);
  if (!(parameters instanceof Map))
    throw refuse("parameters", "a Map of arrays by name, as train gives", parameters);
  return new Map(
    [...scope.parameters].map(([parameter, { shape }]): [string, Float32Array] => {
      const numbers = parameters.get(parameter);
      if (numbers === undefined) {
        const given = [...parameters.keys()];
        const near = [...new Set([...nearest(parameter, given), ...given])].slice(0, 3).join(", ");
        throw new NamesakeError("PARAMETER_MISSING", { model: name, parameter, near });
      }
      const size = sizeOf(shape);
      if (!(numbers instanceof Float32Array) || numbers.length !== size)
        throw new NamesakeError("PARAMETER_MISMATCH", {
          parameter,
          expected: `${size} numbers of float32, ${formatShape(shape)}`,
          found: `${numbers.length}`,
        });
      return [parameter, numbers];
    }),
  );
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TensorData): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A hash takes less than 2 GiB at once. */
const LARGEST_UPDATE = 1 << 30;

function digestOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const chunk of chunks) {
    hash.update(`${chunk.length} `);
    for (let at = 0; at < chunk.length; at += LARGEST_UPDATE)
      hash.update(chunk.subarray(at, at + LARGEST_UPDATE));
  }
  return hash.digest("hex").slice(0, DIGITS);
}

/** Removes the weights of the model that was there before, and those that an interrupted run left. */
async function removeOldWeights(folder: string, base: string, kept: string | undefined): Promise<void> {
  const digest = new RegExp(`^[0-9a-f]{${DIGITS}}$`);
  // Files that cannot be seen, or not be removed because they are in use, do no harm.
  for (const name of await readdir(folder).catch(() => [])) {
    if (name === kept || !name.startsWith(`${base}.`) || !name.endsWith(WEIGHTS)) continue;
    if (!digest.test(name.slice(base.length + 1, -WEIGHTS.length))) continue;
    await rm(join(folder, name)).catch(() => undefined);
  }
}
