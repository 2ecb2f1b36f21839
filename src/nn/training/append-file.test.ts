import fs, { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { AppendFile } from "./append-file.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-append-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** Writes at most `limit` bytes a call, and none once `room` is used up. */
function limitWrites(limit: number, room: number): void {
  const { writeSync } = fs;
  const limited = (file: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
    if (room === 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    const some = Math.min(length, limit, room);
    room -= some;
    return writeSync(file, bytes, offset, some, position);
  };
  vi.spyOn(fs, "writeSync").mockImplementation(limited as typeof writeSync);
  syncBuiltinESMExports();
}

const text = (path: string) => readFileSync(path, "utf8");

describe("AppendFile", () => {
  it("appends whole records, however little the system takes at once", () => {
    const path = join(folder, "new", "a");
    const file = AppendFile.create(path);
    limitWrites(3, 100);
    file.append(Buffer.from("first record\n"));
    file.append(Buffer.from("second\n"));
    file.close();
    expect(text(path)).toBe("first record\nsecond\n");
  });

  it("takes back a record for which there is no room", () => {
    const path = join(folder, "b");
    writeFileSync(path, "first\n");
    const file = AppendFile.open(path, 6);
    limitWrites(100, 4);
    expect(() => file.append(Buffer.from("second\n"))).toThrowError(
      expect.objectContaining({
        code: "WRITE_FAILED",
        message: expect.stringContaining("the disk is full"),
      }),
    );
    expect(text(path)).toBe("first\n");
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    file.append(Buffer.from("third\n"));
    file.sync();
    file.close();
    expect(text(path)).toBe("first\nthird\n");
  });

  it("goes on where it is told to", () => {
    const path = join(folder, "d");
    writeFileSync(path, "kept\nlost\nhalf a li");
    const file = AppendFile.open(path, 5);
    expect(text(path)).toBe("kept\n");
    file.append(Buffer.from("new\n"));
    file.close();
    expect(text(path)).toBe("kept\nnew\n");
  });

  it("does not touch a file that should not be there", () => {
    const path = join(folder, "c");
    writeFileSync(path, "precious");
    expect(() => AppendFile.create(path, true)).toThrowError(
      expect.objectContaining({ code: "WRITE_FAILED" }),
    );
    expect(text(path)).toBe("precious");
    AppendFile.create(path).close();
    expect(text(path)).toBe("");
  });
});
