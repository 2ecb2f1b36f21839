import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { detectFormat, FORMATS, sampleOf } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-detect-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("detectFormat", () => {
  it("goes by what is in a file, not by its name", async () => {
    const own = file("a.csv", '{"id":"1","text":"Lyon","mentions":[{"start":0,"end":4,"entity":"Lyon"}]}\n');
    expect((await detectFormat(own)).name).toBe("namesake");
    expect((await detectFormat(file("b.jsonl", "text,start,end,entity\nLyon,0,4,Lyon\n"))).name).toBe("csv");
  });

  it("needs no more than the beginning of a file", async () => {
    const mention = '"mentions":[{"start":0,"end":4,"title":"Lyon"}]';
    const path = file("long.jsonl", `{"id":"1",${mention},"text":"Lyon${" and on".repeat(50_000)}"}\n`);
    expect((await detectFormat(path)).name).toBe("bench");
    expect((await sampleOf(path)).head).toHaveLength(64 * 1024);
  });

  it("names all formats where none knows a file", async () => {
    for (const path of [file("letter.txt", "Dear all,\nnothing here.\n"), file("empty", ""), "-"])
      await expect(detectFormat(path)).rejects.toMatchObject({
        code: "DATASET_UNKNOWN",
        details: { path, known: FORMATS.map(({ name }) => name).join(", ") },
      });
    const empty = join(folder, "empty folder");
    mkdirSync(empty);
    await expect(detectFormat(empty)).rejects.toMatchObject({ code: "DATASET_UNKNOWN" });
  });

  it.skipIf(process.platform === "win32")("leaves a pipe to the one who reads it", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    await expect(detectFormat(path)).rejects.toMatchObject({ code: "DATASET_UNKNOWN" });
  });

  it("tells files that are not there or no text", async () => {
    await expect(detectFormat(join(folder, "absent"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
    await expect(detectFormat(file("a.pdf", "%PDF-1.4"))).rejects.toMatchObject({ code: "SOURCE_NOT_TEXT" });
  });
});

describe("FORMATS", () => {
  it("has names of their own", () => {
    const names = FORMATS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(FORMATS.every(({ description }) => description.length > 0)).toBe(true);
  });
});
