import { NamesakeError } from "../../errors.js";
import { type Lengths, lengthsOf, type Parameters } from "../layers/model.js";
import { schedule } from "../optimisers/schedule.js";
import { failed } from "./all-reduce/failed.js";
import { type Group, singleGroup } from "./all-reduce/group.js";
import { batchesOf, type StepExamples } from "./batching.js";
import { checkTrainOptions } from "./check-train-options.js";
import { CpuStepper } from "./cpu-stepper.js";
import { DeviceStepper } from "./device-stepper.js";
import { DivergenceWatch } from "./divergence.js";
import { type Best, newPosition, type Position, RunRecord } from "./run-record.js";
import type { Batch, Stepper } from "./stepper.js";
import type { Task, Validation } from "./task.js";
import type { StopReason, TrainEvent, TrainOptions } from "./train-options.js";

export interface TrainHooks<B extends string = string> {
  /** Ends the training behind the present step, with a checkpoint to go on from. */
  signal?: AbortSignal;
  onEvent?: (event: TrainEvent) => void;
  /** Processes that train the same; the steps are those of one process, whatever their number. */
  group?: Group;
  /** Does the steps in another way than the options say. */
  stepper?: Stepper<B>;
}

export interface TrainResult {
  /** Steps done, those before a resume included. */
  steps: number;
  why: StopReason;
  /** The best validation; absent where the task has none. */
  best?: Best;
  /** Of the best validation, or else the last ones. */
  parameters: Parameters;
}

/**
 * Trains a model on a task: batches of about equal length, a learning rate that warms up and falls, validations, an
 * early end, and checkpoints from which a killed run goes on exactly: with the losses it would have had.
 *
 * The folder gets `last.safetensors` and `best.safetensors` (parameters, optimiser, position), `metrics.jsonl` and
 * TensorBoard's event files.
 *
 * @throws {NamesakeError} OPTION_INVALID; TRAINING_DIVERGED; CHECKPOINT_INVALID, CHECKPOINT_MISMATCH where the run to be
 * resumed is another one; DATA_EMPTY; VALIDATION_INVALID; GROUP_FAILED; and what the task throws
 * @example
 * ```ts
 * const { parameters, best } = await train(task, { folder: "run", epochs: 3, batch: { size: 32 }, rate: { peak: 1e-3 } });
 * ```
 */
export async function train<E, B extends string>(
  task: Task<E, B>,
  options: TrainOptions,
  hooks: TrainHooks<B> = {},
): Promise<TrainResult> {
  const { group = singleGroup() } = hooks;
  checkTrainOptions(options, group.size);
  const stepper = hooks.stepper ?? (await stepperOf(task, options, group));
  const record = await RunRecord.open(options, stepper, group);
  try {
    return await new Training(task, options, hooks, stepper, record, group).run();
  } finally {
    record.close();
    await stepper.close();
  }
}

async function stepperOf<E, B extends string>(
  task: Task<E, B>,
  options: TrainOptions,
  group: Group,
): Promise<Stepper<B>> {
  const { model, initial } = task;
  const { seed = 0, threads = 1, device = "cpu", precision = "float32", optimiser = {} } = options;
  // Some models can be built for lengths alone that they will have.
  const lengths = await firstLengths(task, options);
  const common = { ...optimiser, ...(initial === undefined ? {} : { initial }), seed, threads, lengths };
  return device === "cpu" && precision === "float32"
    ? CpuStepper.open(model, { ...common, group })
    : DeviceStepper.open(model, { ...common, device, precision });
}

/** The examples of an epoch, in batches. */
function epochOf<E, B extends string>(
  task: Task<E, B>,
  { seed = 0, batch }: TrainOptions,
  epoch: number,
): AsyncGenerator<StepExamples<E>> {
  const { lengthOf } = task;
  const length = lengthOf === undefined ? {} : { lengthOf };
  return batchesOf(task.examples(epoch), { ...batch, ...length, seed: Math.imul(seed, 0x9e3779b1) + epoch });
}

async function firstLengths<E, B extends string>(task: Task<E, B>, options: TrainOptions): Promise<Lengths> {
  for await (const { length, batches } of epochOf(task, options, 0))
    return lengthsOf(task.model, task.collate(batches[0] as E[], length));
  throw new NamesakeError("DATA_EMPTY", { model: task.model.name });
}

const bestOf = ({ score, thresholds = {} }: Validation, step: number): Best => ({ score, step, thresholds });

class Training<E, B extends string> {
  readonly #position: Position;
  #stopped: StopReason | undefined;
  /** What was measured where it was to pause. */
  #paused: Best | undefined;

  constructor(
    private readonly task: Task<E, B>,
    private readonly options: TrainOptions,
    private readonly hooks: TrainHooks<B>,
    private readonly stepper: Stepper<B>,
    private readonly record: RunRecord,
    private readonly group: Group,
  ) {
    this.#position = record.position ?? newPosition();
  }

