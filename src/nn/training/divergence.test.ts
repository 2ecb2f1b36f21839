import { expect, it } from "vitest";
import { DivergenceWatch } from "./divergence.js";

const see = (losses: readonly number[]): number | undefined => {
  const watch = new DivergenceWatch("model");
  for (const [i, loss] of losses.entries())
    try {
      watch.see(loss, i + 1, 0.1);
    } catch (error) {
      expect((error as Error).message).toMatch(
        /went astray in step \d+: the mean loss of 50 steps is .* had been 1\.00/,
      );
      return i + 1;
    }
  return undefined;
};

const steps = (count: number, loss: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => loss(i));

it("says so where the loss has grown for long", () => {
  const grown = see([...steps(100, () => 1), ...steps(100, () => 9)]);
  expect(grown).toBeGreaterThan(100);
  expect(grown).toBeLessThan(150);
});

it("bears losses that fall, tremble, are near 0 or below", () => {
  expect(see(steps(500, (i) => 10 / (i + 1)))).toBeUndefined();
  expect(see(steps(500, (i) => 1 + Math.sin(i)))).toBeUndefined();
  expect(see(steps(500, (i) => (i < 250 ? 1e-9 : 0.01)))).toBeUndefined();
  expect(see(steps(500, (i) => (i < 250 ? -1 : -0.5)))).toBeUndefined();
  expect(
    see([...steps(100, () => 1), 1000, ...steps(100, () => 1)].map((loss) => Math.min(loss, 90))),
  ).toBeUndefined();
});
