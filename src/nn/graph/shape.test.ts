import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broadcastShapes, formatShape, repeatedAxes, type Shape, sizeOfShape } from "./shape.js";

describe("broadcastShapes", () => {
  it.each<[Shape, Shape, Shape | undefined]>([
    [[], [], []],
    [[], [2, 3], [2, 3]],
    [[3], [2, 3], [2, 3]],
    [[2, 1], [3], [2, 3]],
    [
      ["batch", 1, 4],
      ["tokens", 1],
      ["batch", "tokens", 4],
    ],
    [["batch"], ["batch"], ["batch"]],
    [[2], [3], undefined],
    [["batch"], [3], undefined],
    [["batch"], ["tokens"], undefined],
    [[2, 3], [2], undefined],
  ])("of %j and %j is %j", (a, b, expected) => {
    expect(broadcastShapes(a, b)).toEqual(expected);
    expect(broadcastShapes(b, a)).toEqual(expected);
  });

  it("repeats along all axes that repeatedAxes names", () => {
    const length = fc.constantFrom<(number | string)[]>(1, 3, "batch");
    fc.assert(
      fc.property(fc.array(length, { maxLength: 4 }), fc.array(length, { maxLength: 4 }), (a, b) => {
        const shape = broadcastShapes(a, b);
        if (shape === undefined) return;
        for (const operand of [a, b]) {
          const repeated = repeatedAxes(operand, shape);
          const rest = shape.map((length, axis) => (repeated.includes(axis) ? 1 : length));
          expect(sizeOfShape(rest)).toBe(sizeOfShape(operand));
        }
      }),
    );
  });
});

it("formatShape writes shapes as people do", () => {
  expect([[], [1], ["batch", 2, "2*tokens"]].map(formatShape)).toEqual(["[]", "[1]", "[batch, 2, 2*tokens]"]);
});
