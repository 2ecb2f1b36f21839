import { describe, expect, it } from "vitest";
import { add, mul, sqrt, sub } from "../graph/elementwise.js";
import { mean, sum } from "../graph/reduce.js";
import { normal } from "../layers/initial.js";
import type { Model } from "../layers/model.js";
import { CpuStepper } from "./cpu-stepper.js";
import { DeviceStepper } from "./device-stepper.js";
import { kindModel } from "./kind-task.contract.js";
import { describeStepper, STEPS } from "./stepper.contract.js";
import type { Batch } from "./stepper.js";

describeStepper("with the optimiser on our arrays", (options, dropout) =>
  CpuStepper.open(kindModel(dropout), options),
);
describeStepper("with the optimiser in the graph", (options, dropout) =>
  DeviceStepper.open(kindModel(dropout), options),
);

/** Batches of a step that count for different numbers of examples. */
const UNEQUAL = [6, 2, 1].map((examples, i) => ({ ...(STEPS[2]?.[i] as Batch), examples }));

describe("both", () => {
  it("take the same steps, with the same dropout", async () => {
    const options = { seed: 3, clip: 0.5, decay: 0.05, groups: [{ match: "out.*", rate: 0.3 }] };
    const steppers = [
      await CpuStepper.open(kindModel(0.5), { ...options, tables: "whole" }),
      await DeviceStepper.open(kindModel(0.5), options),
    ] as const;
    for (const batches of [...STEPS, UNEQUAL]) {
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
});

describe("on devices", () => {
  it("goes from graph to graph where only one is kept", async () => {
    const [one, all] = [
      await DeviceStepper.open(kindModel(), { sessions: 1 }),
      await DeviceStepper.open(kindModel()),
    ];
    for (const batches of STEPS) expect(await one.step(batches, 0.02)).toEqual(await all.step(batches, 0.02));
    expect(await one.state()).toEqual(await all.state());
    await Promise.all([one.close(), all.close()]);
  });

  it("does several steps in one run, or none of them", async () => {
    const [one, many] = [await DeviceStepper.open(kindModel(0.3)), await DeviceStepper.open(kindModel(0.3))];
    const steps = [3, 4, 5].map((i) => [0, 1].map((k) => ({ ...(STEPS[2]?.[k] as Batch), examples: i + k })));
    const rates = [0.1, 0.05, 0.02];
    const results = await many.stepMany(steps, rates);
    for (const [i, batches] of steps.entries())
      expect(results[i]).toEqual(await one.step(batches, rates[i] as number));
    expect([await many.state(), many.steps]).toEqual([await one.state(), 3]);
    await expect(many.stepMany(steps, [0.02, 1e38, 0.02])).rejects.toThrow(/went astray in step [56]/);
    expect([await many.state(), many.steps]).toEqual([await one.state(), 3]);
    expect(await many.stepMany(steps.slice(2), [0.02])).toEqual([await one.step(steps[2] as Batch[], 0.02)]);
    await Promise.all([one.close(), many.close()]);
  });

  it("float16 products follow those of float32, with the loss scaled", async () => {
    const whole = await DeviceStepper.open(kindModel(), { seed: 3 });
    const half = await DeviceStepper.open(kindModel(), { seed: 3, precision: "float16" });
    for (const batches of STEPS) {
      const [a, b] = [await whole.step(batches, 0.02), await half.step(batches, 0.02)];
      expect(Math.abs(b.loss - a.loss) / a.loss).toBeLessThan(0.01);
      expect([b.skipped, b.measures["lossScale"]]).toEqual([undefined, 2 ** 16]);
    }
    expect((await half.state()).get("lossScale/goodSteps")?.data[0]).toBe(STEPS.length);
    await Promise.all([whole.close(), half.close()]);
  });

  it("skips steps of which the derivatives are not finite, until that cannot be the scale", async () => {
    const hopeless: Model<"x"> = {
      name: "hopeless",
      batch: { x: { type: "float32", shape: ["batch"] } },
      loss(scope, { x }) {
        const w = scope.parameter("w", [1], normal(1));
        return add(mean(mul(x, w)), sum(sqrt(sub(w, w))));
      },
    };
    const stepper = await DeviceStepper.open(hopeless, {
      precision: "float16",
      lossScale: { initial: 2 ** -21 },
    });
    const before = await stepper.parameters();
    const batch = { inputs: { x: { dims: [2], data: Float32Array.of(1, 2) } }, examples: 2 };
    for (const scale of [2 ** -21, 2 ** -22, 2 ** -23])
      expect(await stepper.step([batch], 0.1)).toMatchObject({
        skipped: true,
        measures: { lossScale: scale },
      });
    await expect(stepper.step([batch], 0.1)).rejects.toThrow(
      /went astray in step 4: the loss is 0\.\d+, the length of its derivatives NaN/,
    );
    expect(await stepper.parameters()).toEqual(before);
    await stepper.close();
  });

  it("refuses batches that do not fit together, since a step is one graph", async () => {
    const stepper = await DeviceStepper.open(kindModel());
    const [[long], [short]] = STEPS as [[Batch], [Batch]];
    const refused = (steps: Batch[][], rates = [0.1, 0.1]) => expect(stepper.stepMany(steps, rates)).rejects;
    await refused([[long, short]]).toThrow(
      'takes as "ids" batches of one shape and type, int32[6, 10], found int32[6, 4]',
    );
    await refused([[long], [long, long]]).toThrow(
      'takes as "batches" 1 for each step, as for the first, found 2',
    );
    await refused([[long], [long]], [0.1]).toThrow(
      'takes as "training/rates" float32[2], found float32[2] with 1',
    );
    await refused([]).toThrow("found batches of nothing");
    await stepper.close();
  });
});
