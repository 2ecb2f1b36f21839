import { spawn } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { ResumableFiles, type ResumableOptions } from "./resumable-files.js";

let folder = "";
let paths: [string, string] = ["", ""];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-resumable-"));
  paths = [join(folder, "numbers"), join(folder, "squares")];
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const RUN = { upTo: 10 };
const openFiles = (options: Partial<ResumableOptions> = {}) =>
  ResumableFiles.open<number>(paths, { run: RUN, interval: 0, ...options });
const lines = (from: number, to: number, of: (i: number) => number) =>
  Array.from({ length: to - from }, (_, i) => `${of(from + i)}\n`).join("");
const square = (i: number) => i * i;
const read = () => paths.map((path) => readFileSync(path, "utf8"));
const WHOLE = [lines(0, 10, (i) => i), lines(0, 10, square)];

/** Writes numbers and squares from where the files are up to a number. */
async function write(files: ResumableFiles<number>, to: number): Promise<void> {
  for (let i = files.state ?? 0; i < to; ) {
    await files.append(0, `${i}\n`);
    await files.append(1, Buffer.from(`${square(i)}\n`));
    await files.checkpoint(++i);
  }
}

describe("ResumableFiles", () => {
  it("names the files when they are complete, and leaves nothing else", async () => {
    writeFileSync(paths[0], "of before");
    const files = await openFiles();
    expect(files).toMatchObject({ state: undefined, complete: false });
    await write(files, 10);
    expect(readFileSync(paths[0], "utf8")).toBe("of before");
    expect(existsSync(paths[1])).toBe(false);
    await files.finish(10);
    expect(read()).toEqual(WHOLE);
    expect(readdirSync(folder).sort()).toEqual(["numbers", "squares"]);
    await expect(files.append(0, "more")).rejects.toMatchObject({ code: "CLOSED" });
    await files.close();
  });

  it("goes on behind the last checkpoint, and drops what came after it", async () => {
    const files = await openFiles();
    await write(files, 4);
    await files.append(0, "half a li");
    await files.close();
    const more = await openFiles({ resume: true });
    expect(more.state).toBe(4);
    await write(more, 10);
    await more.finish(10);
    expect(read()).toEqual(WHOLE);
  });

  it("keeps a checkpoint no more often than it should", async () => {
    const files = await openFiles({ interval: 3_600_000 });
    await write(files, 4);
    await files.close();
    // Nothing was kept, so nothing is lost by beginning anew.
    const again = await openFiles();
    expect(again.state).toBeUndefined();
    await again.commit(0);
    await again.close();
    const last = await openFiles({ resume: true });
    expect(last.state).toBe(0);
    await last.close();
  });

  it("replaces the beginning of a file", async () => {
    const files = await openFiles();
    await files.append(0, "????;");
    await write(files, 2);
    await files.replaceStart(0, "true");
    await files.finish(2);
    expect(readFileSync(paths[0], "utf8")).toBe("true;0\n1\n");
  });

  it("does not drop what another run has left, nor go on with what it cannot", async () => {
    const files = await openFiles();
    await write(files, 4);
    await files.close();
    await expect(openFiles()).rejects.toMatchObject({
      code: "UNFINISHED_EXISTS",
      details: { path: `${paths[0]}.part.json` },
    });
    await expect(openFiles({ resume: true, run: { upTo: 11, fast: true } })).rejects.toMatchObject({
      code: "UNFINISHED_UNUSABLE",
      details: { why: "it was begun with upTo 10, now it is 11" },
    });
    await expect(openFiles({ resume: true, run: { ...RUN, fast: true } })).rejects.toThrow(
      "fast not given, now it is true",
    );
    truncateSync(`${paths[1]}.part`, 3);
    await expect(openFiles({ resume: true })).rejects.toThrow(
      /squares\.part should have 8 bytes or more, found 3/,
    );
    for (const damaged of ["{", "{}", '{"version":1,"run":{},"state":1,"sizes":[1]}']) {
      writeFileSync(`${paths[0]}.part.json`, damaged);
      await expect(openFiles({ resume: true })).rejects.toMatchObject({ code: "UNFINISHED_UNUSABLE" });
    }
  });

  it("ends what was killed while the files got their names", async () => {
    const files = await openFiles();
    await write(files, 10);
    const journal = `${paths[0]}.part.json`;
    for (const path of [...paths.map((one) => `${one}.part`)]) linkSync(path, `${path}.copy`);
    await files.finish(10);
    // As it is between the two names.
    const [, squares] = paths;
    rmSync(squares);
    linkSync(`${squares}.part.copy`, `${squares}.part`);
    writeFileSync(
      journal,
      JSON.stringify({ version: 1, run: RUN, state: 10, sizes: [20, 28], complete: true }),
    );
    const again = await openFiles({ resume: true });
    expect(again).toMatchObject({ state: 10, complete: true });
    expect(read()).toEqual(WHOLE);
    expect(existsSync(journal)).toBe(false);
    await again.finish(10);
    expect(read()).toEqual(WHOLE);
  });

  it.skipIf(process.platform === "win32")("writes where a link leads, and over no device", async () => {
    const target = join(folder, "elsewhere");
    writeFileSync(target, "of before");
    symlinkSync(target, paths[0]);
    const files = await openFiles();
    await write(files, 10);
    await files.finish(10);
    expect(readFileSync(target, "utf8")).toBe(WHOLE[0]);
    await expect(ResumableFiles.open(["/dev/null"], { run: {} })).rejects.toThrow("it is a device or a pipe");
    mkdirSync(join(folder, "folder"));
    await expect(ResumableFiles.open([join(folder, "folder")], { run: {} })).rejects.toThrow(
      "it is a folder",
    );
  });
});

/** The compiled one, since Node reads no TypeScript. */
const DIST = new URL("../dist/resumable-files.js", import.meta.url);

it("survives any kill: what is gone on from is whole", async () => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
  const script = `
    const { ResumableFiles } = await import(${JSON.stringify(DIST.href)});
    const files = await ResumableFiles.open(${JSON.stringify(paths)}, { run: ${JSON.stringify(RUN)}, interval: 1, resume: true });
    for (let i = files.state ?? 0; ; ) {
      if (i % 100 === 99) process.stdout.write("going");
      await files.append(0, i + "\\n");
      await files.append(1, i * i + "\\n");
      await files.checkpoint(++i);
    }`;
  let reached = 0;
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await sleep(20 + Math.random() * 40);
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
    const files = await openFiles({ resume: true });
    const { state = 0 } = files;
    expect(state).toBeGreaterThanOrEqual(reached);
    reached = state;
    await files.close();
    expect(readFileSync(`${paths[0]}.part`, "utf8")).toBe(lines(0, reached, (i) => i));
    expect(readFileSync(`${paths[1]}.part`, "utf8")).toBe(lines(0, reached, square));
  }
  expect(reached).toBeGreaterThan(0);
});
