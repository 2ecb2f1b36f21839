import { NamesakeError } from "../../errors.js";
import { shown } from "./invalid.js";
import { nearest } from "./nearest.js";

/**
 * Every library calls the parts of a transformer encoder (Vaswani et al. 2017; Devlin et al. 2019) something else. Here
 * they have one name:
 *
 * | name | shape | |
 * |---|---|---|
 * | `embeddings.token.weight` | [vocabulary, width] | |
 * | `embeddings.position.weight` | [positions, width] | learned |
 * | `embeddings.segment.weight` | [segments, width] | not in DistilBERT |
 * | `embeddings.norm.weight`, `.bias` | [width] | of the sum of the three |
 * | `layers.0.attention.query.weight`, `.bias` | [width, width], [width] | also `key`, `value`, `output` |
 * | `layers.0.attention.norm.weight`, `.bias` | [width] | behind the attention |
 * | `layers.0.feedForward.inner.weight`, `.bias` | [inner, width], [inner] | |
 * | `layers.0.feedForward.outer.weight`, `.bias` | [width, inner], [width] | |
 * | `layers.0.feedForward.norm.weight`, `.bias` | [width] | behind the feed-forward network |
 * | `pooler.weight`, `.bias` | [width, width], [width] | on the first token; often left out |
 * | `projection.weight`, `.bias` | [out, width], [out] | BLINK's `additional_linear`, Bootleg's `linear` |
 *
 * A weight of a linear layer is [out, in], as PyTorch has it: y = x Wᵀ + b.
 */
const MODULES: Readonly<Record<string, string>> = {
  // BERT, RoBERTa, MiniLM, BLINK; the embeddings of DistilBERT
  "embeddings.word_embeddings": "embeddings.token",
  "embeddings.position_embeddings": "embeddings.position",
  "embeddings.token_type_embeddings": "embeddings.segment",
  "embeddings.LayerNorm": "embeddings.norm",
  "encoder.layer.#.attention.self.query": "layers.#.attention.query",
  "encoder.layer.#.attention.self.key": "layers.#.attention.key",
  "encoder.layer.#.attention.self.value": "layers.#.attention.value",
  "encoder.layer.#.attention.output.dense": "layers.#.attention.output",
  "encoder.layer.#.attention.output.LayerNorm": "layers.#.attention.norm",
  "encoder.layer.#.intermediate.dense": "layers.#.feedForward.inner",
  "encoder.layer.#.output.dense": "layers.#.feedForward.outer",
  "encoder.layer.#.output.LayerNorm": "layers.#.feedForward.norm",
  "pooler.dense": "pooler",
  // DistilBERT
  "transformer.layer.#.attention.q_lin": "layers.#.attention.query",
  "transformer.layer.#.attention.k_lin": "layers.#.attention.key",
  "transformer.layer.#.attention.v_lin": "layers.#.attention.value",
  "transformer.layer.#.attention.out_lin": "layers.#.attention.output",
  "transformer.layer.#.sa_layer_norm": "layers.#.attention.norm",
  "transformer.layer.#.ffn.lin1": "layers.#.feedForward.inner",
  "transformer.layer.#.ffn.lin2": "layers.#.feedForward.outer",
  "transformer.layer.#.output_layer_norm": "layers.#.feedForward.norm",
};

/** The last part of a name; checkpoints that came from TensorFlow call those of a norm gamma and beta. */
const LAST_PARTS: Readonly<Record<string, string>> = {
  weight: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
};

/** What an encoder does without: tables of consecutive numbers, heads of other tasks, what a training goes on with. */
const UNUSED = [
  /(^|\.)(position_ids|token_type_ids)$/,
  /^(.*\.)?(cls|lm_head|vocab_transform|vocab_layer_norm|vocab_projector|classifier|pre_classifier|qa_outputs)\./,
  /^(optimizer|optimizer_state_dict|scheduler|lr_scheduler)\./,
];

/** Unknown names that are compared with the known ones. */
const MOST_COMPARED = 100;
/** What every encoder has; by it the encoders of a checkpoint are found. */
const TABLE = "embeddings.word_embeddings.weight";
/** BLINK and Bootleg wrap their encoders in a module with such a name, beside which the projection stands. */
const WRAPPED: Readonly<Record<string, string>> = {
  "bert_model.": "additional_linear.",
  "transformer.": "linear.",
};
/** The two encoders of BLINK and of Bootleg, and what they read: a mention in its context, and an entity. */
const TOWERS: Readonly<Record<string, string>> = {
  "context_encoder.": "context",
  "cand_encoder.": "entity",
  "entity_encoder.": "entity",
};

/** One encoder of a checkpoint. */
export interface Tower {
  /** What stands before its tensors' names: "bert.", "context_encoder.bert_model." or nothing. */
  prefix: string;
  /** Name in the file by plain name. */
  names: ReadonlyMap<string, string>;
}

