import { NamesakeError } from "../../errors.js";
import type { Program } from "../graph/emit.js";
import { LEAST_SCALE, type LossScaleOptions } from "../graph/loss-scale.js";
import { type AdamWOptions, adamW, type Optimiser } from "../graph/optimisers.js";
import { nextOf, TRAINING, trainingProgram, trainingState } from "../graph/training.js";
import type { TrainingDefinition } from "../graph/training-definition.js";
import { LOSS_SCALE_MEASURE } from "../graph/training-step.js";
import {
  batchInputs,
  initialParameters,
  type Lengths,
  type Model,
  type Parameters,
  parametersOf,
} from "../layers/model.js";
import { type ParameterSpec, Scope } from "../layers/scope.js";
import { sizeOf, type Tensor } from "../onnx.js";
import { type ParameterGroup, type Treatment, treatments } from "../optimisers/groups.js";
import { halfPrecision } from "../passes/half-precision.js";
import type { Session, SessionOptions } from "../session.js";
import { SessionCache } from "./session-cache.js";
import { ACCUMULATE, lengthsOfSteps, STEPS, stepFeeds } from "./step-feeds.js";
import { type Batch, type StateTensor, type Stepper, type StepResult, stepSeed } from "./stepper.js";

export interface DeviceStepperOptions
  extends Pick<SessionOptions, "device" | "runtime" | "threads">,
    Pick<AdamWOptions, "beta1" | "beta2" | "epsilon">,
    Pick<TrainingDefinition<string, string>, "clip" | "passes"> {
  /** Decides first numbers and dropout, default 0. */
  seed?: number;
  /** Numbers to begin with, from weights that were loaded. */
  initial?: Parameters;
  /** Lengths for which the model can be built, to learn its parameters; default 1 for all. */
  lengths?: Lengths;
  /** Weight decay, default 0.01; biases and normalisation have none. */
  decay?: number;
  groups?: readonly ParameterGroup[];
  /** In place of AdamW; rates and decays, those of groups too, are then its own affair. */
  optimiser?: Optimiser;
  /**
   * In which numbers products are computed, default "float32". With "float16" the loss is scaled so that small
   * derivatives are not lost, and a step in which it was scaled too much is skipped.
   */
  precision?: "float32" | "float16" | "bfloat16";
  /** Scales the loss; default: with "float16" alone. */
  lossScale?: LossScaleOptions;
  /** Compiled graphs that are kept; default 16. */
  sessions?: number;
}

/**
 * Trains where memory is not ours: the whole step with its optimiser is one graph, and parameters stay on the device from
 * step to step; they come back when they are asked for, and where batches of another length need another graph.
 *
 * Tables of embeddings change as a whole, as with `tables: "whole"` of `CpuStepper`, with which this one agrees, dropout
 * included. Batches of one step have one shape.
 */
export class DeviceStepper<B extends string> implements Stepper<B> {
  #steps = 0;
  /** The session that has the state; absent = it is here. */
  #carrier: Session | undefined;
  #state: Readonly<Record<string, Float32Array>> = {};
  #frozen: Readonly<Record<string, Float32Array>> = {};
  /** What a program carries from step to step; the same for all lengths. */
  readonly #carried: ReturnType<typeof trainingState>;
  readonly #sessions: SessionCache<Program>;

  private constructor(
    readonly model: Model<B>,
    readonly options: DeviceStepperOptions,
    readonly specs: ReadonlyMap<string, ParameterSpec>,
  ) {
    const definition = definitionOf(model, options, specs);
    this.#carried = trainingState(definition);
    const carried = Object.fromEntries(this.#carried.map(({ name }) => [name, nextOf(name)]));
    const { device = "cpu", runtime = "auto", threads = 1, sessions } = options;
    this.#sessions = new SessionCache(
      ({ [STEPS]: steps = 1, [ACCUMULATE]: accumulate = 1, ...lengths }) =>
        trainingProgram({ ...definition, batch: batchInputs(model, lengths), steps, accumulate }),
      { device, runtime, threads, carried },
      sessions,
    );
  }

  /** @throws {NamesakeError} PARAMETER_MISMATCH, PARAMETER_UNKNOWN */
  static async open<B extends string>(
    model: Model<B>,
    options: DeviceStepperOptions = {},
  ): Promise<DeviceStepper<B>> {
    const specs = parametersOf(model, options.lengths);
    const stepper = new DeviceStepper(model, options, specs);
    await stepper.restore(initialParameters(specs, options.seed ?? 0, options.initial), 0);
    return stepper;
  }

  get steps(): number {
    return this.#steps;
  }

  async step(batches: readonly Batch<B>[], rate: number): Promise<StepResult> {
    const [result] = await this.stepMany([batches], [rate]);
    return result as StepResult;
  }

