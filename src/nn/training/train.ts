import { NamesakeError } from "../../errors.js";
import type { Parameters } from "../layers/model.js";
import { schedule } from "../optimisers/schedule.js";
import { type Group, singleGroup } from "./all-reduce/group.js";
import { batchesOf, type StepExamples } from "./batching.js";
import { CpuStepper } from "./cpu-stepper.js";
import { DeviceStepper } from "./device-stepper.js";
import { DivergenceWatch } from "./divergence.js";
import { type Best, newPosition, type Position, RunRecord } from "./run-record.js";
import type { Batch, Stepper } from "./stepper.js";
import type { Task } from "./task.js";
import { checkTrainOptions, type StopReason, type TrainEvent, type TrainOptions } from "./train-options.js";

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
 * resumed is another one; DATA_EMPTY; and what the task throws
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

function stepperOf<E, B extends string>(
  { model, initial }: Task<E, B>,
  { seed = 0, threads = 1, device = "cpu", precision = "float32", optimiser = {} }: TrainOptions,
  group: Group,
): Promise<Stepper<B>> {
  const common = { ...optimiser, ...(initial === undefined ? {} : { initial }), seed, threads };
  return device === "cpu" && precision === "float32"
    ? CpuStepper.open(model, { ...common, group })
    : DeviceStepper.open(model, { ...common, device, precision });
}

class Training<E, B extends string> {
  readonly #position: Position;
  #stopped: StopReason | undefined;

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
    const watch = new DivergenceWatch(this.task.model.name);
    this.#tell(await this.#start(steps));

    while (this.#stopped === undefined && stepper.steps < steps) {
      const before = stepper.steps;
      let skip = this.#position.group;
      for await (const examples of this.#epoch(this.#position.epoch)) {
        if (skip-- > 0) continue;
        const step = stepper.steps;
        const batches = this.#batches(examples);
        const result = await stepper.step(batches, rate(step));
        watch.see(result.loss, step + 1, rate(step));
        this.#position.group++;
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
      if (stepper.steps === before && this.#position.group === 0) throw this.#empty();
      this.#position.epoch++;
      this.#position.group = 0;
      if (options.validateEvery === undefined) await this.#validate();
    }
    return this.#end();
  }

  /** What is due after a step: a validation, a checkpoint, a wish to stop. */
  async #look(isLast: boolean): Promise<void> {
    const { validateEvery, checkpointEvery = 500, pauseAt } = this.options;
    const { steps } = this.stepper;
    if (steps === pauseAt && !isLast) this.#stopped = "paused";
    if (isLast || this.#stopped === "paused" || (validateEvery !== undefined && steps % validateEvery === 0))
      await this.#validate();
    else if (steps % checkpointEvery === 0) await this.record.checkpoint(this.#position, false);
    if (this.#stopped !== undefined || isLast) return;
    const wish = Uint8Array.of(this.hooks.signal?.aborted === true ? 1 : 0);
    const [wished] = this.group.size === 1 ? wish : await this.group.broadcast(wish);
    if (wished !== 1) return;
    this.#stopped = "stopped";
    await this.record.checkpoint(this.#position, false);
  }

  /** Measures the parameters and writes a checkpoint. Without a measure the last checkpoint is the best. */
  async #validate(): Promise<void> {
    const position = this.#position;
    const { steps } = this.stepper;
    // One process measures, and all believe it.
    const found = await this.record.share(
      async () => await this.task.validate?.(await this.stepper.parameters()),
    );
    if (found === undefined) return this.record.checkpoint(position, false);
    const { score, measures = {}, thresholds = {} } = found;
    const isBest = position.best === undefined || score > position.best.score;
    if (isBest) position.best = { score, step: steps, thresholds };
    position.strikes = isBest ? 0 : position.strikes + 1;
    this.#tell(
      this.record.validation(
        { kind: "validation", step: steps, score, best: isBest, measures },
        position.epoch,
      ),
    );
    await this.record.checkpoint(position, isBest);
    if (position.strikes >= (this.options.patience ?? Number.POSITIVE_INFINITY)) this.#stopped = "no better";
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
    const { best } = this.#position;
    this.#tell({ kind: "end", step: steps, why });
    const parameters = await this.record.bestParameters(best, await this.stepper.parameters(), steps);
    return { steps, why, ...(best === undefined ? {} : { best }), parameters };
  }

  #epoch(epoch: number): AsyncGenerator<StepExamples<E>> {
    const { seed = 0, batch } = this.options;
    const { lengthOf } = this.task;
    const length = lengthOf === undefined ? {} : { lengthOf };
    const order = Math.imul(seed, 0x9e3779b1) + epoch;
    return batchesOf(this.task.examples(epoch), { ...batch, ...length, seed: order });
  }

  async #stepsOfEpoch(): Promise<number> {
    let steps = 0;
    for await (const _ of this.#epoch(0)) steps++;
    if (steps === 0) throw this.#empty();
    return steps;
  }

  /** The batches of a step that are this process' own. */
  #batches({ length, batches }: StepExamples<E>): Batch<B>[] {
    const { rank, size } = this.group;
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