export interface EncoderNames {
  /** "context" and "entity" of BLINK's and Bootleg's bi-encoders; "encoder" where there is only one; else by prefix. */
  towers: ReadonlyMap<string, Tower>;
  /** Tensors that an encoder does not need, such as the head for masked words. */
  unused: string[];
  /** Tensors that nothing is known of; the first 100 with the known names that are most like them. */
  unknown: { name: string; nearest: string[] }[];
}

const SHAPES = new Map<string, string>(
  Object.entries(MODULES).flatMap(([module, plain]) =>
    Object.entries(LAST_PARTS)
      .filter(([part, last]) => part === last || plain.endsWith("norm"))
      .filter(([, last]) => last === "weight" || !/^embeddings\.(token|position|segment)$/.test(plain))
      .map(([part, last]): [string, string] => [`${module}.${part}`, `${plain}.${last}`]),
  ),
);

/** Puts the numbers of `name` where `shape` has "#". */
function withNumbers(shape: string, name: string): string {
  const numbers = name.match(/\d+/g) ?? [];
  return shape.replaceAll("#", () => numbers.shift() ?? "0");
}

/** The plain name of what stands behind a prefix. */
function plainName(rest: string): string | undefined {
  const plain = SHAPES.get(rest.replace(/(?<=\.)\d+(?=\.)/g, "#"));
  return plain === undefined ? undefined : withNumbers(plain, rest);
}

/** Prefixes of the encoders, the longest first, so that "bert." is asked before "". */
function prefixesOf(names: Iterable<string>): string[] {
  const prefixes: string[] = [];
  for (const name of names)
    if (name === TABLE || name.endsWith(`.${TABLE}`)) prefixes.push(name.slice(0, -TABLE.length));
  return prefixes.sort((a, b) => b.length - a.length);
}

function towerName(prefix: string, count: number): string {
  for (const [module, tower] of Object.entries(TOWERS)) if (prefix.includes(module)) return tower;
  return count === 1 ? "encoder" : prefix.replace(/\.$/, "");
}

/**
 * Finds the transformer encoders in a checkpoint by the names of its tensors: those of BERT, RoBERTa, DistilBERT and MiniLM
 * in Hugging Face's libraries, and of BLINK's bi-encoder and cross-encoder and Bootleg's bi-encoder, with anything before
 * them ("bert.", "module.", "0.auto_model.").
 *
 * @param file for messages
 * @throws {NamesakeError} WEIGHTS_MISMATCH where there is no encoder
 * @example
 * ```ts
 * const { towers, unknown } = encoderNames(weights.tensors.map((tensor) => tensor.name), weights.name);
 * const stored = towers.get("encoder")?.names.get("layers.0.attention.query.weight");
 * ```
 */
export function encoderNames(names: readonly string[], file: string): EncoderNames {
  const prefixes = prefixesOf(names);
  if (prefixes.length === 0) {
    const first = nearest(TABLE, names, 1)[0] ?? names[0];
    const hint = first === undefined ? "it has no tensor at all" : `nearest is "${shown(first)}"`;
    const why = `none is called "${TABLE}"; ${hint}`;
    throw new NamesakeError("WEIGHTS_MISMATCH", { path: file, why });
  }
  const towers = prefixes.map((prefix) => ({ prefix, names: new Map<string, string>() }));
  const unused: string[] = [];
  const unknown: EncoderNames["unknown"] = [];
  for (const name of names) {
    const found = placeOf(name, towers);
    if (found !== undefined && !found.tower.names.has(found.plain)) found.tower.names.set(found.plain, name);
    else if (UNUSED.some((pattern) => pattern.test(name))) unused.push(name);
    else unknown.push({ name, nearest: unknown.length < MOST_COMPARED ? nearestKnown(name, prefixes) : [] });
  }
  return {
    towers: new Map(towers.map((tower) => [towerName(tower.prefix, towers.length), tower])),
    unused,
    unknown,
  };
}

interface OpenTower extends Tower {
  names: Map<string, string>;
}

/** The encoder that a tensor belongs to, and its plain name there. */
function placeOf(
  name: string,
  towers: readonly OpenTower[],
): { tower: OpenTower; plain: string } | undefined {
  for (const tower of towers) {
    const { prefix } = tower;
    const plain = name.startsWith(prefix) ? plainName(name.slice(prefix.length)) : undefined;
    if (plain !== undefined) return { tower, plain };
    const wrapper = Object.keys(WRAPPED).find((module) => prefix.endsWith(module));
    if (wrapper === undefined) continue;
    const projection = prefix.slice(0, -wrapper.length) + WRAPPED[wrapper];
    const part = name.startsWith(projection) ? LAST_PARTS[name.slice(projection.length)] : undefined;
    if (part !== undefined) return { tower, plain: `projection.${part}` };
  }
  return undefined;
}

function nearestKnown(name: string, prefixes: readonly string[]): string[] {
  const prefix = prefixes.find((start) => name.startsWith(start)) ?? "";
  const rest = name.slice(prefix.length);
  return nearest(rest.replace(/\d+/g, "#"), SHAPES.keys(), 2).map(
    (shape) => prefix + withNumbers(shape, rest),
  );
}
