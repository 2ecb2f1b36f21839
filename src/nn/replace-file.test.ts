import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { replaceFile } from "./replace-file.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-replace-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("writes files whole, in folders that it makes", async () => {
  const path = join(folder, "new", "file");
  await replaceFile(path, [Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3)]);
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  await replaceFile(path, [Uint8Array.of(4)]);
  expect([...readFileSync(path)]).toEqual([4]);
});

it("leaves what was there, and nothing else, where the writing fails", async () => {
  const path = join(folder, "kept", "file");
  await replaceFile(path, [Uint8Array.of(7)]);
  const failing = function* () {
    yield new Uint8Array(100_000);
    throw Object.assign(new Error(), { code: "ENOSPC" });
  };
  await expect(replaceFile(path, failing())).rejects.toMatchObject({
    code: "WRITE_FAILED",
    message: expect.stringContaining("the disk is full"),
  });
  expect([...readFileSync(path)]).toEqual([7]);
  expect(readdirSync(join(folder, "kept"))).toEqual(["file"]);
});
