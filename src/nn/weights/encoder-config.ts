import { NamesakeError } from "../../errors.js";

/** What a transformer encoder does with its tensors, which their shapes do not say. */
export interface EncoderConfig {
  /** Parts that the attention is divided into. */
  heads: number;
  /** "gelu" is x Φ(x) exactly, "gelu_tanh" its usual approximation (Hendrycks & Gimpel 2016). */
  activation: "gelu" | "gelu_tanh" | "relu";
  /** Added to the variance in layer normalisation. */
  normEpsilon: number;
  /** Row of the table of positions that the first token has: 2 in RoBERTa, whose padding has one of its own. */
  firstPosition: number;
}

const ACTIVATIONS: Readonly<Record<string, EncoderConfig["activation"]>> = {
  gelu: "gelu",
  gelu_new: "gelu_tanh",
  gelu_pytorch_tanh: "gelu_tanh",
  relu: "relu",
};

/** Models that count positions from behind the padding token. */
const ROBERTA = ["roberta", "xlm-roberta", "camembert"];
/** The files of BERT's time do not say what they are. */
const MODELS = ["bert", ...ROBERTA, "distilbert"];

/**
 * Reads Hugging Face's `config.json` of BERT, RoBERTa, DistilBERT or MiniLM.
 *
 * @param config the parsed file
 * @param where names it in messages
 * @throws {NamesakeError} RECORD_INVALID where a value is missing, or asks for something that an encoder here cannot do
 */
export function encoderConfig(config: unknown, where: string): EncoderConfig {
  const values = (typeof config === "object" && config !== null ? config : {}) as Record<string, unknown>;
  const wrong = (field: string, expected: string): Error => {
    const value = values[field];
    const isPlain = value === undefined || value === null || typeof value !== "object";
    const found = isPlain ? `"${String(value).slice(0, 100)}"` : "a list or an object";
    return new NamesakeError("RECORD_INVALID", { where, field, expected, found });
  };
  const model = values["model_type"] ?? "bert";
  if (typeof model !== "string" || !MODELS.includes(model))
    throw wrong("model_type", `one of ${MODELS.join(", ")}`);
  if ((values["position_embedding_type"] ?? "absolute") !== "absolute")
    throw wrong("position_embedding_type", '"absolute"');

  const fields =
    model === "distilbert"
      ? { heads: "n_heads", activation: "activation" }
      : { heads: "num_attention_heads", activation: "hidden_act" };
  const heads = values[fields.heads];
  if (!Number.isInteger(heads) || (heads as number) < 1) throw wrong(fields.heads, "a number of heads");
  const name = values[fields.activation] ?? "gelu";
  const activation =
    typeof name === "string" && Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (activation === undefined)
    throw wrong(fields.activation, `one of ${Object.keys(ACTIVATIONS).join(", ")}`);
  const normEpsilon = values["layer_norm_eps"] ?? 1e-12; // DistilBERT's is fixed
  if (typeof normEpsilon !== "number" || !(normEpsilon > 0))
    throw wrong("layer_norm_eps", "a number above 0");
  const padding = values["pad_token_id"] ?? 1;
  if (!Number.isInteger(padding) || (padding as number) < 0) throw wrong("pad_token_id", "a token's number");
  return {
    heads: heads as number,
    activation,
    normEpsilon,
    firstPosition: ROBERTA.includes(model) ? (padding as number) + 1 : 0,
  };
}
