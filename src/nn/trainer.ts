import { NamesakeError } from "../errors.js";
import { formatShape } from "./graph/shape.js";
import { nextOf, TRAINING, type TrainingProgram } from "./graph/training.js";
import { elementType, type Tensor, type TensorData } from "./onnx.js";
import { Session, type SessionOptions } from "./session.js";

export interface TrainerOptions extends SessionOptions {
  /** Decides all random numbers of the training, default 0. */
  seed?: number;
}

export interface TrainingResult {
  /** The loss before each step. */
  losses: Float32Array;
  /** The length of the derivatives of each step, before they were clipped. */
  norms: Float32Array;
}

/** One batch: numbers for each of its inputs. */
export type Batch<B extends string> = Readonly<Record<B, Tensor>>;

/**
 * Trains: keeps the parameters, feeds batches and puts the next parameters in place of the old.
 *
 * @example
 * ```ts
 * const trainer = await Trainer.open(trainingProgram({ ... }), { weights: normalWeights([2, 8], 0.5, 1) });
 * for (const batch of batches) await trainer.step([batch], 1e-3);
 * const { weights } = trainer.parameters();
 * ```
 */
export class Trainer<P extends string, B extends string> {
  #count = 0;
  #state: Record<string, TensorData>;

  private constructor(
    readonly program: TrainingProgram<P, B>,
    readonly session: Session,
    readonly seed: number,
    state: Record<string, TensorData>,
  ) {
    this.#state = state;
  }

  /**
   * @param initial the parameters to begin with; they are not changed
   * @throws {NamesakeError} FEED_INVALID where a parameter is missing or of another size
   */
  static async open<P extends string, B extends string>(
    program: TrainingProgram<P, B>,
    initial: Readonly<Record<P, Float32Array>>,
    options: TrainerOptions = {},
  ): Promise<Trainer<P, B>> {
    const state: Record<string, TensorData> = {};
    for (const { name, shape } of program.state) {
      const size = shape.reduce((product, length) => product * length, 1);
      const data = name in program.parameters ? initial[name as P] : new Float32Array(size);
      if (data?.length !== size) {
        const found = data === undefined ? "nothing" : `${data.length}`;
        const details = { model: program.name, input: name, expected: `${size} numbers`, found };
        throw new NamesakeError("FEED_INVALID", details);
      }
      state[name] = data;
    }
    return new Trainer(program, await Session.open(program, options), options.seed ?? 0, state);
  }

  /** Steps so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Does one run of the program.
   *
   * @param batches as many as the program has steps, of equal shapes
   * @param rates the learning rate, or one for each step
   */
  async step(batches: readonly Batch<B>[], rates: number | readonly number[]): Promise<TrainingResult> {
    const { program } = this;
    const each = typeof rates === "number" ? batches.map(() => rates) : rates;
    for (const [input, given] of Object.entries({ batches, rates: each }))
      if (given.length !== program.steps)
        throw new NamesakeError("FEED_INVALID", {
          model: program.name,
          input,
          expected: `one for each of its ${program.steps} steps`,
          found: `${given.length}`,
        });
    const names = Object.keys(program.batch) as B[];
    const results = await this.session.run({
      ...this.#state,
      ...Object.fromEntries(
        names.map((name) => [
          name,
          stacked(
            program.name,
            name,
            batches.map((batch) => batch[name]),
          ),
        ]),
      ),
      [TRAINING.count]: Int32Array.of(this.#count),
      [TRAINING.seed]: Int32Array.of(this.seed),
      [TRAINING.rates]: Float32Array.from(each),
    });
    this.#count += program.steps;
    const data = (name: string) => (results[name] as Tensor).data;
    this.#state = Object.fromEntries(program.state.map(({ name }) => [name, data(nextOf(name))]));
    return { losses: data(TRAINING.losses) as Float32Array, norms: data(TRAINING.norms) as Float32Array };
  }

  /** The parameters as they are now. */
  parameters(): Record<P, Float32Array> {
    const names = Object.keys(this.program.parameters) as P[];
    return Object.fromEntries(names.map((name) => [name, this.#state[name]])) as Record<P, Float32Array>;
  }

  close(): Promise<void> {
    return this.session.close();
  }
}

/** Tensors of one shape along a new first axis; a single one is not copied. */
function stacked(model: string, input: string, tensors: readonly Tensor[]): Tensor {
  const { dims, data } = tensors[0] as Tensor;
  const shape = [tensors.length, ...dims];
  if (tensors.length === 1) return { dims: shape, data };
  const all = new (data.constructor as Float32ArrayConstructor)(tensors.length * data.length);
  tensors.forEach((tensor, i) => {
    if (tensor.dims.join() !== dims.join() || tensor.data.constructor !== data.constructor)
      throw new NamesakeError("FEED_INVALID", {
        model,
        input,
        expected: `batches of one shape and type, ${elementType(data)}${formatShape(dims)}`,
        found: `${elementType(tensor.data)}${formatShape(tensor.dims)}`,
      });
    all.set(tensor.data as Float32Array, i * data.length);
  });
  return { dims: shape, data: all };
}
