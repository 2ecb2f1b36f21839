import { describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { checkConfiguration, checkFits } from "./checkpoint-fit.js";

/** Why a check refuses. */
function why(check: () => void): string {
  try {
    check();
  } catch (error) {
    if (!(error instanceof NamesakeError) || error.code !== "CHECKPOINT_MISMATCH") throw error;
    return (error as NamesakeError<"CHECKPOINT_MISMATCH">).details.why;
  }
  return "";
}

describe("checkFits", () => {
  const model = { "layers.0.weight": [4, 4], "layers.0.bias": [4], scale: [] };
  const refusal = (found: Record<string, readonly number[]>) => why(() => checkFits("c", model, found));

  it("takes the same tensors in any order", () => {
    expect(refusal(Object.fromEntries(Object.entries(model).reverse()))).toBe("");
  });

  it("names what is missing, what is unknown, and which may be the same", () => {
    const { scale: _, ...rest } = model;
    expect(refusal(rest)).toBe('it has no tensor "scale"');
    expect(refusal({ ...rest, scales: [] })).toBe(
      'it has no tensor "scale" (nearest: "scales"); this model has no tensor "scales" (nearest: "scale")',
    );
    expect(refusal({ ...model, decoder: [1] })).toBe('this model has no tensor "decoder"');
  });

  it("names shapes that differ", () => {
    expect(refusal({ ...model, scale: [1], "layers.0.weight": [16] })).toBe(
      'its tensor "layers.0.weight" has the shape [16], not [4, 4]; its tensor "scale" has the shape [1], not []',
    );
  });

  it("counts what are too many to name", () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`tensor ${i}`, [1]]));
    expect(refusal({ ...model, ...many })).toMatch(/"tensor 4"; and 7 more$/);
    expect(why(() => checkFits("c", { toString: [1] }, {}))).toBe('it has no tensor "toString"');
  });
});

describe("checkConfiguration", () => {
  const config = { model: { width: 192, heads: [4, 4] }, optimiser: { rate: 0.001, warmup: null } };

  it("takes the same in any order", () => {
    const { model, optimiser } = config;
    expect(why(() => checkConfiguration("c", { optimiser, model }, config))).toBe("");
    expect(why(() => checkConfiguration("c", {}, {}))).toBe("");
  });

  it("names the keys that differ", () => {
    const now = { model: { width: 256, heads: [4, 8] }, optimiser: { rate: 0.001 }, seed: "7" };
    expect(why(() => checkConfiguration("c", config, now))).toBe(
      'its model.width is 192, not 256; its model.heads.1 is 4, not 8; its optimiser.warmup is null, not absent; its seed is absent, not "7"',
    );
  });

  it("tells types and empty values apart", () => {
    expect(why(() => checkConfiguration("c", { a: 1, b: [], c: {} }, { a: "1", b: {}, c: {} }))).toBe(
      'its a is 1, not "1"; its b is [], not {}',
    );
  });
});
