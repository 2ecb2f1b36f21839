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
      const second = await open({ seed: 2, clip: 0.7 }, 0.3);
      await second.restore(await copied(first), 3);
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

    it("takes what is frozen from a state, too", async () => {
      const groups = [{ match: "hidden.*", frozen: true }];
      const [first, second] = [await open({ seed: 4, groups }), await open({ seed: 5, groups })];
      await second.restore(await copied(first), 0);
      expect(await copied(second)).toEqual(await copied(first));
      expect(await run(second)).toEqual(await run(first));
      await Promise.all([first, second].map((stepper) => stepper.close()));
    });

    it("says so where the loss is no number, and keeps what it had", async () => {
      const stepper = await open({});
      const [batches] = STEPS as [readonly Batch<Names>[]];
      let before = new Map<string, Float32Array>();
      const diverge = async () => {
        for (let i = 0; i < 8; i++) {
          before = await copied(stepper);
          await stepper.step(batches, 1e30);
        }
      };
      await expect(diverge()).rejects.toThrow(/went astray in step \d+: the loss is/);
      expect(await copied(stepper)).toEqual(before);
      await stepper.close();
    });

    it("asks for at least one batch, and for one of something", async () => {
      const stepper = await open({});
      await expect(stepper.step([], 0.1)).rejects.toThrow('takes as "batches" at least one');
      const empty = { ...(STEPS[0]?.[0] as Batch<Names>), examples: 0 };
      await expect(stepper.step([empty], 0.1)).rejects.toThrow("found batches of 0");
      expect(stepper.steps).toBe(0);
      await stepper.close();
    });
  });
}

const copied = async (stepper: Stepper): Promise<Map<string, Float32Array>> =>
  new Map([...(await stepper.state())].map(([name, { data }]) => [name, data.slice()]));
