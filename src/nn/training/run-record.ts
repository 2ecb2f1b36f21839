import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { Parameters } from "../layers/model.js";
import { failed } from "./all-reduce/failed.js";
import type { Group } from "./all-reduce/group.js";
import { type BestAndLast, bestAndLast } from "./best-and-last.js";
import { readCheckpoint } from "./checkpoint.js";
import { checkConfiguration } from "./checkpoint-fit.js";
import type { Seen } from "./divergence.js";
import type { Json } from "./json.js";
import { MetricsLog } from "./metrics-log.js";
import { Rate } from "./rate.js";
import type { Stepper } from "./stepper.js";
import type { Validation } from "./task.js";
import { EventFile } from "./tensorboard.js";
import { decidingOptions, type TrainEvent, type TrainOptions } from "./train-options.js";

/** The best validation so far. */
export interface Best {
  score: number;
  step: number;
  thresholds: Readonly<Record<string, number>>;
}

/** Where a training stands, beside what the stepper knows. */
export interface Position {
  epoch: number;
  /** Steps of this epoch. */
  step: number;
  best?: Best;
  /** Validations since the best. */
  strikes: number;
  /** Of the steps since the last line of the log. */
  unlogged: { steps: number; loss: number; measures: Record<string, number> };
  /** What the watch for divergence has seen. */
  losses: Seen;
}

export const newPosition = (): Position => ({
  epoch: 0,
  step: 0,
  strikes: 0,
  unlogged: { steps: 0, loss: 0, measures: {} },
  losses: { recent: [] },
});

type StepEvent = Extract<TrainEvent, { kind: "step" }>;
type ValidationEvent = Extract<TrainEvent, { kind: "validation" }>;

/** What a training leaves in its folder, and takes up again. Of several processes the first one writes. */
export class RunRecord {
  readonly #rate = new Rate(Date.now);
  #unlogged = newPosition().unlogged;

  private constructor(
    private readonly options: TrainOptions,
    private readonly stepper: Stepper,
    private readonly group: Group,
    private readonly checkpoints: BestAndLast,
    private readonly files: { log: MetricsLog; events: EventFile } | undefined,
    /** Where to go on; absent = a new run. */
    readonly position: Position | undefined,
  ) {
    this.#unlogged = position?.unlogged ?? this.#unlogged;
  }

  static async open(options: TrainOptions, stepper: Stepper, group: Group): Promise<RunRecord> {
    const { folder, resume = false } = options;
    const checkpoints = bestAndLast(folder);
    const writes = group.rank === 0;
    if (writes) makeFolder(folder);
    // What another run left would be taken up for this one's, were it killed before its first checkpoint.
    if (writes && !resume)
      for (const path of [checkpoints.last, checkpoints.best]) rmSync(path, { force: true });
    const position =
      writes && resume && existsSync(checkpoints.last)
        ? await takeUp(checkpoints.last, options, stepper)
        : undefined;
    const shared = await shareState(stepper, group, position);
    const { steps } = stepper;
    const path = join(folder, "metrics.jsonl");
    const files = writes
      ? {
          log: shared === undefined ? MetricsLog.create(path) : MetricsLog.resume(path, steps),
          events: EventFile.create(folder, shared === undefined ? {} : { resumedAt: steps }),
        }
      : undefined;
    return new RunRecord(options, stepper, group, checkpoints, files, shared);
  }

