import { NamesakeError } from "../../errors.js";
import { shown } from "./invalid.js";
import type { EncoderNames, Tower } from "./naming.js";
import type { TensorInfo } from "./stored-tensor.js";

/** The sizes of a transformer encoder, as its tensors have them. */
export interface EncoderShape {
  /** Of a token's vector. */
  width: number;
  layers: number;
  /** Of the hidden layer of the feed-forward networks. */
  inner: number;
  /** Rows of the table of tokens. */
  vocabulary: number;
  /** Rows of the table of positions. */
  positions: number;
  /** Kinds of text in one sequence; 0 where the model does not tell them apart. */
  segments: number;
  hasPooler: boolean;
  /** Length of the vector that the projection makes; 0 where there is none. */
  projection: number;
}

/** Tensors with the sizes they should have; undefined = any. */
type Plan = [name: string, shape: (number | undefined)[]][];

/**
 * Reads the sizes of an encoder off its tensors, and checks that all of them are there and fit each other.
 *
 * @param find what is known of a tensor by its name in the file
 * @param file for messages
 * @param unknown tensors that could be the missing ones under another name
 * @throws {NamesakeError} WEIGHTS_MISMATCH
 * @example
 * ```ts
 * const { towers, unknown } = encoderNames(names, weights.name);
 * const shape = encoderShape(towers.get("encoder")!, (name) => weights.info(name), weights.name, unknown);
 * ```
 */
export function encoderShape(
  tower: Tower,
  find: (name: string) => TensorInfo,
  file: string,
  unknown: EncoderNames["unknown"] = [],
): EncoderShape {
  const mismatch = (why: string) => new NamesakeError("WEIGHTS_MISMATCH", { path: file, why });
  const sizesOf = (plain: string): readonly number[] | undefined => {
    const stored = tower.names.get(plain);
    return stored === undefined ? undefined : find(stored).shape;
  };
  const [vocabulary = 0, width = 0] = sizesOf("embeddings.token.weight") ?? [];
  const [positions = 0] = sizesOf("embeddings.position.weight") ?? [];
  const [inner = 0] = sizesOf("layers.0.feedForward.inner.weight") ?? [];
  const [segments] = sizesOf("embeddings.segment.weight") ?? [];
  const [projection] = sizesOf("projection.weight") ?? [];
  const hasPooler = tower.names.has("pooler.weight");
  const layers = countLayers(tower);

  const plan: Plan = [
    ["embeddings.token.weight", [vocabulary, width]],
    ["embeddings.position.weight", [positions, width]],
    ...norm("embeddings.norm", width),
  ];
  if (segments !== undefined) plan.push(["embeddings.segment.weight", [segments, width]]);
  for (let i = 0; i < layers; i++) plan.push(...layerPlan(`layers.${i}`, width, inner));
  if (hasPooler) plan.push(...linear("pooler", width, width));
  if (projection !== undefined) plan.push(...linear("projection", width, projection));

  const missing = plan.filter(([plain]) => !tower.names.has(plain));
  if (layers === 0 || missing.length > 0) throw mismatch(missingText(missing, unknown));
  for (const [plain, shape] of plan) {
    const stored = tower.names.get(plain) as string;
    const found = find(stored);
    if (
      found.shape.length !== shape.length ||
      shape.some((size, i) => size !== found.shape[i]) ||
      shape.includes(0)
    )
      throw mismatch(`"${shown(stored)}" should have the shape [${shape}], found [${found.shape}]`);
    if (!/float/.test(found.dtype)) throw mismatch(`"${shown(stored)}" has the type ${found.dtype}`);
  }
  return {
    width,
    layers,
    inner,
    vocabulary,
    positions,
    segments: segments ?? 0,
    hasPooler,
    projection: projection ?? 0,
  };
}

/** As many layers as there are tensors for, so that a gap in their numbers is seen as something missing. */
function countLayers(tower: Tower): number {
  const numbers = new Set<string>();
  for (const plain of tower.names.keys()) {
    const number = /^layers\.(\d+)\./.exec(plain)?.[1];
    if (number !== undefined) numbers.add(number);
  }
  return numbers.size;
}

function linear(name: string, from: number, to: number): Plan {
  return [
    [`${name}.weight`, [to, from]],
    [`${name}.bias`, [to]],
  ];
}

function norm(name: string, width: number): Plan {
  return [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
}

function layerPlan(layer: string, width: number, inner: number): Plan {
  return [
    ...["query", "key", "value", "output"].flatMap((part) =>
      linear(`${layer}.attention.${part}`, width, width),
    ),
    ...norm(`${layer}.attention.norm`, width),
    ...linear(`${layer}.feedForward.inner`, width, inner),
    ...linear(`${layer}.feedForward.outer`, inner, width),
    ...norm(`${layer}.feedForward.norm`, width),
  ];
}

function missingText(missing: Plan, unknown: EncoderNames["unknown"]): string {
  const first = missing[0]?.[0];
  const lack =
    first === undefined
      ? "it has no layer"
      : `"${first}" is missing${missing.length > 1 ? ` and ${missing.length - 1} more` : ""}`;
  const strangers = unknown.slice(0, 3).map(({ name, nearest: [near] }) => {
    const like = near === undefined ? "" : ` (nearest known: "${shown(near)}")`;
    return `"${shown(name)}"${like}`;
  });
  return strangers.length === 0 ? lack : `${lack}; not understood: ${strangers.join(", ")}`;
}

/**
 * Checks that a vocabulary belongs to a model: each of its entries needs a row of the table of tokens. Spare rows are
 * common, as tables are often made a multiple of 64 long.
 *
 * @param entries of the vocabulary, added tokens included
 * @throws {NamesakeError} VOCABULARY_MISMATCH
 */
export function checkVocabulary(shape: EncoderShape, entries: number, file: string): void {
  if (entries <= shape.vocabulary) return;
  throw new NamesakeError("VOCABULARY_MISMATCH", { path: file, entries, rows: shape.vocabulary });
}
