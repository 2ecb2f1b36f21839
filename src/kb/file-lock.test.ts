import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { holderOf, tryFileLock, withFileLock } from "./file-lock.js";

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

it("is taken away after a restart of the machine, and never from a machine or container that cannot be asked", () => {
  const lock = path();
  tryFileLock(lock);
  const [pid, start, boot, space, host] = readlinkSync(lock).split(" ");
  if (boot === "-") return; // only Linux tells
  for (const [owner, isTaken] of [
    [[pid, start, boot, space, host], false],
    [[pid, "7", boot, space, host], true],
    [[process.ppid, "7", boot, space, host], true],
    [[pid, start, "another-start", space, host], true],
    [[pid, start, boot, "pid:[1]", host], false],
    [[2 ** 30, start, boot, "pid:[1]", host], false],
    [[2 ** 30, start, "another-start", space, "other-host"], false],
  ] as const) {
    rmSync(lock, { force: true });
    symlinkSync(owner.join(" "), lock);
    expect(tryFileLock(lock) !== undefined, owner.join(" ")).toBe(isTaken);
  }
  expect(holderOf(lock)).toBe(
    `process ${2 ** 30} of another machine or container (other-host) has ${lock}; where it does not run any more, remove that file`,
  );
});

it.runIf(existsSync("/proc/self/stat"))(
  "is taken away from a dead process that nobody has buried",
  async () => {
    const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 20"]);
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z "));
    const lock = path();
    writeFileSync(lock, `${pid} 5`);
    expect(tryFileLock(lock)).toBeDefined();
  },
);

it("stays with its owner when the clock is set", () => {
  const lock = path();
  const release = tryFileLock(lock);
  for (const hours of [-5, 5]) {
    vi.useFakeTimers({ now: Date.now() + hours * 3_600_000, toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    expect(tryFileLock(lock)).toBeUndefined();
    writeFileSync(`${lock}2.steal`, "");
    writeFileSync(`${lock}2`, "");
    expect(withFileLock(`${lock}2`, () => "done")).toBe("done");
    vi.useRealTimers();
  }
  release?.();
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
