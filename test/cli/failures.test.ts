import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { inFolder, kb, MAIN, namesake, prior, type Settings, settings, withSmallKb } from "./program.js";

withSmallKb();

describe.concurrent("what is wrong on the command line", () => {
  it.each([
    [["link", "--nope", "x"], "unknown option '--nope'"],
    [["nope"], "unknown command 'nope'"],
    [["link", "--top-k", "0", "x"], "--top-k should be a whole number from 1 to 1000"],
    [["link", "--threshold", "2", "x"], "--threshold should be a number from 0 to 1"],
    [["link", "--budget", "cheap", "x"], "--budget should be one of"],
    [["link", "--format", "xml", "x"], "--format should be one of"],
    [["link", "--mentions", "4-5", "x"], "--mentions should be"],
    [["link", "--candidates", "", "x"], "--candidates should be"],
    [["kb", "build", "-"], "--out should be"],
    [["kb", "build", "kb.jsonl", "--column", "x"], "--column should be"],
    [["serve", "--port", "99999"], "--port should be"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await namesake(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe.concurrent("what cannot be done", () => {
  beforeAll(async () => {
    writeFileSync(inFolder("binary.bin"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 0, 0]));
    writeFileSync(inFolder("no-name.csv"), "colour,size\nred,1\n");
    writeFileSync(inFolder("no-record.jsonl"), '{"id": "1"}\n');
    writeFileSync(inFolder("a-file"), "");
    mkdirSync(inFolder("foreign"));
    mkdirSync(inFolder("newer"));
    writeFileSync(inFolder("newer/manifest.json"), '{"format":"namesake-kb","version":99}');
    for (const [store, file] of [
      ["memory", "data.bin"],
      ["lmdb", "data.mdb"],
    ] as const) {
      await namesake(["kb", "build", "kb.jsonl", "--out", `./half-${store}`, "--store", store]);
      truncateSync(inFolder(`half-${store}/${file}`), 200);
    }
  });

  const none = {};
  it.each<[string, string[], RegExp, Settings]>([
    ["an empty text", ["link", ...prior, ""], /Expected a text with at least one word/, none],
    ["nothing on standard input", ["link", ...prior], /Expected a text with at least one word/, none],
    [
      "a binary file",
      ["link", ...prior, "-f", "binary.bin"],
      /binary\.bin is not readable text: it is binary/,
      none,
    ],
    [
      "a missing file",
      ["link", ...prior, "-f", "missing.txt"],
      /Cannot read missing\.txt: it does not exist/,
      none,
    ],
    ["a folder as file", ["link", ...prior, "-f", "foreign"], /Cannot read foreign: it is a folder/, none],
    ["a missing KB", ["link", "--kb", "nowhere", "x"], /no knowledge base "nowhere".*starter/, none],
    [
      "a foreign folder",
      ["link", "--kb", "./foreign", "x"],
      /foreign is not a Namesake knowledge base/,
      none,
    ],
    ["a newer format", ["link", "--kb", "./newer", "x"], /format version 99.*Update the package/, none],
    ["half a KB in memory", ["link", "--kb", "./half-memory", "x"], /cannot be read.*Build it again/, none],
    ["half a KB in lmdb", ["link", "--kb", "./half-lmdb", "x"], /cannot be read.*Build it again/, none],
    [
      "unknown candidates",
      ["link", ...prior, "--candidates", "loc:jordn", "Jordan"],
      /Did you mean loc:jordan/,
      none,
    ],
    ["a missing list", ["link", ...prior, "--candidates", "@missing", "x"], /Cannot read missing/, none],
    ["a span outside", ["link", ...prior, "--mentions", "0:99", "x"], /must lie inside the text/, none],
    ["a table without names", ["kb", "build", "no-name.csv"], /"colour", "size".*--column name=COLUMN/, none],
    ["a missing table", ["kb", "build", "missing.csv"], /Cannot read missing\.csv/, none],
    ["a folder as table", ["kb", "build", "./foreign", "--out", "x"], /it is a folder/, none],
    ["unknown files", ["kb", "build", "binary.bin", "--out", "x"], /binary\.bin is not readable text/, none],
    ["an out that is taken", ["kb", "build", "kb.jsonl", "--out", "./a-file"], /is left alone/, none],
    [
      "an out below a file",
      ["kb", "build", "kb.jsonl", "--out", "./a-file/x"],
      /Cannot write .*a-file/,
      none,
    ],
    ["an unknown entity", ["kb", "show", ...kb, "jordn"], /no entity "jordn"/, none],
    [
      "an address of others",
      ["serve", ...kb, "--host", "192.0.2.1", "--port", "0"],
      /Cannot listen on/,
      none,
    ],
  ])("%s: one line that says what to do", async (_name, args, message, settings) => {
    const { code, stdout, stderr } = await namesake(args, settings);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const said = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Building "));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(message);
    expect(said[0]).toMatch(/^namesake: /);
  });

  it.each(["a-file", "a-file/cache"])("a cache in %s: one line that says what to do", async (cache) => {
    const { code, stdout, stderr } = await namesake(["link", "x"], {
      env: { NAMESAKE_CACHE: inFolder(cache) },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.trim().split("\n").at(-1)).toMatch(
      /^namesake: Cannot write to the cache folder.*NAMESAKE_CACHE/,
    );
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("leaves no KB behind where no record is usable, and the one that was there as it was", async () => {
    const before = (await namesake(["kb", "info", ...kb, "--json"])).stdout;
    const { code, stderr } = await namesake(["kb", "build", "no-record.jsonl", "--out", "./kb"]);
    expect(code).toBe(1);
    expect(stderr).toContain("has no usable entity");
    expect((await namesake(["kb", "info", ...kb, "--json"])).stdout).toBe(before);
  });

  // A file that takes nothing, as on a full disk; only Linux has it.
  it.runIf(existsSync("/dev/full"))("says so where the output takes no more", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [MAIN, "kb", "export", ...kb], {
      ...settings(),
      stdio: ["ignore", full, "pipe"],
    });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (piece) => {
      stderr += piece;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    closeSync(full);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^namesake: Cannot write standard output: the disk is full.*\n$/),
    });
  });
});