  async run(): Promise<TrainResult> {
    const { options, stepper } = this;
    const steps = options.steps ?? (options.epochs as number) * (await this.#stepsOfEpoch());
    const rate = schedule({ ...options.rate, steps });
    const watch = new DivergenceWatch(this.task.model.name, options.divergence, this.#position.losses);
    this.#tell(await this.#start(steps));
    // It had ended so before, behind its last checkpoint.
    if (this.#isNoBetter) this.#stopped = "no better";

    while (this.#stopped === undefined && stepper.steps < steps) {
      const before = stepper.steps;
      let skip = this.#position.step;
      for await (const examples of epochOf(this.task, options, this.#position.epoch)) {
        if (skip-- > 0) continue;
        const step = stepper.steps;
        const batches = this.#batches(examples);
        const result = await stepper.step(batches, rate(step));
        watch.see(result.loss, step + 1, rate(step));
        this.#position.step++;
        const event = {
          kind: "step",
          step: step + 1,
          steps,
          epoch: this.#position.epoch,
          rate: rate(step),
        } as const;
        const size = examples.batches.reduce((sum, { length }) => sum + length, 0);
        this.#tell(this.record.step({ ...event, ...result }, size));
        await this.#look(stepper.steps >= steps);
        if (this.#stopped !== undefined || stepper.steps >= steps) break;
      }
      if (this.#stopped !== undefined || stepper.steps >= steps) break;
      if (stepper.steps === before && this.#position.step === 0) throw this.#empty();
      this.#position.epoch++;
      this.#position.step = 0;
      if (options.validateEvery === undefined) await this.#validate();
    }
    return this.#end();
  }

  /** What is due after a step: a validation, a checkpoint, a pause, a wish to stop. */
  async #look(isLast: boolean): Promise<void> {
    const { validateEvery, checkpointEvery = 500, pauseAt } = this.options;
    const { steps } = this.stepper;
    const pauses = steps === pauseAt && !isLast;
    const isDue = isLast || (validateEvery !== undefined && steps % validateEvery === 0);
    if (isDue) await this.#validate();
    else if (pauses || steps % checkpointEvery === 0) await this.record.checkpoint(this.#position, false);
    if (this.#stopped !== undefined || isLast) return;
    if (pauses) {
      this.#stopped = "paused";
      // It is told and not kept: what follows is to be what it would be without the pause.
      const found = isDue ? undefined : await this.#measure();
      if (found !== undefined) this.#paused = bestOf(found, steps);
      return;
    }
    const wish = Uint8Array.of(this.hooks.signal?.aborted === true ? 1 : 0);
    const [wished] = this.group.size === 1 ? wish : await this.group.broadcast(wish);
    if (wished !== 1) return;
    this.#stopped = "stopped";
    await this.record.checkpoint(this.#position, false);
  }

  /** Measures the parameters and writes a checkpoint. */
  async #validate(): Promise<void> {
    const position = this.#position;
    const { steps } = this.stepper;
    const found = await this.#measure();
    if (found === undefined) return this.record.checkpoint(position, false);
    const isBest = position.best === undefined || found.score > position.best.score;
    if (isBest) position.best = bestOf(found, steps);
    position.strikes = isBest ? 0 : position.strikes + 1;
    const { score, measures = {} } = found;
    const event = { kind: "validation", step: steps, score, best: isBest, measures } as const;
    this.#tell(this.record.validation(event, position.epoch));
    await this.record.checkpoint(position, isBest);
    if (this.#isNoBetter) this.#stopped = "no better";
  }

  /** One process measures, and all believe it. */
  async #measure(): Promise<Validation | undefined> {
    const { task, stepper } = this;
    const found = await this.record.share(async () => task.validate?.(await stepper.parameters()));
    const figures =
      found === undefined ? [] : [["score", found.score], ...Object.entries(found.thresholds ?? {})];
    const wrong = figures.find(([, value]) => !Number.isFinite(value));
    if (wrong === undefined) return found;
    const [name, value] = wrong;
    throw new NamesakeError("VALIDATION_INVALID", {
      model: task.model.name,
      name: `${name}`,
      found: `${value}`,
    });
  }

  get #isNoBetter(): boolean {
    return this.#position.strikes >= (this.options.patience ?? Number.POSITIVE_INFINITY);
  }

  async #start(steps: number): Promise<TrainEvent> {
    const all = await this.stepper.parameters();
    const state = await this.stepper.state();
    const count = (names: Iterable<string>) =>
      [...names].reduce((sum, name) => sum + (all.get(name)?.length ?? 0), 0);
    const trained = [...all.keys()].filter((name) => state.has(`${name}/mean`));
    return {
      kind: "start",
      parameters: count(all.keys()),
      trained: count(trained),
      steps,
      resumedAt: this.stepper.steps,
    };
  }

  async #end(): Promise<TrainResult> {
    const why = this.#stopped ?? "done";
    const { steps } = this.stepper;
    const kept = this.#position.best;
    const best =
      this.#paused !== undefined && this.#paused.score > (kept?.score ?? -Infinity) ? this.#paused : kept;
    this.#tell({ kind: "end", step: steps, why });
    const parameters = await this.record.bestParameters(best, await this.stepper.parameters(), steps);
    return { steps, why, ...(best === undefined ? {} : { best }), parameters };
  }

  async #stepsOfEpoch(): Promise<number> {
    let steps = 0;
    for await (const _ of epochOf(this.task, this.options, 0)) steps++;
    if (steps === 0) throw this.#empty();
    return steps;
  }

  /** The batches of a step that are this process' own. */
  #batches({ length, batches }: StepExamples<E>): Batch<B>[] {
    const { rank, size } = this.group;
    if (batches.length < size)
      throw failed(`the data have fewer examples, ${batches.flat().length}, than there are processes`);
    return batches.flatMap((examples, place) =>
      place % size === rank
        ? [{ inputs: this.task.collate(examples, length), examples: examples.length, place }]
        : [],
    );
  }

  #empty(): NamesakeError {
    return new NamesakeError("DATA_EMPTY", { model: this.task.model.name });
  }

  #tell(event: TrainEvent | undefined): void {
    if (event !== undefined) this.hooks.onEvent?.(event);
  }
}
