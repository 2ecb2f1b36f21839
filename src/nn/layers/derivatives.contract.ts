import { expect } from "vitest";
import { emit } from "../graph/emit.js";
import { gradients } from "../graph/gradients.js";
import type { Tensor } from "../graph/tensor.js";
import { type Feed, Session } from "../session.js";
import { initialParameters } from "./model.js";
import type { Scope } from "./scope.js";

/**
 * Compares the derivatives of a loss by the parameters of a scope with differences of the loss along a direction for
 * each, of fourth order so that the steps can be long: in float32 short ones drown in rounding.
 *
 * @param feeds of the other inputs
 * @param given parameters that are not to begin with their first numbers
 */
export async function expectDerivatives(
  scope: Scope,
  loss: Tensor,
  feeds: Readonly<Record<string, Feed>>,
  given: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<void> {
  const names = [...scope.parameters.keys()];
  const derivatives = gradients(
    loss,
    names.map((name) => scope.tensors.get(name) as Tensor),
  );
  const outputs = Object.fromEntries(derivatives.map((derivative, i) => [`d${i}`, derivative]));
  const session = await Session.open(emit("layer", { loss, ...outputs }));
  const numbers = initialParameters(scope.parameters, 1, given);
  const run = (changed: Readonly<Record<string, Feed>> = {}) =>
    session.run({ ...feeds, ...Object.fromEntries(numbers), ...changed });
  const results = await run();
  for (const [i, name] of names.entries()) {
    const direction = (numbers.get(name) as Float32Array).map((_, k) => Math.cos(3 * k + i));
    const at = async (step: number): Promise<number> => {
      const moved = (numbers.get(name) as Float32Array).map((x, k) => x + step * (direction[k] as number));
      return (await run({ [name]: moved }))["loss"]?.data[0] as number;
    };
    const h = 0.003;
    const [near, far] = [(await at(h)) - (await at(-h)), (await at(2 * h)) - (await at(-2 * h))];
    const derivative = results[`d${i}`]?.data as Float32Array;
    const found = derivative.reduce((all, d, k) => all + d * (direction[k] as number), 0);
    const expected = (8 * near - far) / (12 * h);
    expect(Math.abs(found - expected), `${name}: ${found} and ${expected}`).toBeLessThan(
      1e-4 + 2e-3 * Math.abs(expected),
    );
  }
  await session.close();
}
