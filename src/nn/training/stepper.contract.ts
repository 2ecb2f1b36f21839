import { describe, expect, it } from "vitest";
import { initialParameters, type Parameters, parametersOf } from "../layers/model.js";
import type { ParameterGroup } from "../optimisers/groups.js";
import { examples, kindModel, kindTask } from "./kind-task.contract.js";
import type { Batch, Stepper } from "./stepper.js";

type Names = "ids" | "labels";

export interface ContractOptions {
  seed?: number;
  clip?: number;
  groups?: readonly ParameterGroup[];
  initial?: Parameters;
}

const { collate } = kindTask();

/** Steps of the batches that a training has: of different lengths, some of several batches. */
export const STEPS: readonly (readonly Batch<Names>[])[] = [10, 4, 4, 10, 7, 10].map((length, step) =>
  Array.from({ length: step === 2 ? 3 : 1 }, (_, i) => ({
    inputs: collate([...examples(6, 10 * step + i)], length),
    examples: 6,
  })),
);

/** What every way to train has to do. */
export function describeStepper(
  name: string,
  open: (options: ContractOptions, dropout?: number) => Promise<Stepper<Names>>,
): void {
  const run = async (stepper: Stepper<Names>, steps = STEPS): Promise<number[]> => {
    const losses: number[] = [];
    for (const batches of steps) losses.push((await stepper.step(batches, 0.02)).loss);
    return losses;
  };

  describe(name, () => {
    it("goes on from a state as if there had been no break", async () => {
      const whole = await open({ seed: 2, clip: 0.7 }, 0.3);
      const expected = await run(whole);
      const first = await open({ seed: 2, clip: 0.7 }, 0.3);
      const losses = await run(first, STEPS.slice(0, 3));
      const state = [...(await first.state())].map(([key, { data }]) => [key, data.slice()] as const);
      const second = await open({ seed: 2, clip: 0.7 }, 0.3);
      await second.restore(new Map(state), 3);
      expect(second.steps).toBe(3);
      losses.push(...(await run(second, STEPS.slice(3))));
      expect(losses).toEqual(expected);
      expect(await second.parameters()).toEqual(await whole.parameters());
      await Promise.all([whole, first, second].map((stepper) => stepper.close()));
    });

    it("learns, and says what it measures", async () => {
      const stepper = await open({});
      const [batches] = STEPS as [readonly Batch<Names>[]];
      const first = await stepper.step(batches, 0.05);
      for (let i = 0; i < 30; i++) await stepper.step(batches, 0.05);
      const last = await stepper.step(batches, 0.05);
      expect(last.loss).toBeLessThan(first.loss / 2);
      expect(last.norm).toBeGreaterThan(0);
      expect(last.measures).toEqual({ accuracy: 1 });
      expect(stepper.steps).toBe(32);
      await stepper.close();
    });

    it("leaves what is frozen, and begins with what it is given", async () => {
      const specs = parametersOf(kindModel());
      const given = new Map([["hidden.bias", Float32Array.from({ length: 8 }, (_, i) => i / 10)]]);
      const stepper = await open({ seed: 4, initial: given, groups: [{ match: "hidden.*", frozen: true }] });
      const before = initialParameters(specs, 4, given);
      await run(stepper);
      for (const [parameter, numbers] of await stepper.parameters())
        expect(
          numbers.every((number, i) => number === before.get(parameter)?.[i]),
          parameter,
        ).toBe(parameter.startsWith("hidden."));
      expect([...(await stepper.state()).keys()].filter((key) => key.startsWith("hidden."))).toEqual([
        "hidden.weight",
        "hidden.bias",
      ]);
      await stepper.close();
    });

    it("says so where the loss is no number", async () => {
      const stepper = await open({});
      const steps = Array.from({ length: 8 }, () => STEPS[0] as readonly Batch<Names>[]);
      const diverge = async () => {
        for (const batches of steps) await stepper.step(batches, 1e30);
      };
      await expect(diverge()).rejects.toThrow(/went astray in step \d+: the loss is/);
      await stepper.close();
    });
  });
}
