import { describe, expect, it } from "vitest";
import { CpuStepper } from "./cpu-stepper.js";
import { DeviceStepper } from "./device-stepper.js";
import { kindModel } from "./kind-task.contract.js";
import { describeStepper, STEPS } from "./stepper.contract.js";

describeStepper("with the optimiser on our arrays", (options, dropout) =>
  CpuStepper.open(kindModel(dropout), options),
);
describeStepper("with the optimiser in the graph", (options, dropout) =>
  DeviceStepper.open(kindModel(dropout), options),
);

describe("both", () => {
  it("take the same steps", async () => {
    const options = { seed: 3, clip: 0.5, decay: 0.05, groups: [{ match: "out.*", rate: 0.3 }] };
    const steppers = [
      await CpuStepper.open(kindModel(), { ...options, tables: "whole" }),
      await DeviceStepper.open(kindModel(), options),
    ] as const;
    for (const batches of STEPS) {
      const [a, b] = [await steppers[0].step(batches, 0.02), await steppers[1].step(batches, 0.02)];
      expect(b.loss).toBeCloseTo(a.loss, 5);
      expect(b.norm).toBeCloseTo(a.norm, 4);
      expect(b.measures["accuracy"]).toBeCloseTo(a.measures["accuracy"] as number, 5);
    }
    const [a, b] = [await steppers[0].parameters(), await steppers[1].parameters()];
    for (const [name, numbers] of a)
      numbers.forEach((number, i) => {
        expect(Math.abs(number - (b.get(name)?.[i] as number)), `${name}[${i}]`).toBeLessThan(1e-5);
      });
    await Promise.all(steppers.map((stepper) => stepper.close()));
  });

  it("drop other numbers in each batch of a step", async () => {
    const [batches] = STEPS.slice(2, 3) as [(typeof STEPS)[number]];
    const same = [batches[0], batches[0]] as typeof batches;
    for (const stepper of [await CpuStepper.open(kindModel(0.5)), await DeviceStepper.open(kindModel(0.5))]) {
      const { loss } = await stepper.step(same, 1e-9);
      const alone = await stepper.step(same.slice(0, 1), 1e-9);
      expect(loss).not.toBeCloseTo(alone.loss, 6);
      await stepper.close();
    }
  });

  it("float16 products follow those of float32, with the loss scaled", async () => {
    const whole = await DeviceStepper.open(kindModel(), { seed: 3 });
    const half = await DeviceStepper.open(kindModel(), { seed: 3, precision: "float16" });
    for (const batches of STEPS) {
      const [a, b] = [await whole.step(batches, 0.02), await half.step(batches, 0.02)];
      expect(Math.abs(b.loss - a.loss) / a.loss).toBeLessThan(0.01);
    }
    expect((await half.state()).get("lossScale/goodSteps")?.data[0]).toBe(STEPS.length);
    await Promise.all([whole.close(), half.close()]);
  });

  it("refuse batches of a step that differ in shape, where it is one graph", async () => {
    const stepper = await DeviceStepper.open(kindModel());
    const mixed = [STEPS[0]?.[0], STEPS[1]?.[0]] as (typeof STEPS)[number];
    await expect(stepper.step(mixed, 0.1)).rejects.toThrow(
      'takes as "ids" batches of one shape, [6, 10], found [6, 4]',
    );
    await stepper.close();
  });
});
