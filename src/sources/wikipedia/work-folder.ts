import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { isAlive } from "../../kb/is-alive.js";
import { whyUnwritten } from "../../kb/why-unwritten.js";

const PLAN = "plan.json";
const SUMMARY = "summary.json";

/**
 * A folder of intermediate results, each a folder of its own that is there as a whole or not at all: it is filled under another name,
 * which ends in the process' number, and renamed. So whenever the process is killed, the next one finds what was finished, and no more.
 */
export class WorkFolder {
  private constructor(readonly path: string) {}

  /**
   * @param plan all that the results depend on, as JSON values; a folder that was begun with another one is left alone
   * @throws {NamesakeError} UNFINISHED_UNUSABLE, WRITE_FAILED
   */
  static open(path: string, plan: Readonly<Record<string, unknown>>): WorkFolder {
    const planPath = join(path, PLAN);
    return writing(path, () => {
      rmSync(removedPath(path), { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
      if (existsSync(planPath)) checkPlan(planPath, plan);
      else if (readdirSync(path).some((name) => name !== `${PLAN}.tmp`))
        throw new NamesakeError("UNFINISHED_UNUSABLE", { path, why: `it has files, but no ${PLAN}` });
      else writeWhole(planPath, `${JSON.stringify(plan, null, 2)}\n`);
      const work = new WorkFolder(path);
      work.removeUnfinished();
      return work;
    });
  }

  /** Where the files of a result are, or will be. */
  folder(result: string): string {
    return join(this.path, result);
  }

  has(result: string): boolean {
    return existsSync(join(this.folder(result), SUMMARY));
  }

  /** What {@link make} returned when it made the result. */
  summary<T>(result: string): T {
    return JSON.parse(readFileSync(join(this.folder(result), SUMMARY), "utf8")) as T;
  }

  /**
   * A result: that of an earlier run, or a new one.
   *
   * @param fill writes the files into a folder, and says what should be known of them, as a JSON value
   * @throws {NamesakeError} WRITE_FAILED, and what `fill` throws
   */
  async make<T>(result: string, fill: (folder: string) => Promise<T> | T): Promise<T> {
    if (!this.has(result)) {
      const unfinished = writing(this.path, () => beginResult(this.folder(result)));
      try {
        finishResult(unfinished, this.folder(result), await fill(unfinished));
      } catch (error) {
        throw writeFailure(this.path, error);
      }
    }
    return this.summary<T>(result);
  }

  /** Removes files of a result that nobody needs any more; that it was made stays known. */
  shrink(result: string, kept: readonly string[] = []): void {
    for (const name of readdirSync(this.folder(result)))
      if (name !== SUMMARY && !kept.includes(name))
        rmSync(join(this.folder(result), name), { recursive: true });
  }

  /** Removes all of it. */
  remove(): void {
    // Under another name: a kill leaves no half of it.
    renameSync(this.path, removedPath(this.path));
    rmSync(removedPath(this.path), { recursive: true, force: true });
  }

  private removeUnfinished(): void {
    for (const name of readdirSync(this.path, { recursive: true, encoding: "utf8" }))
      if (UNFINISHED.test(name) && !isHeld(Number(UNFINISHED.exec(name)?.[1])))
        rmSync(join(this.path, name), { recursive: true, force: true });
  }
}

const removedPath = (path: string): string => `${path}.removed`;

const UNFINISHED = /\.unfinished-(\d+)$/;

/** Makes the folder in which a result is filled. */
export function beginResult(folder: string): string {
  const unfinished = `${folder}.unfinished-${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  return unfinished;
}

/** Gives a result its name. Another process may have been faster: its result is the same. */
export function finishResult(unfinished: string, folder: string, summary: unknown): void {
  writing(folder, () => {
    writeFileSync(join(unfinished, SUMMARY), `${JSON.stringify(summary ?? null)}\n`);
    for (const name of readdirSync(unfinished)) settle(join(unfinished, name));
    if (existsSync(folder)) rmSync(unfinished, { recursive: true, force: true });
    else renameSync(unfinished, folder);
  });
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text);
  settle(`${path}.tmp`);
  renameSync(`${path}.tmp`, path);
}

/** Waits until a file is on the disk, so that its name is never there without its content. */
function settle(path: string): void {
  const file = openSync(path, "r");
  try {
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

function checkPlan(path: string, plan: Readonly<Record<string, unknown>>): void {
  const unusable = (why: string) => new NamesakeError("UNFINISHED_UNUSABLE", { path, why });
  let before: Record<string, unknown>;
  try {
    before = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  } catch (error) {
    throw unusable(reason(error));
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(plan)])) {
    const [there, here] = [JSON.stringify(before[key]), JSON.stringify(plan[key])];
    if (there !== here)
      throw unusable(`it was begun with ${key} ${there ?? "not given"}, now it is ${here ?? "not given"}`);
  }
}

/** Whether another process is filling a folder that is named after it. */
const isHeld = (pid: number): boolean => pid !== process.pid && isAlive(pid);

function writing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** What the file system says of a write below `path`, as the caller's to mend; other errors as they are. */
export function writeFailure(path: string, error: unknown): unknown {
  const { syscall } = error as { syscall?: unknown };
  if (error instanceof NamesakeError || typeof syscall !== "string" || syscall === "read") return error;
  return new NamesakeError("WRITE_FAILED", { path, why: whyUnwritten(error, path) }, { cause: error });
}
