import { expect, it } from "vitest";
import { centred, meanOf } from "./centring.js";

it("takes the mean away and makes the length 1", () => {
  expect([...centred(Float32Array.of(3, 5), [0, 1])].map((value) => value.toFixed(3))).toEqual([
    "0.600",
    "0.800",
  ]);
});

it("leaves a vector alone where there is no mean, and a vector that is the mean at 0", () => {
  const vector = Float32Array.of(0.6, 0.8);
  expect(centred(vector, undefined)).toBe(vector);
  expect([...centred(Float32Array.of(1, 2), [1, 2])]).toEqual([0, 0]);
});

it("averages vectors", () => {
  expect(meanOf([Float32Array.of(1, 0), Float32Array.of(0, 0.5)])).toEqual([0.5, 0.25]);
});
