import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { NamesakeError, reason } from "../../errors.js";
import { shown } from "./settings.js";

/** One training of a search that ended: with a score, or with the reason why it has none. */
export interface TrialRecord {
  /** The place of its configuration in the sequence of the search, from 0. */
  trial: number;
  /** The share of the whole budget that it had, up to 1. */
  share: number;
  config: unknown;
  /** What the search makes large. */
  score?: number;
  /** The best thresholds by their dotted keys. */
  thresholds?: Readonly<Record<string, number>>;
  /** Why it failed. */
  failed?: string;
}

/** What has to be the same for a search to go on. */
export interface Plan {
  /** How it searches. */
  search: Readonly<Record<string, unknown>>;
  /** What it searches: a value or a range for each dotted key. */
  settings: Readonly<Record<string, unknown>>;
}

const END = 0x0a;

/**
 * The trials of a search in a file of JSON lines: first the plan of the search, then a line for each trial that ended. A line is on
 * the disk before the next trial begins, and one that a kill cut short is taken back when the file is opened again.
 */
export class TrialLog {
  readonly #records = new Map<string, TrialRecord>();

  private constructor(
    readonly path: string,
    readonly descriptor: number,
  ) {}

  /**
   * Opens the file, or makes it.
   *
   * @throws {NamesakeError} SEARCH_FOREIGN where its plan is another, RECORD_INVALID where it is damaged, WRITE_FAILED
   */
  static open(path: string, plan: Plan): TrialLog {
    const log = new TrialLog(
      path,
      attempt(path, () => openSync(path, "a+", 0o666)),
    );
    try {
      const bytes = attempt(path, () => readFileSync(log.descriptor));
      const whole = bytes.lastIndexOf(END) + 1;
      const lines = bytes.toString("utf8", 0, whole).split("\n").slice(0, -1);
      const [first, ...rest] = lines.map((line, i) => parseLine(line, `${path}, line ${i + 1}`));
      if (first !== undefined) comparePlans(path, plan, first);
      // Without a whole line the file is a search's only if it is empty or the plan was cut short.
      else if (!lineOf(plan).subarray(0, bytes.length).equals(bytes))
        throw notALog(`${path}, line 1`, bytes.toString("utf8"));
      rest.forEach((record, i) => {
        log.#remember(checkRecord(record, `${path}, line ${i + 2}`));
      });
      if (whole < bytes.length) attempt(path, () => ftruncateSync(log.descriptor, whole));
      if (first === undefined) log.#append(plan);
      return log;
    } catch (error) {
      log.close();
      throw error;
    }
  }

  /** What a trial ended with, if it ended with this share of the budget before. */
  find(trial: number, share: number): TrialRecord | undefined {
    return this.#records.get(idOf(trial, share));
  }

  /** @throws {NamesakeError} WRITE_FAILED */
  add(record: TrialRecord): void {
    this.#append(record);
    this.#remember(record);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  #remember(record: TrialRecord): void {
    this.#records.set(idOf(record.trial, record.share), record);
  }

  #append(value: unknown): void {
    const line = lineOf(value);
    attempt(this.path, () => {
      for (let done = 0; done < line.length; ) done += writeSync(this.descriptor, line, done);
      fsyncSync(this.descriptor);
    });
  }
}

const lineOf = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`, "utf8");

const idOf = (trial: number, share: number): string => `${trial} ${share}`;

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw notALog(where, line);
  }
}

const notALog = (where: string, found: string): NamesakeError =>
  new NamesakeError("RECORD_INVALID", {
    where,
    field: "the line",
    expected: "of the trials of a search, as JSON",
    found: shown(found),
  });

function comparePlans(path: string, plan: Plan, line: unknown): void {
  const { search, settings } = (line ?? {}) as Partial<Plan>;
  if (typeof search !== "object" || typeof settings !== "object" || search === null || settings === null)
    throw notALog(`${path}, line 1`, JSON.stringify(line));
  compare(path, plan.search, search, (key) => `the ${key} of the search`);
  compare(path, plan.settings, settings, (key) => key);
}

function compare(
  path: string,
  here: Plan["search"],
  there: Plan["search"],
  named: (key: string) => string,
): void {
  for (const key of new Set([...Object.keys(here), ...Object.keys(there)]))
    if (JSON.stringify(here[key]) !== JSON.stringify(there[key]))
      throw new NamesakeError("SEARCH_FOREIGN", {
        path,
        what: named(key),
        expected: shown(here[key]),
        found: shown(there[key]),
      });
}

function checkRecord(value: unknown, where: string): TrialRecord {
  const { trial, share, score, failed } = (value ?? {}) as Partial<TrialRecord>;
  const ended = typeof score === "number" || typeof failed === "string";
  if (!Number.isSafeInteger(trial) || typeof share !== "number" || !ended)
    throw notALog(where, JSON.stringify(value));
  return value as TrialRecord;
}
