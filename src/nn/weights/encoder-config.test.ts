import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { encoderConfig } from "./encoder-config.js";

interface Config {
  model: string;
  config: Record<string, unknown>;
}

const configs = new Map(
  readFileSync(fileURLToPath(new URL("fixtures/configs.jsonl", import.meta.url)), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Config)
    .map(({ model, config }) => [model, config]),
);
const read = (config: unknown) => encoderConfig(config, "config.json");

describe("encoderConfig", () => {
  const plain = { heads: 2, activation: "gelu", normEpsilon: 1e-12, firstPosition: 0 };
  it.each([
    ["BERT", plain],
    ["DistilBERT", plain],
    ["RoBERTa", { ...plain, firstPosition: 2 }],
    ["XLM-RoBERTa", { ...plain, firstPosition: 2 }],
  ])("reads that of %s", (model, expected) => {
    expect(read(configs.get(model))).toEqual(expected);
  });

  it("takes what old files leave out from BERT", () => {
    expect(read({ num_attention_heads: 12 })).toEqual({ ...plain, heads: 12 });
    expect(read({ num_attention_heads: 12, hidden_act: "gelu_new", layer_norm_eps: 1e-5 })).toEqual({
      heads: 12,
      activation: "gelu_tanh",
      normEpsilon: 1e-5,
      firstPosition: 0,
    });
  });

  const bert = { num_attention_heads: 2 };
  it.each([
    ["DeBERTa", configs.get("DeBERTa"), "model_type"],
    ["no heads", {}, "num_attention_heads"],
    ["half a head", { num_attention_heads: 0.5 }, "num_attention_heads"],
    ["DistilBERT with the heads of BERT", { ...bert, model_type: "distilbert" }, "n_heads"],
    ["relative positions", { ...bert, position_embedding_type: "relative_key" }, "position_embedding_type"],
    ["another activation", { ...bert, hidden_act: "swish" }, "hidden_act"],
    ["a property of all objects", { ...bert, hidden_act: "constructor" }, "hidden_act"],
    ["no epsilon", { ...bert, layer_norm_eps: 0 }, "layer_norm_eps"],
    ["an epsilon in words", { ...bert, layer_norm_eps: "small" }, "layer_norm_eps"],
    ["padding before the vocabulary", { ...bert, pad_token_id: -1 }, "pad_token_id"],
    ["a list", [], "num_attention_heads"],
    ["nothing", null, "num_attention_heads"],
    ["a type that is a list", { ...bert, model_type: [[]] }, "model_type"],
  ])("refuses %s", (_, config, field) => {
    expect(() => read(config)).toThrow(
      expect.objectContaining({ code: "RECORD_INVALID", details: expect.objectContaining({ field }) }),
    );
  });
});
