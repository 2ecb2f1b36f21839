import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { AppendFile } from "./append-file.js";

/** What a record may hold. Numbers that are not finite are written as the texts "NaN", "Infinity" and "-Infinity". */
export type Metric = number | string | boolean | null;

/** One step of the optimiser. */
export interface StepMetrics {
  /** Steps done, this one included: the first is 1. */
  step: number;
  /** Passes over the training data before the present one: the first is 0. */
  epoch: number;
  loss: number;
  /** Length of the derivatives before they are clipped. */
  norm: number;
  /** Learning rate. */
  rate: number;
  examplesPerSecond: number;
  [more: string]: Metric;
}

/** One validation, after `step` steps. */
export interface ValidationMetrics {
  step: number;
  epoch: number;
  [score: string]: Metric;
}

/** A line of the log. */
export type MetricsRecord = { kind: "step" | "validation"; step: number } & Record<string, Metric>;

/**
 * The course of a training run as JSON lines, one record for each logged step and each validation:
 *
 *     {"kind":"step","step":100,"epoch":1,"loss":2.31,"norm":1.04,"rate":0.0001,"examplesPerSecond":262.4}
 *     {"kind":"validation","step":100,"epoch":1,"accuracy":0.713}
 *
 * JSON has no NaN and no infinities; they are written as the texts `"NaN"`, `"Infinity"` and `"-Infinity"`, of which
 * `Number` makes the numbers again, so that a run that diverged can be told from one that measured nothing.
 *
 * @example
 * ```ts
 * const log = MetricsLog.create("run/metrics.jsonl");
 * log.step({ step: 1, epoch: 0, loss: 4.2, norm: 1.3, rate: 1e-4, examplesPerSecond: 250 });
 * log.validation({ step: 1, epoch: 0, accuracy: 0.1 });
 * log.close();
 * ```
 */
export class MetricsLog {
  private constructor(private readonly file: AppendFile) {}

  /**
   * The log of a new run; one that is there is replaced.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  static create(path: string): MetricsLog {
    return new MetricsLog(AppendFile.create(path));
  }

  /**
   * The log of a run that goes on from a checkpoint. Records of later steps are cut away, as these steps will be done
   * again, and so is half a line that a killed process left: the log becomes that of a run without interruption.
   *
   * @param step steps that were done at the checkpoint
   * @throws {NamesakeError} RECORD_INVALID where the file is no such log; it is left alone. SOURCE_NOT_FOUND, WRITE_FAILED
   */
  static resume(path: string, step: number): MetricsLog {
    const bytes = readLog(path);
    if (bytes === undefined) return MetricsLog.create(path);
    return new MetricsLog(AppendFile.open(path, endOfStep(bytes, step, basename(path))));
  }

  /** @throws {NamesakeError} WRITE_FAILED */
  step(metrics: StepMetrics): void {
    this.#append("step", metrics);
  }

  /** @throws {NamesakeError} WRITE_FAILED */
  validation(metrics: ValidationMetrics): void {
    this.#append("validation", metrics);
  }

  /** Waits for the disk. To be called before a checkpoint is written, so that the log is never behind it. */
  sync(): void {
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }

  #append(kind: MetricsRecord["kind"], metrics: StepMetrics | ValidationMetrics): void {
    const json = JSON.stringify({ kind, ...metrics }, (_, value: unknown) =>
      typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
    );
    this.file.append(Buffer.from(`${json}\n`));
  }
}

/**
 * All records of a log that may still be written to; half a line at its end is left out.
 *
 * @throws {NamesakeError} RECORD_INVALID where the file is no such log, SOURCE_NOT_FOUND
 */
export function readMetrics(path: string): MetricsRecord[] {
  const bytes = readLog(path);
  if (bytes === undefined) throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: "it does not exist" });
  return [...lines(bytes, basename(path))].map(({ record }) => record);
}

/** @returns undefined where there is no file */
function readLog(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}

const NEWLINE = 0x0a;

/** The records of all whole lines, and where in the file each line ends. */
function* lines(bytes: Buffer, name: string): Generator<{ record: MetricsRecord; end: number }> {
  let number = 1;
  for (let start = 0; ; number++) {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) return;
    yield { record: parse(bytes.toString("utf8", start, newline), `${name}:${number}`), end: newline + 1 };
    start = newline + 1;
  }
}

function parse(line: string, where: string): MetricsRecord {
  const refuse = (field: string, expected: string, found: unknown) =>
    new NamesakeError("RECORD_INVALID", {
      where,
      field,
      expected,
      found: JSON.stringify(found)?.slice(0, 100) ?? "nothing",
    });
  let record: Partial<MetricsRecord> | null;
  try {
    record = JSON.parse(line);
  } catch {
    throw refuse("line", "a record of a training run as JSON", line);
  }
  if (record?.kind !== "step" && record?.kind !== "validation")
    throw refuse("kind", '"step" or "validation"', record?.kind);
  if (!Number.isSafeInteger(record.step)) throw refuse("step", "a whole number", record.step);
  return record as MetricsRecord;
}

/** Where the records up to this step end. Records are in the order of their steps, so what follows is not looked at. */
function endOfStep(bytes: Buffer, step: number, name: string): number {
  let last = 0;
  for (const { record, end } of lines(bytes, name)) {
    if (record.step > step) break;
    last = end;
  }
  return last;
}
