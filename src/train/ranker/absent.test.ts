import { describe, expect, it } from "vitest";
import { withoutItsEntity } from "./absent.js";

describe("a mention whose entity the KB lacks", () => {
  const mention = {
    candidates: [
      { prior: Math.log(0.5), fit: 2 },
      { prior: Math.log(0.3), fit: 1 },
      { prior: Math.log(0.2), fit: -1, popularity: 3 },
    ],
    gold: 0,
  };

  it("has the others, with shares and fits among themselves", () => {
    const { candidates, gold } = withoutItsEntity(mention);
    expect(gold).toBe(-1);
    expect(candidates).toHaveLength(2);
    expect(Math.exp(candidates[0]?.prior ?? 0)).toBeCloseTo(0.6, 9);
    expect(Math.exp(candidates[1]?.prior ?? 0)).toBeCloseTo(0.4, 9);
    const mean = (Math.exp(candidates[0]?.fit ?? 0) + Math.exp(candidates[1]?.fit ?? 0)) / 2;
    expect(mean).toBeCloseTo(1, 9);
    expect(candidates[1]?.popularity).toBe(3);
  });

  it("is as it was where its entity was no candidate", () => {
    expect(withoutItsEntity({ ...mention, gold: -1 })).toEqual({ ...mention, gold: -1 });
  });

  it("leaves what was not measured unmeasured", () => {
    expect(withoutItsEntity({ candidates: [{ prior: 0 }, { popularity: 1 }], gold: 0 }).candidates).toEqual([
      { popularity: 1 },
    ]);
  });
});
