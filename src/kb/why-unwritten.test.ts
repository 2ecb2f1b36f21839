import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { whyUnwritten } from "./why-unwritten.js";

/** A disk with so many free blocks of 4,096 bytes. */
function withFree(blocks: number): void {
  const { statfsSync } = fs;
  const set = (stand: unknown) => {
    fs.statfsSync = stand as typeof statfsSync;
    syncBuiltinESMExports();
  };
  set((path: string) => ({ ...statfsSync(path), bavail: blocks, bsize: 4096 }));
  onTestFinished(() => set(statfsSync));
}

const failed = (code: string | number, message = "Input/output error") =>
  Object.assign(new Error(message), { code });
const nowhere = join(tmpdir(), "not", "yet", "there");
const FULL = "the disk is full, with 12 kB left; free some space, or use a folder on another disk";

it.each([["ENOSPC"], [28], [5], ["EIO"]])("knows a full disk by the code %s", (code) => {
  withFree(3);
  expect(whyUnwritten(failed(code), nowhere)).toBe(FULL);
});

it("takes other failures for what they are", () => {
  withFree(1e9);
  expect(whyUnwritten(failed(5), nowhere)).toBe("Input/output error");
  expect(whyUnwritten(failed("EACCES"), nowhere)).toBe("permission denied");
  expect(whyUnwritten(failed(-30_792), nowhere)).toContain("open it again");
  expect(whyUnwritten("odd", nowhere)).toBe("odd");
});
