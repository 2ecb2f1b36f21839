import { NamesakeError } from "../../errors.js";
import type { Device } from "../device.js";
import { LOSS_SCALE_STATE } from "../graph/loss-scale.js";
import { type AdamWOptions, adamW } from "../graph/optimisers.js";
import { formatShape } from "../graph/shape.js";
import { nextOf, TRAINING, type TrainingProgram, trainingProgram } from "../graph/training.js";
import {
  bindShape,
  initialParameters,
  type Lengths,
  lengthsOf,
  type Model,
  type Parameters,
  parametersOf,
} from "../layers/model.js";
import { type ParameterSpec, Scope } from "../layers/scope.js";
import type { Tensor } from "../onnx.js";
import { type ParameterGroup, type Treatment, treatments } from "../optimisers/groups.js";
import { halfPrecision } from "../passes/half-precision.js";
import type { Session } from "../session.js";
import { SessionCache } from "./session-cache.js";
import { type Batch, type StateTensor, type Stepper, type StepResult, stepSeed } from "./stepper.js";

export interface DeviceStepperOptions extends Pick<AdamWOptions, "beta1" | "beta2" | "epsilon"> {
  /** Default "cpu", which is for comparison: `CpuStepper` is faster there. */
  device?: Device;
  /** Decides first numbers and dropout, default 0. */
  seed?: number;
  /** Numbers to begin with, from weights that were loaded. */
  initial?: Parameters;
  /** Weight decay, default 0.01; biases and normalisation have none. */
  decay?: number;
  groups?: readonly ParameterGroup[];
  /** Derivatives that are longer than this, all parameters taken together, are shortened to it; absent = never. */
  clip?: number;
  /**
   * In which numbers products are computed, default "float32". With "float16" the loss is scaled so that small
   * derivatives are not lost, and a step in which it was scaled too much changes nothing.
   */
  precision?: "float32" | "float16" | "bfloat16";
  /** Threads of an operator on the CPU, default 1. */
  threads?: number;
  /** Compiled graphs that are kept; default 16. */
  sessions?: number;
}

/** State that a device holds: of which session, or our own arrays where no session has begun. */
type Held = { session: Session } | { arrays: Map<string, Float32Array> };

/**
 * Trains where memory is not ours: the whole step with its optimiser is one graph, and parameters stay on the device from
 * step to step; they come back when they are asked for, and where batches of another length need another graph.
 *
 * Where the loss is not finite, the parameters are lost with it: go on from a checkpoint.
 */
export class DeviceStepper<B extends string> implements Stepper<B> {
  #steps = 0;
  #held: Held;
  readonly #sessions: SessionCache<TrainingProgram<string, B>>;
  readonly #treatments: ReadonlyMap<string, Treatment>;
  readonly #frozen: ReadonlySet<string>;

  private constructor(
    readonly model: Model<B>,
    readonly options: DeviceStepperOptions,
    readonly specs: ReadonlyMap<string, ParameterSpec>,
    readonly initial: Parameters,
  ) {
    this.#treatments = treatments(specs.keys(), options.groups ?? [], options.decay ?? 0.01);
    this.#frozen = new Set([...this.#treatments].filter(([, own]) => own.frozen).map(([name]) => name));
    this.#held = { arrays: new Map(initial) };
    const { device = "cpu", threads = 1, sessions } = options;
    const carried = Object.fromEntries(this.#stateSpecs().map(({ name }) => [name, nextOf(name)]));
    this.#sessions = new SessionCache(
      (lengths) => this.#program(lengths),
      { device, threads, carried },
      sessions,
    );
  }

  /** @throws {NamesakeError} PARAMETER_MISMATCH, PARAMETER_UNKNOWN */
  static async open<B extends string>(
    model: Model<B>,
    options: DeviceStepperOptions = {},
  ): Promise<DeviceStepper<B>> {
    const specs = parametersOf(model);
    return new DeviceStepper(
      model,
      options,
      specs,
      initialParameters(specs, options.seed ?? 0, options.initial),
    );
  }

  get steps(): number {
    return this.#steps;
  }

