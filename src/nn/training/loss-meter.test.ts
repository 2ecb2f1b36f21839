import { expect, it } from "vitest";
import { initialParameters, parametersOf } from "../layers/model.js";
import { CpuStepper } from "./cpu-stepper.js";
import { lossProgram } from "./gradient-program.js";
import { examples, kindTask } from "./kind-task.contract.js";
import { LossMeter } from "./loss-meter.js";
import { SessionCache } from "./session-cache.js";

const task = kindTask(0, 0.5);
const batch = (count: number, seed: number, length = 10) => ({
  inputs: task.collate([...examples(count, seed)], length),
  examples: count,
});

it("gives the mean over all examples, without dropout", async () => {
  const parameters = initialParameters(parametersOf(task.model), 3);
  const meter = new LossMeter(task.model);
  const [a, b] = [batch(5, 1), batch(20, 2, 12)];
  const [first, second] = [await meter.measure(parameters, [a]), await meter.measure(parameters, [b])];
  const both = await meter.measure(parameters, [a, b]);
  expect(both.loss).toBeCloseTo(0.2 * first.loss + 0.8 * second.loss, 5);
  expect(both.measures["accuracy"]).toBeCloseTo(
    0.2 * (first.measures["accuracy"] as number) + 0.8 * (second.measures["accuracy"] as number),
    5,
  );
  expect(await meter.measure(parameters, [a])).toEqual(first);
  await meter.close();
});

it("uses of the parameters those that the loss depends on", async () => {
  const parameters = initialParameters(parametersOf(task.model), 3);
  const meter = new LossMeter(task.model);
  const expected = await meter.measure(parameters, [batch(5, 1)]);
  const more = new Map([...parameters, ["head.weight", new Float32Array(7)]]);
  expect(await meter.measure(more, [batch(5, 1)])).toEqual(expected);
  parameters.delete("out.bias");
  await expect(meter.measure(parameters, [batch(5, 1)])).rejects.toThrow('takes as "out.bias" float32[3]');
  await meter.close();
});

it("has no mean of nothing", async () => {
  const meter = new LossMeter(task.model);
  await expect(meter.measure(new Map(), [])).rejects.toThrow('There are no examples to measure "kinds" on');
  await meter.close();
});

it("a step tells the loss that the meter finds, where nothing is dropped", async () => {
  const { model } = kindTask();
  const stepper = await CpuStepper.open(model, { seed: 3 });
  const meter = new LossMeter(model);
  const { loss } = await meter.measure(await stepper.parameters(), [batch(8, 4)]);
  const found = await stepper.step([batch(8, 4)], 0.01);
  expect(found.loss).toBeCloseTo(loss, 5);
  expect((await meter.measure(await stepper.parameters(), [batch(8, 4)])).loss).toBeLessThan(loss);
  await Promise.all([stepper.close(), meter.close()]);
});

it("keeps as many graphs open as it may, those that were used last", async () => {
  let made = 0;
  const cache = new SessionCache(
    (lengths) => {
      made++;
      return lossProgram(task.model, lengths);
    },
    {},
    2,
  );
  const get = (tokens: number) => cache.get({ batch: 2, tokens });
  for (const tokens of [3, 4, 3, 5, 3]) await get(tokens);
  expect(made).toBe(3);
  await get(4);
  expect(made).toBe(4);
  await cache.close();
});

it("refuses batches of other shapes than the model's", async () => {
  const stepper = await CpuStepper.open(task.model);
  const { inputs } = batch(4, 1);
  const short = { ...inputs, labels: { dims: [3], data: new Int32Array(3) } };
  await expect(stepper.step([{ inputs: short, examples: 4 }], 0.1)).rejects.toThrow(
    'The model "kinds" takes as "labels" [4], found [3]',
  );
  await stepper.close();
});
