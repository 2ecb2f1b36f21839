import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { Parameters } from "../layers/model.js";
import type { Group } from "./all-reduce/group.js";
import { type BestAndLast, bestAndLast } from "./best-and-last.js";
import { readCheckpoint } from "./checkpoint.js";
import { checkConfiguration } from "./checkpoint-fit.js";
import type { Json } from "./json.js";
import { MetricsLog } from "./metrics-log.js";
import { Rate } from "./rate.js";
import type { Stepper } from "./stepper.js";
import type { Validation } from "./task.js";
import { EventFile } from "./tensorboard.js";
import type { TrainEvent, TrainOptions } from "./train-options.js";

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
  group: number;
  best?: Best;
  /** Validations since the best. */
  strikes: number;
  /** Of the steps since the last line of the log. */
  unlogged: { loss: number; steps: number };
}

export const newPosition = (): Position => ({
  epoch: 0,
  group: 0,
  strikes: 0,
  unlogged: { loss: 0, steps: 0 },
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

  /** Notes a step; returns what is to be told of it, where a line is due. */
  step(event: Omit<StepEvent, "examplesPerSecond">, examples: number): StepEvent | undefined {
    this.#rate.add(examples);
    const { logEvery = 10 } = this.options;
    this.#unlogged.loss += event.loss;
    this.#unlogged.steps++;
    if (event.step % logEvery !== 0 && event.step !== event.steps) return undefined;
    const loss = this.#unlogged.loss / this.#unlogged.steps;
    this.#unlogged = newPosition().unlogged;
    const { kind, steps, measures, ...line } = {
      ...event,
      loss,
      examplesPerSecond: this.#rate.perSecond ?? 0,
    };
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
    const { configuration = {} } = this.options;
    const at = { ...position, unlogged: this.#unlogged } as unknown as Json;
    await this.checkpoints.write(
      { tensors, state: { steps: this.stepper.steps, position: at, configuration } },
      isBest,
    );
  }

  /** What the first process found, at all of them. */
  async share(find: () => Promise<Validation | undefined>): Promise<Validation | undefined> {
    const { rank, size } = this.group;
    const found = rank === 0 ? await find() : undefined;
    return size === 1
      ? found
      : (((await shared(this.group, (found ?? null) as Json | null)) as Validation | null) ?? undefined);
  }

  /** The parameters of the best checkpoint, or the present ones where they are the best or there is no best. */
  async bestParameters(best: Best | undefined, present: Parameters, step: number): Promise<Parameters> {
    if (best === undefined || best.step === step || this.files === undefined) return present;
    const { tensors } = await readCheckpoint(this.checkpoints.best);
    return new Map([...present.keys()].map((name) => [name, (tensors[name] as { data: Float32Array }).data]));
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
async function takeUp(
  path: string,
  { configuration = {} }: TrainOptions,
  stepper: Stepper,
): Promise<Position> {
  const shapes = [...(await stepper.state())].map(([name, { shape }]) => [name, shape] as const);
  const { tensors, state } = await readCheckpoint(path, Object.fromEntries(shapes));
  checkConfiguration(path, state["configuration"] as typeof configuration, configuration);
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
  for (const [name, { data }] of await stepper.state()) {
    const bytes = await group.broadcast(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    numbers.set(name, new Float32Array(bytes.slice().buffer));
  }
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
