import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ScratchFolder } from "./scratch-folder.js";

const parent = mkdtempSync(join(tmpdir(), "namesake-scratch-"));
afterAll(() => rmSync(parent, { recursive: true }));

describe("ScratchFolder", () => {
  it("keeps lines in a file, in order and by their places, and removes all", async () => {
    const scratch = new ScratchFolder(join(parent, "new", "folder"));
    const spool = await scratch.spool("lines");
    const lines = ["a", "é\u2028b", "", "x".repeat(3_000_000), "last"];
    const places: [number, number][] = [];
    for (const line of lines) {
      const bytes = Buffer.from(`${line}\n`);
      places.push([spool.size, bytes.length]);
      await spool.append(bytes);
    }
    await spool.flush();
    const read: string[] = [];
    for await (const line of spool.lines()) read.push(line);
    expect(read).toEqual(lines);
    for (const [i, [offset, length]] of places.entries())
      expect(spool.read(offset, length)).toBe(`${lines[i]}\n`);
    await scratch.remove();
    expect(readdirSync(join(parent, "new", "folder"))).toEqual([]);
  });

  it("removes what killed processes of this machine left, and nothing else", () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const here = `.namesake-${hostname().replace(/[^\w.]/g, "_")}`;
    const [left, alive, other] = [
      `${here}-${dead}-abc`,
      `${here}-${process.pid}-abc`,
      `.namesake-elsewhere-${dead}-abc`,
    ];
    for (const name of [left, alive, other]) mkdirSync(join(parent, name as string));
    writeFileSync(join(parent, left as string, "lines"), "x");
    const scratch = new ScratchFolder(parent);
    expect([left, alive, other].map((name) => existsSync(join(parent, name as string)))).toEqual([
      false,
      true,
      true,
    ]);
    scratch.removeFiles();
  });

  it("says where it cannot write", () => {
    writeFileSync(join(parent, "file"), "");
    expect(() => new ScratchFolder(join(parent, "file"))).toThrow(/Cannot write .*file/);
  });
});
