import { describe, expect, it } from "vitest";
import { emit } from "../graph/emit.js";
import { input } from "../graph/tensor.js";
import { Session } from "../session.js";
import { type BertInputs, type BertOptions, bert, checkTokens, maxTokens } from "./bert.js";
import { initialParameters } from "./model.js";
import { Scope } from "./scope.js";

const ids = input("ids", "int32", ["batch", "tokens"]);
const segments = input("segments", "int32", ["batch", "tokens"]);
const sizes: BertOptions = {
  vocabulary: 20,
  width: 4,
  positions: 512,
  segments: 0,
  layers: 1,
  heads: 1,
  inner: 4,
};

describe("kinds of text", () => {
  const run = async (inputs: BertInputs, kinds: number, values: readonly number[]) => {
    const scope = new Scope();
    const states = bert(scope, inputs, { ...sizes, segments: kinds });
    const constants = initialParameters(scope.parameters, 1);
    const session = await Session.open(emit("kinds", { states }, { constants, inputs: [ids, segments] }));
    const feed = (data: readonly number[]) => ({ dims: [1, 3], data: Int32Array.from(data) });
    const results = await session.run({ ids: feed([1, 2, 3]), segments: feed(values) });
    await session.close();
    return results["states"]?.data;
  };

  it("are told apart by models that have several, and are the first if not given", async () => {
    const first = await run({ ids, segments }, 2, [0, 0, 0]);
    expect(await run({ ids }, 2, [0, 1, 1])).toEqual(first);
    expect(await run({ ids, segments }, 2, [0, 1, 1])).not.toEqual(first);
  });

  it.each([0, 1])("are not looked at by models that have %i", async (kinds) => {
    expect(await run({ ids, segments }, kinds, [0, 5, 9])).toEqual(await run({ ids }, kinds, [0, 0, 0]));
  });
});

describe("sequences that are too long", () => {
  const graph = (tokens: number, firstPosition: number) =>
    bert(new Scope(), { ids: input("ids", "int32", [2, tokens]) }, { ...sizes, firstPosition });

  it("are refused where the length is known", () => {
    expect(graph(512, 0).shape).toEqual([2, 512, 4]);
    expect(graph(510, 2).shape).toEqual([2, 510, 4]);
    expect(() => graph(600, 0)).toThrow(
      "A sequence has 600 tokens, but the model has positions for 512. Cut texts to 512 tokens",
    );
    expect(() => graph(511, 2)).toThrow("A sequence has 511 tokens, but the model has positions for 510");
  });

  it("can be refused before a graph of any length is run, and fail in it", async () => {
    const short = { ...sizes, positions: 6, firstPosition: 2 };
    expect(maxTokens(short)).toBe(4);
    checkTokens(short, 4);
    expect(() => checkTokens(short, 5)).toThrow(
      expect.objectContaining({ code: "SEQUENCE_TOO_LONG", details: { tokens: 5, most: 4 } }),
    );
    const scope = new Scope();
    const states = bert(scope, { ids }, short);
    const constants = initialParameters(scope.parameters, 1);
    const session = await Session.open(emit("short", { states }, { constants }));
    const run = (tokens: number) => session.run({ ids: { dims: [1, tokens], data: new Int32Array(tokens) } });
    expect((await run(4))["states"]?.dims).toEqual([1, 4, 4]);
    await expect(run(5)).rejects.toMatchObject({ code: "MODEL_FAILED" });
    await session.close();
  });
});