  async step(batches: readonly Batch<B>[], rate: number): Promise<StepResult> {
    const { model } = this;
    const lengths = lengthsOf(model, (batches[0] as Batch<B>).inputs);
    const { program, session } = await this.#sessions.get({ ...lengths, [ACCUMULATE]: batches.length });
    const results = await session.run({
      ...(await this.#stateFor(session)),
      ...Object.fromEntries([...this.#frozen].map((name) => [name, this.initial.get(name) as Float32Array])),
      ...Object.fromEntries(
        Object.keys(model.batch).map((name) => [name, stacked(model, name as B, batches)]),
      ),
      [TRAINING.count]: Int32Array.of(this.#steps),
      [TRAINING.seed]: Int32Array.of(stepSeed(this.options.seed ?? 0, this.#steps, 0)),
      [TRAINING.rates]: Float32Array.of(rate),
    });
    this.#held = { session };
    const number = (name: string): number => (results[name] as Tensor).data[0] as number;
    const [loss, norm] = [number(TRAINING.losses), number(TRAINING.norms)];
    // Derivatives that float16 cannot hold are what the scale of the loss is there for.
    const isScaled = this.options.precision === "float16";
    if (!Number.isFinite(loss) || !(isScaled || Number.isFinite(norm)))
      throw new NamesakeError("TRAINING_DIVERGED", {
        model: model.name,
        step: this.#steps + 1,
        why: `the loss is ${loss}, the length of its derivatives ${norm}`,
        rate,
      });
    this.#steps++;
    const measures = program.measures.map((name) => [name, number(TRAINING.measure(name))] as const);
    return { loss, norm, measures: Object.fromEntries(measures) };
  }

  async parameters(): Promise<Parameters> {
    const state = await this.#arrays();
    return new Map(
      [...this.specs.keys()].map((name) => [
        name,
        (state.get(name) ?? this.initial.get(name)) as Float32Array,
      ]),
    );
  }

  async state(): Promise<ReadonlyMap<string, StateTensor>> {
    const arrays = await this.#arrays();
    const state = new Map<string, StateTensor>();
    for (const name of this.#frozen) {
      const { shape } = this.specs.get(name) as ParameterSpec;
      state.set(name, { shape, data: this.initial.get(name) as Float32Array });
    }
    for (const { name, shape } of this.#stateSpecs())
      state.set(name, { shape, data: arrays.get(name) ?? new Float32Array(sizeOf(shape)) });
    return state;
  }

  async restore(state: ReadonlyMap<string, Float32Array>, steps: number): Promise<void> {
    this.#held = { arrays: new Map(state) };
    this.#steps = steps;
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  #program(lengths: Lengths): TrainingProgram<string, B> {
    const { model, specs, options } = this;
    const { precision = "float32", clip } = options;
    const { [ACCUMULATE]: accumulate = 1, ...own } = lengths;
    const batch = Object.entries<Model["batch"][string]>(model.batch).map(([name, { type, shape }]) => [
      name,
      { type, shape: bindShape(shape, own) },
    ]);
    const treatment = (name: string) => this.#treatments.get(name) as Treatment;
    return trainingProgram<string, B>({
      name: model.name,
      parameters: Object.fromEntries([...specs].map(([name, { shape }]) => [name, shape])),
      batch: Object.fromEntries(batch) as typeof model.batch,
      loss: (parameters, inputs, random) =>
        model.loss(new Scope({ random, make: (name) => parameters[name] as never }), inputs),
      optimiser: adamW({
        ...betas(options),
        decay: (name) => treatment(name).decay,
        rates: (name) => treatment(name).rate,
      }),
      frozen: this.#frozen,
      accumulate,
      ...(clip === undefined ? {} : { clip }),
      passes: precision === "float32" ? [] : [halfPrecision({ type: precision })],
      ...(precision === "float16" ? { lossScale: {} } : {}),
    });
  }

  /** What a program carries from step to step; the same for all lengths. */
  #stateSpecs(): { name: string; shape: readonly number[] }[] {
    const trained = [...this.specs].filter(([name]) => !this.#frozen.has(name));
    const moments = adamW().moments.flatMap((moment) =>
      trained.map(([name, { shape }]) => ({ name: `${name}/${moment}`, shape })),
    );
    const scale = this.options.precision === "float16" ? LOSS_SCALE_STATE : [];
    return [
      ...trained.map(([name, { shape }]) => ({ name, shape })),
      ...moments,
      ...scale.map((name) => ({ name, shape: [] })),
    ];
  }

  /** What a session has to be fed to go on: nothing where it made the state itself. */
  async #stateFor(session: Session): Promise<Record<string, Float32Array>> {
    if ("session" in this.#held && this.#held.session === session) return {};
    return Object.fromEntries([...(await this.state())].map(([name, { data }]) => [name, data]));
  }

  async #arrays(): Promise<ReadonlyMap<string, Float32Array>> {
    if ("arrays" in this.#held) return this.#held.arrays;
    const state = await this.#held.session.state();
    return new Map(Object.entries(state).map(([name, { data }]) => [name, data as Float32Array]));
  }
}

/** Stands among the lengths by which sessions are kept. */
const ACCUMULATE = "batches a step";

const betas = ({ beta1, beta2, epsilon }: DeviceStepperOptions) => ({
  ...(beta1 !== undefined && { beta1 }),
  ...(beta2 !== undefined && { beta2 }),
  ...(epsilon !== undefined && { epsilon }),
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** The batches of a step along new first axes, as the program takes them. */
function stacked<B extends string>(model: Model<B>, input: B, batches: readonly Batch<B>[]): Tensor {
  const tensors = batches.map(({ inputs }) => inputs[input]);
  const { dims, data } = tensors[0] as Tensor;
  if (tensors.length === 1) return { dims: [1, ...dims], data };
  const all = new (data.constructor as Float32ArrayConstructor)(tensors.length * data.length);
  for (const [i, tensor] of tensors.entries()) {
    if (tensor.dims.join() !== dims.join())
      throw new NamesakeError("FEED_INVALID", {
        model: model.name,
        input,
        expected: `batches of one shape, ${formatShape(dims)}`,
        found: formatShape(tensor.dims),
      });
    all.set(tensor.data as Float32Array, i * data.length);
  }
  return { dims: [1, tensors.length, ...dims], data: all };
}
