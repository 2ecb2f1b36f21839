import { describe, expect, it } from "vitest";
import { PairCounts } from "./pair-counts.js";
import { ppmi } from "./ppmi.js";

describe("pairs", () => {
  it("are added up in both directions, over the entities that have any", () => {
    const pairs = new PairCounts();
    pairs.add(7, 3, 1);
    pairs.add(3, 7, 0.5);
    pairs.add(9, 3, 2);
    pairs.add(5, 5, 4);
    const { entities, counts } = pairs.matrix();
    expect([...entities]).toEqual([3, 7, 9]);
    expect([...counts.starts]).toEqual([0, 2, 3, 4]);
    expect([...counts.places]).toEqual([1, 2, 0, 0]);
    expect([...counts.values]).toEqual([1.5, 2, 1.5, 2]);
  });

  it("may be more than there was room for at first", () => {
    const pairs = new PairCounts();
    for (let i = 0; i < 70_000; i++) pairs.add(i % 100, 100 + (i % 7), 1);
    const { counts } = pairs.matrix();
    expect(counts.values.reduce((sum, value) => sum + value, 0)).toBe(140_000);
  });

  it("may be none", () => {
    expect(new PairCounts().matrix().entities.length).toBe(0);
  });
});

describe("pointwise mutual information", () => {
  it("is ln(p(column | row) / p(column)), with smoothed columns, where positive", () => {
    const matrix = ppmi({
      rows: 2,
      columns: 2,
      starts: Uint32Array.of(0, 2, 3),
      places: Uint32Array.of(0, 1, 1),
      values: Float32Array.of(16, 65, 16),
    });
    // Columns have 16 and 81, to the power of 3/4: 8 and 27. Row 0 has less of column 0 than that: 16/81 < 8/35.
    expect([...matrix.starts]).toEqual([0, 1, 2]);
    expect([...matrix.places]).toEqual([1, 1]);
    expect(matrix.values[0]).toBeCloseTo(Math.log(65 / 81 / (27 / 35)), 5);
    expect(matrix.values[1]).toBeCloseTo(Math.log(1 / (27 / 35)), 5);
  });
});
