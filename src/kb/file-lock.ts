import { lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { isAlive } from "./is-alive.js";
import { fateOf, ownName, shownName } from "./process-name.js";

/** Longest wait for a process that holds the lock. */
const PATIENCE_MS = 20_000;
/** A process that takes a dead one's lock away does it within microseconds; one that takes so long was killed itself. */
const STEALING_MS = 5_000;

const clock = new Int32Array(new SharedArrayBuffer(4));
const sleep = (milliseconds: number) => Atomics.wait(clock, 0, 0, milliseconds);

/**
 * Makes a lock that must not be there yet; false where it is. A symbolic link is there with what it says at once, so that a kill leaves
 * no lock of nobody; where the file system has none, it is a file.
 */
function create(path: string): boolean {
  const me = ownName();
  try {
    try {
      symlinkSync(me, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      writeFileSync(path, me, { flag: "wx" });
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** What the maker of a lock wrote of itself; "" where it is gone meanwhile, or has not yet written it. */
function ownerOf(path: string): string {
  for (const read of [() => readlinkSync(path), () => readFileSync(path, "utf8")])
    try {
      return read();
    } catch {
      // It is the other kind, or not there.
    }
  return "";
}

/** Whether a file is older than {@link STEALING_MS}, or of a time to come, as after a clock that was set back. */
function isOld(path: string): boolean {
  const made = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Math.abs(Date.now() - made) > STEALING_MS;
}

/**
 * Removes the lock of a process that was killed. Only one at a time may look and remove, as the lock that is removed must be the
 * one that was looked at.
 */
function removeDead(path: string): void {
  const old = isOld(path);
  const owner = ownerOf(path);
  if (owner === "" ? !old : fateOf(owner) !== "dead") return;
  const stealing = `${path}.steal`;
  if (!create(stealing)) {
    if (isOld(stealing)) rmSync(stealing, { force: true });
    return;
  }
  try {
    if (ownerOf(path) === owner) rmSync(path, { force: true });
  } finally {
    rmSync(stealing, { force: true });
  }
}

/**
 * Whether the process is gone that made a folder and keeps a lock in it. Of other machines and containers that cannot be told, and their
 * folders are left alone.
 *
 * @param pid in the name of the folder, which counts where there is no lock, as in those of older versions
 */
export function isAbandoned(lock: string, pid: number): boolean {
  const owner = ownerOf(lock);
  return owner === "" ? pid === process.pid || !isAlive(pid) : fateOf(owner) === "dead";
}

/**
 * Takes a lock that is kept over a longer time, where it is free or its owner was killed.
 *
 * @returns what gives it back; undefined where a live process has it, perhaps this one
 */
export function tryFileLock(path: string): (() => void) | undefined {
  if (!create(path)) {
    removeDead(path);
    if (!create(path)) return undefined;
  }
  return () => rmSync(path, { force: true });
}

/** Who has a lock, and what to do where that cannot be, as a part of a message. */
export const holderOf = (path: string): string =>
  `${shownName(ownerOf(path))} has ${path}; where it does not run any more, remove that file`;

/**
 * Runs `action` while nobody else who asks for the same lock does; waits for it. `action` must be done when it returns.
 *
 * @throws {Error} where another one holds the lock for 20 seconds
 */
export function withFileLock<T>(path: string, action: () => T): T {
  // Not by the clock of the system, which may be set meanwhile.
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const release = tryFileLock(path);
    if (release !== undefined)
      try {
        return action();
      } finally {
        release();
      }
    if (performance.now() > until) throw new Error(`another process writes to it: ${holderOf(path)}`);
    sleep(1);
  }
}
