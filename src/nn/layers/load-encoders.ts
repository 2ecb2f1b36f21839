import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { encoderConfig } from "../weights/encoder-config.js";
import { encoderShape } from "../weights/encoder-shape.js";
import { type EncoderNames, encoderNames, type Tower } from "../weights/naming.js";
import { openWeights, type Weights } from "../weights/weights.js";
import type { BertOptions } from "./bert.js";
import type { Parameters } from "./model.js";

/** An encoder that was trained elsewhere. */
export interface LoadedEncoder {
  /** For `bert`. */
  options: BertOptions;
  /** By the names of a `bert` whose scope has no prefix; {@link under} gives them one. */
  parameters: Parameters;
  /** Whether there are parameters for `pooled`. */
  hasPooler: boolean;
  /** The outputs of `projected`; 0 where there are no parameters for it. */
  projection: number;
}

/** A configuration that was read from somewhere else than a file of its own. */
export interface NamedConfig {
  values: unknown;
  /** For messages. */
  path: string;
}

export interface LoadedEncoders {
  /** "context" and "entity" of BLINK's and Bootleg's bi-encoders; "encoder" where there is only one. */
  encoders: ReadonlyMap<string, LoadedEncoder>;
  /** Tensors that nothing is known of and that were left out, with the known names that are most like them. */
  unknown: EncoderNames["unknown"];
}

/**
 * Loads the encoders of a model of Hugging Face (BERT, RoBERTa, DistilBERT, MiniLM), of BLINK or of Bootleg, in float32.
 *
 * @param path a folder, or the file of weights in it; see {@link openWeights}
 * @param options `config` is the path of the configuration, or the configuration and what to call it; absent = the file
 *   beside the weights of the same name that ends in ".json", as BLINK has it, or else config.json
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID for the configuration, WEIGHTS_INVALID, WEIGHTS_UNSAFE and
 *   WEIGHTS_MISMATCH for the weights
 * @example
 * ```ts
 * const { encoders } = await loadEncoders("blink/biencoder_wiki_large.bin");
 * const { options, parameters } = encoders.get("context")!;
 * const states = bert(scope.at("context"), { ids, mask, segments }, options);
 * const numbers = initialParameters(scope.parameters, seed, under("context", parameters));
 * ```
 */
export async function loadEncoders(
  path: string,
  options: { config?: string | NamedConfig } = {},
): Promise<LoadedEncoders> {
  const weights = await openWeights(path);
  try {
    const given = options.config ?? (await findConfig(path));
    const { values: found, path: config } =
      typeof given === "string" ? { values: await readJson(given), path: given } : given;
    const values = withHeads(found, config);
    const names = weights.tensors.map(({ name }) => name);
    const { towers, unknown } = encoderNames(names, weights.name);
    const encoders = new Map<string, LoadedEncoder>();
    for (const [name, tower] of towers)
      encoders.set(name, await loadTower(weights, tower, unknown, { values, path: config }));
    return { encoders, unknown };
  } finally {
    await weights.close();
  }
}

async function loadTower(
  weights: Weights,
  tower: Tower,
  unknown: EncoderNames["unknown"],
  config: NamedConfig,
): Promise<LoadedEncoder> {
  const shape = encoderShape(tower, (name) => weights.info(name), weights.name, unknown);
  const { width, layers, inner, vocabulary, positions, segments, hasPooler, projection } = shape;
  const { heads, activation, normEpsilon, firstPosition } = encoderConfig(config.values, config.path);
  if (width % heads !== 0) {
    const expected = `a number that divides the width of the weights, ${width}`;
    throw invalid(config.path, "number of heads", expected, `${heads}`);
  }
  const parameters = new Map<string, Float32Array>();
  for (const [plain, stored] of tower.names) parameters.set(plain, await weights.readFloat32(stored));
  const options: BertOptions = {
    vocabulary,
    width,
    positions,
    firstPosition,
    segments,
    layers,
    heads,
    inner,
    activation: activation === "gelu_tanh" ? "geluTanh" : activation,
    normEpsilon,
  };
  return { options, parameters, hasPooler, projection };
}

/** Parameters for a scope that has a prefix: `under("context", ...)` for `scope.at("context")`. */
export const under = (prefix: string, parameters: Parameters): Parameters =>
  new Map([...parameters].map(([name, numbers]) => [`${prefix}.${name}`, numbers]));

const invalid = (where: string, field: string, expected: string, found: string, cause?: unknown) =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found }, { cause });

/** What says how many heads there are, which no tensor shows. */
async function findConfig(path: string): Promise<string> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const common = join(isFolder ? path : dirname(path), "config.json");
  const own = `${path.replace(/\.[^./\\]+$/, "")}.json`;
  if (isFolder || own === path) return common;
  return (await stat(own).catch(() => undefined)) === undefined ? common : own;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const why = `${reason(error)}, and weights alone do not say how many heads they have`;
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why }, { cause: error });
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw invalid(path, "the file", "JSON", reason(error), error);
  }
}

/**
 * BLINK's own configurations name the BERT that was trained on, "bert-large-uncased", and leave the rest to it
 * (https://github.com/facebookresearch/BLINK, blink/common/params.py).
 */
function withHeads(config: unknown, path: string): unknown {
  if (typeof config !== "object" || config === null || "num_attention_heads" in config) return config;
  if (!("bert_model" in config)) return config;
  const model = `${config.bert_model}`.slice(0, 100);
  const size = /bert-(base|large)/.exec(model)?.[1];
  if (size === undefined) throw invalid(path, "bert_model", '"bert-base-…" or "bert-large-…"', `"${model}"`);
  return { num_attention_heads: size === "base" ? 12 : 16 };
}
