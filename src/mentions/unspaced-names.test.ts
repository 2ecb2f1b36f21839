import { describe, expect, it } from "vitest";
import type { Token } from "../text/tokens.js";
import { cutAt } from "./unspaced-names.js";

const tokens = (count: number): Token[] =>
  Array.from({ length: count }, (_, i) => ({ start: 3 * i, end: 3 * i + 3, kind: "word", norm: "山水画" }));

describe("cutAt", () => {
  it("divides the tokens that a boundary lies in, and leaves the others", () => {
    const cut = cutAt(tokens(3), new Set([5, 0, 4, 6]), "山水画".repeat(3));
    expect(cut.map(({ start, end, norm }) => [start, end, norm])).toEqual([
      [0, 3, "山水画"],
      [3, 4, "山"],
      [4, 5, "水"],
      [5, 6, "画"],
      [6, 9, "山水画"],
    ]);
  });

  it("takes a sentence of any length in linear time", () => {
    const many = tokens(30_000);
    const start = performance.now();
    expect(cutAt(many, new Set(many.map((token) => token.start + 1)), "山水画".repeat(30_000))).toHaveLength(
      60_000,
    );
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
