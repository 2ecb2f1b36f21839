import type { Device } from "./device.js";
import { dropout, Randomness } from "./graph/dropout.js";
import { emit } from "./graph/emit.js";
import { topK } from "./graph/gather.js";
import { LossScale } from "./graph/loss-scale.js";
import { constant, input, scalar, type Tensor } from "./graph/tensor.js";
import type { TensorData } from "./onnx.js";
import { Session } from "./session.js";
import { tinyTransformer, trainCarried } from "./tiny-transformer.contract.js";

const numbersOf = (data: TensorData | undefined): number[] => Array.from(data as Float32Array, Number);

/** What a device computes, to be compared with another. */
export async function findingsOn(device: Device) {
  const program = tinyTransformer({ steps: 2, lossScale: { interval: 4 } });
  const { losses, state } = await trainCarried(program, 10, { device });
  const arrays = Object.entries(state).map(([name, { data }]) => [name, numbersOf(data)] as const);
  return { losses, state: Object.fromEntries(arrays), ...(await exactOn(device)) };
}

/** What is the same everywhere or wrong. */
async function exactOn(device: Device) {
  const ones = constant(new Float32Array(70 * 30).fill(1), [70, 30]);
  const random = new Randomness(input("seed", "int32", []));
  const [masked, ranked] = [dropout(ones, 0.3, random), dropout(ones, 0.5, random)];
  const still = input("still", "float32", [3]);
  const scale = new LossScale({ initial: 8 }, [scalar(0), scalar(5), scalar(1)]);
  const [kept, ...scales] = scale.next(input("norm", "float32", []), [scalar(1)], [scalar(2)]) as [Tensor];
  const outputs = { masked, places: topK(ranked, 3).indices, kept, next: still };
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
