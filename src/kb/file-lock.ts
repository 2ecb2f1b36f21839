import { lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { isAlive } from "./is-alive.js";

/** Longest wait for a process that holds the lock. */
const PATIENCE_MS = 20_000;
/** A process that takes a dead one's lock away does it within microseconds; one that takes so long was killed itself. */
const STEALING_MS = 5_000;
/** Between two looks at when a process began. */
const CLOCK_SLACK_MS = 1_000;

const clock = new Int32Array(new SharedArrayBuffer(4));
const sleep = (milliseconds: number) => Atomics.wait(clock, 0, 0, milliseconds);

/** When this process began, in ms: tells it from an earlier one of the same number. */
const began = (): number => Math.round(Date.now() - process.uptime() * 1000);

/**
 * Makes a lock that must not be there yet; false where it is. A symbolic link is there with what it says at once, so that a kill leaves
 * no lock of nobody; where the file system has none, it is a file.
 */
function create(path: string): boolean {
  const me = `${process.pid} ${began()}`;
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

function isDead(owner: string): boolean {
  const [pid = 0, start = 0] = owner.split(" ").map(Number);
  return pid === process.pid ? Math.abs(start - began()) > CLOCK_SLACK_MS : !isAlive(pid);
}

/**
 * Removes the lock of a process that was killed. Only one at a time may look and remove, as the lock that is removed must be the
 * one that was looked at.
 */
function removeDead(path: string): void {
  const age = Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const owner = ownerOf(path);
  if (owner === "" ? age < STEALING_MS : !isDead(owner)) return;
  const stealing = `${path}.steal`;
  if (!create(stealing)) {
    const begun = lstatSync(stealing, { throwIfNoEntry: false })?.mtimeMs;
    if (begun !== undefined && Date.now() - begun > STEALING_MS) rmSync(stealing, { force: true });
    return;
  }
  try {
    if (ownerOf(path) === owner) rmSync(path, { force: true });
  } finally {
    rmSync(stealing, { force: true });
  }
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

/**
 * Runs `action` while nobody else who asks for the same lock does; waits for it. `action` must be done when it returns.
 *
 * @throws {Error} where another one holds the lock for 20 seconds
 */
export function withFileLock<T>(path: string, action: () => T): T {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const release = tryFileLock(path);
    if (release !== undefined)
      try {
        return action();
      } finally {
        release();
      }
    if (Date.now() > until)
      throw new Error(`another process writes to it; where there is none, remove ${path}`);
    sleep(1);
  }
}
