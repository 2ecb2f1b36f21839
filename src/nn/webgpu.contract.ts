import type { Device } from "./device.js";
import { dropout, Randomness } from "./graph/dropout.js";
import { emit } from "./graph/emit.js";
import { topK } from "./graph/gather.js";
import { concat, split } from "./graph/layout.js";
import { LossScale } from "./graph/loss-scale.js";
import { constant, input, scalar, type Tensor } from "./graph/tensor.js";
import type { TensorData } from "./onnx.js";
import { Session } from "./session.js";
import { tinyBatch, tinyTransformer } from "./tiny-transformer.contract.js";
import { DeviceStepper } from "./training/device-stepper.js";
import type { Stepper } from "./training/stepper.js";

const numbersOf = (data: TensorData | undefined): number[] => Array.from(data as Float32Array, Number);

export const SETTINGS = { seed: 3, clip: 1, groups: [{ match: "places.*", frozen: true }] };
const RATE = 3e-3;

/** Batches of steps: the third and the fourth have three, which are shorter. */
const STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((step) =>
  step === 2 || step === 3 ? [0, 1, 2].map((i) => tinyBatch(20 + 3 * step + i, 4)) : [tinyBatch(step)],
);

/** Trains step by step. */
export async function losses(stepper: Stepper): Promise<number[]> {
  const found: number[] = [];
  for (const batches of STEPS) found.push((await stepper.step(batches, RATE)).loss);
  return found;
}

/** What a device computes, to be compared with what the CPU does; the steps of several batches are taken in one run. */
export async function findingsOn(device: Device) {
  const stepper = await DeviceStepper.open(tinyTransformer, { ...SETTINGS, device });
  const losses: number[] = [];
  for (const steps of [[0], [1], [2, 3], [4], [5], [6], [7], [8], [9]]) {
    const results = await stepper.stepMany(
      steps.map((step) => STEPS[step] as (typeof STEPS)[number]),
      steps.map(() => RATE),
    );
    losses.push(...results.map(({ loss }) => loss));
  }
  const state = await numbersIn(stepper);
  const kept = await keepsWhenAstray(stepper);
  await stepper.close();
  return { losses, state, kept, ...(await exactOn(device)) };
}

const numbersIn = async (stepper: Stepper): Promise<Record<string, number[]>> =>
  Object.fromEntries([...(await stepper.state())].map(([name, { data }]) => [name, numbersOf(data)]));

/** Whether a training that goes astray keeps what it had before the last step. */
async function keepsWhenAstray(stepper: Stepper): Promise<boolean> {
  for (let i = 0; i < 8; i++) {
    const before = JSON.stringify(await numbersIn(stepper));
    try {
      await stepper.step([tinyBatch(i)], 1e30);
    } catch (error) {
      const after = JSON.stringify(await numbersIn(stepper));
      return (error as { code?: string }).code === "TRAINING_DIVERGED" && after === before;
    }
  }
  return false;
}

/** What is the same everywhere or wrong. */
async function exactOn(device: Device) {
  const ones = constant(new Float32Array(70 * 30).fill(1), [70, 30]);
  const random = new Randomness(input("seed", "int32", []));
  const [masked, ranked] = [dropout(ones, 0.3, random), dropout(ones, 0.5, random)];
  const still = input("still", "float32", [3]);
  const scale = new LossScale({ initial: 8 }, [scalar(0), scalar(5), scalar(1)]);
  const [kept, ...scales] = scale.next(input("norm", "float32", []), [scalar(1)], [scalar(2)]) as [Tensor];
  // More pieces than a kernel of WebGPU can have outputs, and put together again in another order.
  const shuffled = concat([...split(masked, 35, 0)].reverse(), 0);
  const outputs = { masked, shuffled, places: topK(ranked, 3).indices, kept, next: still };
  const all = { ...outputs, ...Object.fromEntries(scales.map((tensor, i) => [`scale${i}`, tensor])) };
  const program = emit("exact", all, { inputs: [still] });
  const session = await Session.open(program, { device, carried: { still: "next" } });
  const runs: Record<string, number[]>[] = [];
  for (const norm of [1, Number.NaN, Number.POSITIVE_INFINITY]) {
    // What no run changes is carried all the same.
    const first = runs.length === 0 ? { still: Float32Array.of(1, 2, 3) } : {};
    const feeds = { seed: Int32Array.of(1e9 * runs.length), norm: Float32Array.of(norm), ...first };
    const results = Object.entries(await session.run(feeds));
    runs.push(Object.fromEntries(results.map(([name, { data }]) => [name, numbersOf(data)])));
  }
  const state = await session.state();
  await session.close();
  return { runs, still: numbersOf(state["still"]?.data) };
}
