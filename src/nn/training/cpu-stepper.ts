import { NamesakeError } from "../../errors.js";
import type { Pass } from "../graph/emit.js";
import {
  initialParameters,
  type Lengths,
  lengthsOf,
  type Model,
  type Parameters,
  parametersOf,
} from "../layers/model.js";
import type { ParameterSpec } from "../layers/scope.js";
import { AdamW, type AdamWOptions, clipShare, type Moved } from "../optimisers/adamw.js";
import { type ParameterGroup, type Treatment, treatments } from "../optimisers/groups.js";
import type { Group } from "./all-reduce/group.js";
import { averaged } from "./averaging.js";
import { Accumulator, type Found, normOf } from "./derivatives.js";
import { type GradientProgram, gradientProgram, NAMES } from "./gradient-program.js";
import { SessionCache } from "./session-cache.js";
import {
  type Batch,
  checkBatches,
  type StateTensor,
  type Stepper,
  type StepResult,
  stepSeed,
} from "./stepper.js";

export interface StepperOptions extends AdamWOptions {
  /** Decides first numbers and dropout, default 0. */
  seed?: number;
  /** Numbers to begin with, from weights that were loaded. */
  initial?: Parameters;
  /** Lengths for which the model can be built, to learn its parameters; default 1 for all. */
  lengths?: Lengths;
  /** Weight decay, default 0.01; biases and normalisation have none. */
  decay?: number;
  groups?: readonly ParameterGroup[];
  /** Derivatives that are longer than this, all parameters taken together, are shortened to it; absent = never. */
  clip?: number;
  /**
   * What a step changes of a table of which rows are looked up: the "rows" of its batch, which is the default, or the
   * "whole" table, whose other rows then drift on and decay, as with PyTorch's AdamW.
   */
  tables?: "rows" | "whole";
  /** Threads of an operator, default 1. */
  threads?: number;
  /** Compiled graphs that are kept, one for each combination of lengths; default 16. */
  sessions?: number;
  passes?: readonly Pass[];
  /** Other processes that train the same; absent = none. */
  group?: Group;
}

/**
 * Trains on the CPU: the graph gives derivatives, and the optimiser changes our own arrays in place, which the next run
 * reads where they are. Of embedding tables only the rows of a batch are touched.
 *
 * @example
 * ```ts
 * const stepper = await CpuStepper.open(model, { seed: 1, clip: 1 });
 * for await (const batch of batches) await stepper.step([batch], rate(stepper.steps));
 * ```
 */
export class CpuStepper<B extends string> implements Stepper<B> {
  #steps = 0;
  readonly #sessions: SessionCache<GradientProgram>;
  readonly #optimiser: AdamW;
  readonly #treatments: ReadonlyMap<string, Treatment>;

  private constructor(
    readonly model: Model<B>,
    readonly options: StepperOptions,
    readonly specs: ReadonlyMap<string, ParameterSpec>,
    readonly moved: ReadonlyMap<string, Moved>,
  ) {
    this.#treatments = treatments(specs.keys(), options.groups ?? [], options.decay ?? 0.01);
    const frozen = new Set([...this.#treatments].filter(([, own]) => own.frozen).map(([name]) => name));
    const program = { frozen, wholeTables: options.tables === "whole", passes: options.passes ?? [] };
    const session = { threads: options.threads ?? 1, optimisation: "extended" } as const;
    this.#sessions = new SessionCache(
      (lengths) => gradientProgram(model, lengths, program),
      session,
      options.sessions,
    );
    this.#optimiser = new AdamW(options);
  }

  /** @throws {NamesakeError} PARAMETER_MISMATCH, PARAMETER_UNKNOWN */
  static async open<B extends string>(model: Model<B>, options: StepperOptions = {}): Promise<CpuStepper<B>> {
    const specs = parametersOf(model, options.lengths);
    const numbers = initialParameters(specs, options.seed ?? 0, options.initial);
    const moved = [...numbers].map(([name, parameter]): [string, Moved] => [
      name,
      { parameter, mean: new Float32Array(parameter.length), variance: new Float32Array(parameter.length) },
    ]);
    return new CpuStepper(model, options, specs, new Map(moved));
  }

  get steps(): number {
    return this.#steps;
  }

  async step(batches: readonly Batch<B>[], rate: number): Promise<StepResult> {
    checkBatches(this.model.name, batches);
    const mine = await this.#find(batches);
    const { group, clip } = this.options;
    const found = group === undefined ? mine : await averaged(mine, group, this.#shapeOf);
    const norm = normOf(found);
    if (!Number.isFinite(found.loss) || !Number.isFinite(norm)) throw this.#diverged(found, norm, rate);

    const step = { count: ++this.#steps, share: clipShare(norm, clip) };
    const own = (name: string) => {
      const { rate: factor, decay } = this.#treatments.get(name) as Treatment;
      return { ...step, rate: rate * factor, decay };
    };
    const moved = (name: string) => this.moved.get(name) as Moved;
    for (const [name, gradient] of found.dense) this.#optimiser.update(moved(name), gradient, own(name));
    for (const [name, gradient] of found.rows) this.#optimiser.updateRows(moved(name), gradient, own(name));
    return { loss: found.loss, norm, measures: found.measures };
  }

  /** Runs the batches one after the other. */
  async #find(batches: readonly Batch<B>[]): Promise<Found> {
    const all = new Accumulator(batches.reduce((sum, { examples }) => sum + examples, 0));
    const parameters = Object.fromEntries([...this.moved].map(([name, { parameter }]) => [name, parameter]));
    for (const [i, { inputs, examples, place = i }] of batches.entries()) {
      const { program, session } = await this.#sessions.get(lengthsOf(this.model, inputs));
      const seed = Int32Array.of(stepSeed(this.options.seed ?? 0, this.#steps, place));
      const results = await session.run({ ...parameters, ...inputs, [NAMES.seed]: seed });
      all.add({ program, results, examples });
    }
    return all.found(this.#shapeOf);
  }

  readonly #shapeOf = (name: string): readonly number[] => (this.specs.get(name) as ParameterSpec).shape;

  #diverged({ loss, dense, rows }: Found, norm: number, rate: number): NamesakeError {
    const all = [...dense, ...[...rows].map(([name, { values }]) => [name, values] as const)];
    const bad = all.filter(([, numbers]) => !numbers.every(Number.isFinite)).map(([name]) => name);
    return new NamesakeError("TRAINING_DIVERGED", {
      model: this.model.name,
      step: this.#steps + 1,
      why: `the loss is ${loss}, the length of its derivatives ${norm}${bad.length > 0 ? `; not finite are those by ${listed(bad)}` : ""}`,
      rate,
    });
  }

  async parameters(): Promise<Parameters> {
    return new Map([...this.moved].map(([name, { parameter }]) => [name, parameter]));
  }

  async state(): Promise<ReadonlyMap<string, StateTensor>> {
    const state = new Map<string, StateTensor>();
    for (const [name, { parameter, mean, variance }] of this.moved) {
      const shape = this.#shapeOf(name);
      state.set(name, { shape, data: parameter });
      if (this.#treatments.get(name)?.frozen) continue;
      state.set(`${name}/mean`, { shape, data: mean });
      state.set(`${name}/variance`, { shape, data: variance });
    }
    return state;
  }

  async restore(state: ReadonlyMap<string, Float32Array>, steps: number): Promise<void> {
    for (const [name, { data }] of await this.state()) data.set(state.get(name) as Float32Array);
    this.#steps = steps;
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }
}

const SHOWN = 3;
const listed = (names: readonly string[]): string =>
  names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "");
