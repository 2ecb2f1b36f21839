import { existsSync } from "node:fs";
import { type FileHandle, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { checkWritable, type Piece, writeAtomically } from "./atomic-file.js";
import { NamesakeError, reason } from "./errors.js";

export interface ResumableOptions {
  /** All that the content depends on, as JSON values: what was begun with other ones is not gone on with. */
  run: Readonly<Record<string, unknown>>;
  /** Goes on where an earlier run stopped. Default false: what one has left is an error. */
  resume?: boolean;
  /** Least milliseconds between two checkpoints; default 2000. */
  interval?: number;
}

/** What is kept beside unfinished files. */
interface Journal<State> {
  version: 1;
  run: Readonly<Record<string, unknown>>;
  state: State;
  /** Bytes of each file at this state; what is behind them is written anew. */
  sizes: number[];
  /** Nothing is missing but the names. */
  complete: boolean;
}

const INTERVAL = 2000;

/** Where a file is until it is complete. */
const partOf = (path: string): string => `${path}.part`;

/**
 * Files that grow together for hours. Each is written as `PATH.part` and gets its name when all are complete; a journal,
 * `PATH.part.json` of the first, says up to where they are on the disk. So whenever the process is killed, a run with `resume` goes
 * on from the last checkpoint, and nobody takes a part for the whole.
 *
 * @typeParam State where the work stands, as a JSON value
 * @example
 * ```ts
 * const files = await ResumableFiles.open<number>(["squares.txt"], { run: { upTo: 1000 }, resume: true });
 * for (let i = files.state ?? 0; i < 1000; ) {
 *   await files.append(0, `${i * i}\n`);
 *   await files.checkpoint(++i);
 * }
 * await files.finish(1000);
 * ```
 */
export class ResumableFiles<State> {
  private last = Date.now();

  private constructor(
    private readonly targets: readonly string[],
    private readonly handles: FileHandle[],
    private readonly sizes: number[],
    private readonly options: ResumableOptions,
    /** That of the checkpoint that is gone on from; undefined where nothing was kept. */
    readonly state: State | undefined,
    /** An earlier run was killed when only the names were missing; they have them now, and there is nothing to add. */
    readonly complete: boolean,
  ) {}

  /**
   * @param paths the files; what has these names is replaced at the end. Folders on the way are made.
   * @throws {NamesakeError} UNFINISHED_EXISTS, UNFINISHED_UNUSABLE, WRITE_FAILED
   */
  static async open<State>(
    paths: readonly [string, ...string[]],
    options: ResumableOptions,
  ): Promise<ResumableFiles<State>> {
    const targets: string[] = [];
    for (const path of paths) targets.push(await targetOf(path));
    const journalPath = journalOf(targets);
    const journal = existsSync(journalPath)
      ? await readJournal<State>(journalPath, targets.length)
      : undefined;
    if (journal !== undefined) {
      if (options.resume !== true) throw new NamesakeError("UNFINISHED_EXISTS", { path: journalPath });
      checkRun(journalPath, journal.run, options.run);
      if (journal.complete) {
        await moveIntoPlace(targets);
        return new ResumableFiles(targets, [], journal.sizes, options, journal.state, true);
      }
    }
    const sizes = journal?.sizes ?? targets.map(() => 0);
    const handles: FileHandle[] = [];
    try {
      for (const [i, target] of targets.entries()) {
        const part = partOf(target);
        const isKept = journal !== undefined;
        if (isKept) await checkLength(journalPath, part, sizes[i] as number);
        await writing(part, async () => {
          const handle = await open(part, isKept ? "r+" : "w");
          handles.push(handle);
          await handle.truncate(sizes[i] as number);
        });
      }
    } catch (error) {
      for (const handle of handles) await handle.close();
      throw error;
    }
    return new ResumableFiles(targets, handles, sizes, options, journal?.state, false);
  }

  /**
   * Adds to the end of a file.
   *
   * @param file its position in the paths
   * @throws {NamesakeError} WRITE_FAILED
   */
  async append(file: number, piece: Piece): Promise<void> {
    this.sizes[file] = await this.writeAt(file, piece, this.sizes[file] as number);
  }

  /**
   * Replaces the beginning of a file by as many bytes: a header that was not known before.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  async replaceStart(file: number, piece: Piece): Promise<void> {
    await this.writeAt(file, piece, 0);
  }

  private async writeAt(file: number, piece: Piece, position: number): Promise<number> {
    const handle = this.handles[file];
    if (handle === undefined) throw new NamesakeError("CLOSED", { what: partOf(this.targets[file] ?? "") });
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    for (let done = 0; done < bytes.byteLength; )
      done += await writing(
        partOf(this.targets[file] as string),
        async () => (await handle.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten,
      );
    return position + bytes.byteLength;
  }

  /**
   * {@link commit}, unless the last one was a moment ago.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  async checkpoint(state: State): Promise<void> {
    if (Date.now() - this.last >= (this.options.interval ?? INTERVAL)) await this.commit(state);
  }

  /**
   * Makes sure that all that was written is on the disk, and will be gone on from.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  async commit(state: State): Promise<void> {
    await this.keep(state, false);
    this.last = Date.now();
  }

  private async keep(state: State, complete: boolean): Promise<void> {
    for (const [i, handle] of this.handles.entries())
      await writing(partOf(this.targets[i] as string), () => handle.datasync());
    const { sizes } = this;
    const journal: Journal<State> = { version: 1, run: this.options.run, state, sizes, complete };
    await writeAtomically(journalOf(this.targets), [`${JSON.stringify(journal)}\n`]);
  }

  /**
   * Gives the files their names.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  async finish(state: State): Promise<void> {
    if (this.complete) return;
    await this.keep(state, true);
    await this.close();
    await moveIntoPlace(this.targets);
  }

  /** Leaves what is unfinished for a later run. May be called twice, and after {@link finish}. */
  async close(): Promise<void> {
    for (const handle of this.handles.splice(0)) await handle.close();
  }
}

const journalOf = ([first]: readonly string[]): string => `${partOf(first as string)}.json`;

/** What a path leads to: a file that can be replaced, or none yet. */
async function targetOf(path: string): Promise<string> {
  await checkWritable(path);
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => undefined);
  if (found !== undefined && !found.isFile())
    throw new NamesakeError("WRITE_FAILED", { path, why: "it is a device or a pipe, not a file" });
  await writing(path, () => mkdir(dirname(target), { recursive: true }));
  return target;
}

