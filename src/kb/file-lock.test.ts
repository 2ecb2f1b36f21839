import { lstatSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { tryFileLock, withFileLock } from "./file-lock.js";

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), "namesake-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "lock");
}

it("is held by one, and given back after an error as well", () => {
  const lock = path();
  const result = withFileLock(lock, () => {
    expect(isThere(lock)).toBe(true);
    expect(tryFileLock(lock)).toBeUndefined();
    return 7;
  });
  expect(result).toBe(7);
  expect(() =>
    withFileLock(lock, () => {
      throw new RangeError("on purpose");
    }),
  ).toThrow(RangeError);
  const release = tryFileLock(lock);
  expect(release).toBeDefined();
  release?.();
  expect(isThere(lock)).toBe(false);
});

it("is taken away from processes that are gone, also one of the same number, and not from live ones", () => {
  for (const [owner, isTaken] of [
    [`${2 ** 30} 5`, true],
    [`${process.pid} 5`, true],
    [`${process.ppid} 5`, false],
  ] as const) {
    const lock = path();
    writeFileSync(lock, owner);
    expect(tryFileLock(lock) !== undefined, owner).toBe(isTaken);
  }
});

it("is taken away where its owner was killed before it signed, or while it took a lock away", () => {
  const lock = path();
  writeFileSync(lock, "");
  expect(tryFileLock(lock)).toBeUndefined();
  const long = new Date(Date.now() - 60_000);
  utimesSync(lock, long, long);
  writeFileSync(`${lock}.steal`, "");
  utimesSync(`${lock}.steal`, long, long);
  expect(withFileLock(lock, () => "done")).toBe("done");
  expect(isThere(`${lock}.steal`)).toBe(false);
});
