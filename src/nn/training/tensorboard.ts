import { readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Message } from "../protobuf.js";
import { AppendFile } from "./append-file.js";
import { tfrecord } from "./tfrecord.js";

/** Field numbers of https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const SESSION_LOG = { status: 1 } as const;
const START = 1;

/** Field numbers of https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/summary.proto. */
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

/** The version whose readers heed {@link START}. */
const FILE_VERSION = "brain.Event:2";

export interface EventFileOptions {
  /** Steps that were done at the checkpoint that the run goes on from; absent = a new run. */
  resumedAt?: number;
  /** Milliseconds since 1970, default `Date.now`. */
  clock?: () => number;
  /** Name of this machine for the name of the file, default the system's. */
  host?: string;
}

/**
 * An event file of TensorBoard. Each start of a run adds a file to the folder; what earlier files have of steps after the
 * checkpoint, TensorBoard then leaves out.
 *
 * @example
 * ```ts
 * const events = EventFile.create("run");
 * events.scalars(100, { "train/loss": 2.31, "train/rate": 1e-4 });
 * events.close(); // tensorboard --logdir run
 * ```
 */
export class EventFile {
  private constructor(
    private readonly file: AppendFile,
    private readonly clock: () => number,
  ) {}

  /** @throws {NamesakeError} WRITE_FAILED */
  static create(folder: string, options: EventFileOptions = {}): EventFile {
    const { resumedAt = -1, clock = Date.now, host = hostname() } = options;
    const file = AppendFile.create(join(folder, fileName(folder, clock(), host)), true);
    const events = new EventFile(file, clock);
    events.#append(0, (event) => event.string(EVENT.fileVersion, FILE_VERSION));
    // Readers drop what came before from this step on. The first file has it too: a reader takes the first START of a
    // folder for the beginning, and only those after it for one that goes on.
    events.#append(resumedAt + 1, (event) =>
      event.message(EVENT.sessionLog, new Message().int(SESSION_LOG.status, START)),
    );
    return events;
  }

  get path(): string {
    return this.file.path;
  }

  /**
   * Numbers of one step, by their tags; tags that begin alike up to a "/" are shown together.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  scalars(step: number, values: Readonly<Record<string, number>>): void {
    const summary = new Message();
    for (const [tag, value] of Object.entries(values))
      summary.message(SUMMARY.value, new Message().string(VALUE.tag, tag).float(VALUE.simpleValue, value));
    this.#append(step, (event) => event.message(EVENT.summary, summary));
  }

  /** Waits for the disk. */
  sync(): void {
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }

  #append(step: number, what: (event: Message) => Message): void {
    const event = new Message().double(EVENT.wallTime, this.clock() / 1000).int(EVENT.step, step);
    this.file.append(tfrecord(what(event).finish()));
  }
}

const NAME = /^events\.out\.tfevents\.(\d{10})\./;

/**
 * `events.out.tfevents.SECONDS.HOST`. TensorBoard reads the files of a folder in the order of their names, so the seconds
 * are later than those of all files that are there, whatever the clock says.
 */
function fileName(folder: string, now: number, host: string): string {
  let seconds = Math.floor(now / 1000);
  for (const name of namesIn(folder)) {
    const found = NAME.exec(name);
    if (found !== null) seconds = Math.max(seconds, Number(found[1]) + 1);
  }
  return `events.out.tfevents.${String(seconds).padStart(10, "0")}.${host.replace(/[^\w.-]/g, "-")}`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it is made with the file, which tells of what hinders that
  }
}