  /**
   * Does several steps in one run, which spares the ways to the device and back.
   *
   * @param steps the batches of each: as many for every step, and all of one shape
   * @param rates the learning rate of each
   * @returns what each step says about itself
   * @throws {NamesakeError} as {@link step}; where one step goes astray, none of them counts
   */
  async stepMany(
    steps: readonly (readonly Batch<B>[])[],
    rates: readonly number[],
  ): Promise<readonly StepResult[]> {
    const { model, options } = this;
    const session = await this.#sessionFor(lengthsOfSteps(model, steps));
    let results: readonly StepResult[] = [];
    await session.run(
      {
        ...(session === this.#carrier ? {} : this.#state),
        ...this.#frozen,
        ...stepFeeds(model, steps, (i, place) => stepSeed(options.seed ?? 0, this.#steps + i, place)),
        [TRAINING.count]: Int32Array.of(this.#steps),
        [TRAINING.rates]: Float32Array.from(rates),
      },
      (outputs) => {
        results = this.#resultsOf(outputs, rates);
      },
    );
    this.#carrier = session;
    this.#state = {};
    this.#steps += steps.length;
    return results;
  }

  /** The session for batches of some lengths; before another goes on, the state is taken from the one that has it. */
  async #sessionFor(lengths: Lengths): Promise<Session> {
    const carrier = this.#carrier;
    if (carrier !== undefined && carrier !== this.#sessions.find(lengths)) {
      this.#state = await stateOf(carrier);
      this.#carrier = undefined;
      carrier.forget();
    }
    return (await this.#sessions.get(lengths)).session;
  }

  /** @throws {NamesakeError} TRAINING_DIVERGED */
  #resultsOf(outputs: Readonly<Record<string, Tensor>>, rates: readonly number[]): readonly StepResult[] {
    const prefix = TRAINING.measure("");
    const names = Object.keys(outputs).filter((name) => name.startsWith(prefix));
    return rates.map((rate, i) => {
      const number = (name: string): number => outputs[name]?.data[i] as number;
      const [loss, norm] = [number(TRAINING.losses), number(TRAINING.norms)];
      const measures = Object.fromEntries(names.map((name) => [name.slice(prefix.length), number(name)]));
      const { [LOSS_SCALE_MEASURE]: scale = LEAST_SCALE } = measures;
      const skipped = !Number.isFinite(norm);
      // Derivatives that float16 cannot hold are what the scale of the loss is there for.
      if (!Number.isFinite(loss) || (skipped && scale <= LEAST_SCALE))
        throw new NamesakeError("TRAINING_DIVERGED", {
          model: this.model.name,
          step: this.#steps + i + 1,
          why: `the loss is ${loss}, the length of its derivatives ${norm}`,
          rate,
        });
      return { loss, norm, measures, ...(skipped ? { skipped } : {}) };
    });
  }

  async parameters(): Promise<Parameters> {
    const state = await this.#numbers();
    return new Map([...this.specs.keys()].map((name) => [name, state[name] as Float32Array]));
  }

  async state(): Promise<ReadonlyMap<string, StateTensor>> {
    const state = await this.#numbers();
    const frozen = Object.keys(this.#frozen).map((name) => ({
      name,
      shape: (this.specs.get(name) as ParameterSpec).shape,
    }));
    return new Map(
      [...frozen, ...this.#carried].map(({ name, shape }) => [
        name,
        { shape, data: state[name] as Float32Array },
      ]),
    );
  }

  async restore(state: ReadonlyMap<string, Float32Array>, steps: number): Promise<void> {
    // What an optimiser keeps begins with zeros.
    const kept = this.#carried.filter(({ name }) => !this.specs.has(name));
    const zeros = kept.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))] as const);
    const carried = new Set(this.#carried.map(({ name }) => name));
    this.#state = Object.fromEntries([...zeros, ...state].filter(([name]) => carried.has(name)));
    this.#frozen = Object.fromEntries(
      [...state].filter(([name]) => this.specs.has(name) && !carried.has(name)),
    );
    this.#carrier?.forget();
    this.#carrier = undefined;
    this.#steps = steps;
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  /** All numbers by name, wherever they are. */
  async #numbers(): Promise<Readonly<Record<string, Float32Array>>> {
    const state = this.#carrier === undefined ? this.#state : await stateOf(this.#carrier);
    return { ...this.#frozen, ...state };
  }
}

async function stateOf(session: Session): Promise<Record<string, Float32Array>> {
  const state = Object.entries(await session.state());
  return Object.fromEntries(state.map(([name, { data }]) => [name, data as Float32Array]));
}

/** All of a training program but for its lengths. */
function definitionOf<B extends string>(
  model: Model<B>,
  options: DeviceStepperOptions,
  specs: ReadonlyMap<string, ParameterSpec>,
): TrainingDefinition<string, B> {
  const { precision = "float32", clip, passes = [] } = options;
  const lossScale = options.lossScale ?? (precision === "float16" ? {} : undefined);
  const all = treatments(specs.keys(), options.groups ?? [], options.decay ?? 0.01);
  const treatment = (name: string) => all.get(name) as Treatment;
  const usual = adamW({
    ...options,
    decay: (name) => treatment(name).decay,
    rates: (name) => treatment(name).rate,
  });
  return {
    name: model.name,
    parameters: Object.fromEntries([...specs].map(([name, { shape }]) => [name, shape])),
    batch: model.batch,
    loss: (parameters, inputs, random) =>
      model.loss(new Scope({ random, make: (name) => parameters[name] as never }), inputs),
    optimiser: options.optimiser ?? usual,
    frozen: new Set([...specs.keys()].filter((name) => treatment(name).frozen)),
    passes: precision === "float32" ? passes : [halfPrecision({ type: precision }), ...passes],
    ...(clip === undefined ? {} : { clip }),
    ...(lossScale === undefined ? {} : { lossScale }),
  };
}