  /**
   * Notes a step. Where a line is due, returns what is to be told: loss and measures are means over the steps since the
   * last line, the rest is that of the step.
   */
  step(event: Omit<StepEvent, "examplesPerSecond">, examples: number): StepEvent | undefined {
    this.#rate.add(examples);
    const { logEvery = 10 } = this.options;
    const sums = this.#unlogged;
    sums.steps++;
    sums.loss += event.loss;
    for (const [name, value] of Object.entries(event.measures))
      sums.measures[name] = (sums.measures[name] ?? 0) + value;
    if (event.step % logEvery !== 0 && event.step !== event.steps) return undefined;
    this.#unlogged = newPosition().unlogged;
    const loss = sums.loss / sums.steps;
    const means = Object.entries(sums.measures).map(([name, sum]) => [name, sum / sums.steps] as const);
    const measures = Object.fromEntries(means);
    const { kind, steps, measures: _, ...given } = event;
    const line = { ...given, loss, examplesPerSecond: this.#rate.perSecond ?? 0 };
    this.files?.log.step({ ...line, ...measures });
    const { step, rate, norm, examplesPerSecond } = line;
    this.files?.events.scalars(step, tagged("train", { loss, rate, norm, examplesPerSecond, ...measures }));
    return { kind, steps, measures, ...line };
  }

  validation(event: ValidationEvent, epoch: number): ValidationEvent {
    const { step, score, measures } = event;
    this.files?.log.validation({ step, epoch, score, ...measures });
    this.files?.events.scalars(step, tagged("validation", { score, ...measures }));
    return event;
  }

  async checkpoint(position: Position, isBest: boolean): Promise<void> {
    if (this.files === undefined) return;
    this.files.log.sync();
    this.files.events.sync();
    const tensors = Object.fromEntries(await this.stepper.state());
    const options = decidingOptions(this.options);
    const at = { ...position, unlogged: this.#unlogged } as unknown as Json;
    await this.checkpoints.write(
      { tensors, state: { steps: this.stepper.steps, position: at, options } },
      isBest,
    );
  }

  /** What the first process finds, at all of them; where it fails, all do. */
  async share(find: () => Promise<Validation | undefined>): Promise<Validation | undefined> {
    const { rank, size } = this.group;
    if (size === 1) return find();
    let error: unknown;
    const found =
      rank === 0
        ? await find().catch((thrown: unknown) => {
            error = thrown;
            return undefined;
          })
        : undefined;
    const mine = error === undefined ? { found: found ?? null } : { why: reason(error) };
    const all = (await shared(this.group, mine as unknown as Json)) as unknown as {
      found?: Validation | null;
      why?: string;
    };
    if (error !== undefined) throw error;
    if (all.why !== undefined) throw failed(`rank 0 could not validate: ${all.why}`);
    return all.found ?? undefined;
  }

  /** The parameters of the best checkpoint, or the present ones where they are the best or there is no best. */
  async bestParameters(best: Best | undefined, present: Parameters, step: number): Promise<Parameters> {
    if (best === undefined || best.step === step) return present;
    const tensors = this.files === undefined ? {} : (await readCheckpoint(this.checkpoints.best)).tensors;
    const parameters = new Map<string, Float32Array>();
    for (const [name, { length }] of present)
      parameters.set(name, await sharedNumbers(this.group, tensors[name]?.data ?? new Float32Array(length)));
    return parameters;
  }

  close(): void {
    this.files?.log.close();
    this.files?.events.close();
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path: folder, why: reason(error) }, { cause: error });
  }
}

const tagged = (prefix: string, values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));

/** Puts the numbers of a checkpoint into the stepper. */
async function takeUp(path: string, options: TrainOptions, stepper: Stepper): Promise<Position> {
  const shapes = [...(await stepper.state())].map(([name, { shape }]) => [name, shape] as const);
  const { tensors, state } = await readCheckpoint(path, Object.fromEntries(shapes));
  // What the task was made of is the caller's, so that its keys are told as the caller has them.
  const { configuration, ...others } = decidingOptions(options);
  const { configuration: written, ...rest } = state["options"] as ReturnType<typeof decidingOptions>;
  checkConfiguration(path, written, configuration);
  checkConfiguration(path, rest, others);
  const numbers = Object.entries(tensors).map(([name, { data }]) => [name, data] as const);
  await stepper.restore(new Map(numbers), state["steps"] as number);
  return state["position"] as unknown as Position;
}

/** Puts the state of the first process into the others, so that all begin with the same bits. */
async function shareState(
  stepper: Stepper,
  group: Group,
  position: Position | undefined,
): Promise<Position | undefined> {
  if (group.size === 1) return position;
  const numbers = new Map<string, Float32Array>();
  for (const [name, { data }] of await stepper.state()) numbers.set(name, await sharedNumbers(group, data));
  const all = (await shared(group, {
    steps: stepper.steps,
    position: (position ?? null) as unknown as Json,
  })) as unknown as {
    steps: number;
    position: Position | null;
  };
  await stepper.restore(numbers, all.steps);
  return all.position ?? undefined;
}

async function shared(group: Group, value: Json): Promise<Json> {
  const bytes = await group.broadcast(new TextEncoder().encode(JSON.stringify(value)));
  return JSON.parse(new TextDecoder().decode(bytes)) as Json;
}

/** The numbers of the first process, at all of them. */
async function sharedNumbers(group: Group, numbers: Float32Array): Promise<Float32Array> {
  const bytes = await group.broadcast(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return new Float32Array(bytes.slice().buffer);
}
