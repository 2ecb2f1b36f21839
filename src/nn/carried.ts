import type { Tensor as OrtTensor } from "onnxruntime-web/wasm";
import { NamesakeError } from "../errors.js";
import type { Device } from "./device.js";
import type { Program } from "./graph/emit.js";
import { encodeModel, GraphBuilder, type Tensor, type TensorData, type ValueInfo } from "./onnx.js";
import { openSession, type Runtime } from "./runtime.js";

/**
 * Outputs of one run that are inputs of the next, as the state of a training is. They stay where the model runs: in the
 * memory of a GPU, where there is one, so that they do not travel to the caller and back.
 */
export class Carried {
  readonly #inputs: readonly ValueInfo[];
  readonly #values = new Map<string, OrtTensor>();
  readonly #made: ReadonlySet<string>;

  /**
   * @param outputs names of outputs by the inputs that they become
   * @throws {NamesakeError} FEED_INVALID where the program has no such input and output of one type and shape
   */
  constructor(
    readonly runtime: Runtime,
    readonly device: Device,
    program: Program,
    readonly outputs: Readonly<Record<string, string>>,
  ) {
    const typeOf = (infos: readonly ValueInfo[], wanted: string): ValueInfo | undefined =>
      infos.find(({ name }) => name === wanted);
    const describe = (info: ValueInfo | undefined) =>
      info === undefined ? "nothing of that name" : `${info.type}[${info.dims.join(", ")}]`;
    this.#made = new Set(Object.values(outputs));
    this.#inputs = Object.entries(outputs).map(([input, output]) => {
      const [into, from] = [typeOf(program.inputs, input), typeOf(program.outputs, output)];
      if (into === undefined || describe(into) !== describe(from))
        throw new NamesakeError("FEED_INVALID", {
          model: program.name,
          input,
          expected: `${describe(into)}, to be carried from the output "${output}"`,
          found: describe(from),
        });
      return into;
    });
  }

  /** What is there for the next run, by the names of the inputs. */
  get values(): ReadonlyMap<string, OrtTensor> {
    return this.#values;
  }

  /** Whether an output is one of those that are carried. */
  has(output: string): boolean {
    return this.#made.has(output);
  }

  /** Puts what a run has made in place of what it was made from. */
  take(results: Readonly<Record<string, OrtTensor>>): void {
    for (const [input, output] of Object.entries(this.outputs)) {
      this.#values.get(input)?.dispose();
      this.#values.set(input, results[output] as OrtTensor);
    }
  }

  /** Frees what a run has made, and keeps what it was made from. */
  refuse(results: Readonly<Record<string, OrtTensor>>): void {
    for (const output of this.#made) results[output]?.dispose();
  }

  /** The values as arrays, by the names of the inputs. */
  async read(): Promise<Record<string, Tensor>> {
    const there = this.#inputs.filter(({ name }) => this.#values.get(name)?.location === "gpu-buffer");
    const fetched = there.length === 0 ? {} : await this.#fetch(there);
    return Object.fromEntries(
      [...this.#values].map(([name, value]) => {
        const { data, dims } = fetched[name] ?? value;
        return [name, { data: data as TensorData, dims }];
      }),
    );
  }

  /** The binding cannot read the memory of a GPU, but a model can that gives back its inputs. */
  async #fetch(inputs: readonly ValueInfo[]): Promise<Record<string, OrtTensor>> {
    const g = new GraphBuilder("copy");
    const feeds: Record<string, OrtTensor> = {};
    for (const { name, type, dims } of inputs) {
      feeds[`${name}/there`] = this.#values.get(name) as OrtTensor;
      g.output(name, type, dims, g.input(`${name}/there`, type, dims));
    }
    const { runtime, device } = this;
    const session = await openSession(runtime, encodeModel(g, { "": 20 }), 1, { device });
    const results = await session.run(feeds);
    await session.release();
    return results;
  }

  /** Frees the memory of the values. */
  dispose(): void {
    for (const value of this.#values.values()) value.dispose();
    this.#values.clear();
  }
}