async function readJournal<State>(path: string, files: number): Promise<Journal<State>> {
  const unusable = (why: string) => new NamesakeError("UNFINISHED_UNUSABLE", { path, why });
  let journal: Partial<Journal<State>>;
  try {
    journal = JSON.parse(await readFile(path, "utf8")) as Partial<Journal<State>>;
  } catch (error) {
    throw unusable(reason(error));
  }
  const { version, run, state, sizes } = journal;
  if (version !== 1) throw unusable(`its version is ${JSON.stringify(version)}, expected 1`);
  if (run === undefined || state === undefined || sizes?.length !== files)
    throw unusable(`it does not tell of ${files} files`);
  return journal as Journal<State>;
}

function checkRun(path: string, before: Journal<unknown>["run"], now: Journal<unknown>["run"]): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [there, here] = [JSON.stringify(before[key]), JSON.stringify(now[key])];
    if (there === here) continue;
    const why = `it was begun with ${key} ${there ?? "not given"}, now it is ${here ?? "not given"}`;
    throw new NamesakeError("UNFINISHED_UNUSABLE", { path, why });
  }
}

async function checkLength(journal: string, part: string, expected: number): Promise<void> {
  const length = (await stat(part).catch(() => undefined))?.size ?? 0;
  if (length >= expected) return;
  const why = `${part} should have ${expected} bytes or more, found ${length}`;
  throw new NamesakeError("UNFINISHED_UNUSABLE", { path: journal, why });
}

/** The journal says that they are complete: whoever is killed here is followed by one that ends it. */
async function moveIntoPlace(targets: readonly string[]): Promise<void> {
  for (const target of targets)
    if (existsSync(partOf(target))) await writing(target, () => rename(partOf(target), target));
  await writing(journalOf(targets), () => rm(journalOf(targets)));
}

/** Tells what the file system says as the caller's to mend. */
async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}
