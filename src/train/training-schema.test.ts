import { expect, it } from "vitest";
import { checkTrainOptions } from "../nn/training/check-train-options.js";
import { readConfig } from "./config/index.js";
import { trainingSchema, trainOptions } from "./training-schema.js";

const optionsOf = async (...overrides: string[]) =>
  trainOptions(await readConfig(trainingSchema, { overrides }), "run");

const lengthOf = async (...overrides: string[]) => {
  const options = await optionsOf(...overrides);
  checkTrainOptions(options, 1);
  const { steps, epochs } = options;
  return { steps, epochs };
};

it("trains as long as is said, or ten epochs", async () => {
  expect(await lengthOf()).toEqual({ epochs: 10 });
  expect(await lengthOf("training.epochs=3")).toEqual({ epochs: 3 });
  expect(await lengthOf("training.steps=20")).toEqual({ steps: 20 });
  await expect(lengthOf("training.steps=20", "training.epochs=3")).rejects.toThrow("either steps or epochs");
});

it("shuffles the examples of so many steps", async () => {
  const { batch } = await optionsOf("training.batch=8", "training.accumulate=2", "training.window=5");
  expect(batch).toMatchObject({ size: 8, accumulate: 2, window: 80 });
  expect((await optionsOf("training.window=0")).batch.window).toBe(0);
});

it.each([["words.*="], ["words.*= "], ["=0.1"], ["words"], ["words.*=-1"], ["words.*=no"]])(
  "refuses the rate %j",
  async (rate) => {
    const asked = optionsOf(`optimiser.rates=${JSON.stringify([rate])}`);
    await expect(asked).rejects.toThrow(`optimiser.rates should be names and factors`);
  },
);

it("takes rates and frozen parameters", async () => {
  const { optimiser } = await optionsOf('optimiser.rates=["a=b.*=0"]', 'optimiser.freeze=["words.*"]');
  expect(optimiser?.groups).toEqual([
    { match: "words.*", frozen: true },
    { match: "a=b.*", rate: 0 },
  ]);
});

it("leaves what does not decide the numbers out of what a run has to go on with", async () => {
  const one = await optionsOf("training.threads=1", "training.patience=3");
  const other = await optionsOf("training.logEvery=1");
  expect(one.configuration).toEqual(other.configuration);
});
